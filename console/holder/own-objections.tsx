import { defineComponent, type PropType } from 'vue';
import type { Answer } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { EmptyNote } from '../parts/index.ts';
import { actorOf, deedOf, type Use } from './use-words.ts';

type Objection = Answer<'GET /v1/holder/objections'>['items'][number];

const statuses: Readonly<Record<Objection['status'], { readonly zh: string; readonly en: string }>> = {
  reviewing: { zh: '审核中', en: 'Under review' },
  rejected: { zh: '驳回', en: 'Rejected' },
  withdrawn: { zh: '撤销', en: 'Withdrawn' },
  handling: { zh: '处理中', en: 'Being dealt with' },
  handled: { zh: '已处理', en: 'Dealt with' },
  rated: { zh: '已评价', en: 'Dealt with and rated' },
};

export function objectionWords(status: Objection['status']): string {
  return sayBoth(statuses[status]);
}

/** My objections and what became of them. */
export const OwnObjections = defineComponent({
  props: {
    objections: { type: Array as PropType<readonly Objection[]>, required: true },
    uses: { type: Array as PropType<readonly Use[]>, required: true },
  },
  setup(props) {
    return () =>
      props.objections.length === 0 ? (
        <EmptyNote
          title={say('您没有提过异议', 'You have raised no objection')}
          next={say(
            '在“谁用过”里，对不对的那一条点“提异议”。',
            'Under “Who used it”, press “Object” at the use that is wrong.',
          )}
        />
      ) : (
        <ul class="own-list">
          {props.objections.map(({ id, receipt, raisedAt, status, rejection, outcome }) => {
            const use = props.uses.find((one) => one.receipt.id === receipt);
            return (
              <li key={id} class="card">
                <h3>
                  {use === undefined
                    ? say(`对第 ${receipt} 条使用的异议`, `Objection to use ${receipt}`)
                    : `${actorOf(use)} ${deedOf(use)}`}
                </h3>
                <dl class="facts">
                  <dt>{say('提出时间', 'Raised at')}</dt>
                  <dd>{moment(raisedAt)}</dd>
                  <dt>{say('进展', 'Where it stands')}</dt>
                  <dd>
                    <strong>{objectionWords(status)}</strong>
                  </dd>
                  {rejection !== undefined && (
                    <>
                      <dt>{say('驳回理由', 'Why it was rejected')}</dt>
                      <dd>{rejection}</dd>
                    </>
                  )}
                  {outcome !== undefined && (
                    <>
                      <dt>{say('处理结果', 'What was done')}</dt>
                      <dd>{outcome}</dd>
                    </>
                  )}
                </dl>
              </li>
            );
          })}
        </ul>
      );
  },
});
