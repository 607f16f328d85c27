import { defineComponent, type PropType } from 'vue';
import type { Answer } from '../api/index.ts';
import { day, moment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { EmptyNote } from '../parts/index.ts';
import { deedWords } from './use-words.ts';

type Objection = Answer<'GET /v1/holder/objections'>['items'][number];
type Words = Readonly<Record<'zh' | 'en', string>>;

const statuses: Readonly<Record<Objection['status'], Words>> = {
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

/** Where it stands, as one would tell it to somebody at a counter. */
function plainly({ status, clock }: Objection): string {
  const by = clock?.organisationName ?? clock?.organisation ?? say('数据主管部门', 'the data administration');
  switch (status) {
    case 'reviewing':
      return say(`${by}正在审核，看该由哪个单位处理。`, `${by} reviews it and says who has to deal with it.`);
    case 'handling':
      return say(`已受理，由${by}处理。`, `It was accepted; ${by} deals with it.`);
    case 'rejected':
      return say('没有受理，理由如下。', 'It was not accepted, for the reason below.');
    case 'withdrawn':
      return say('已撤销，不再处理。', 'It was withdrawn and is not dealt with any more.');
    default:
      return say(`${by}已经处理，结果如下。`, `${by} has dealt with it; the answer is below.`);
  }
}

/** Until when an answer is promised, and whether that was kept. */
function promised(clock: NonNullable<Objection['clock']>): string {
  const on = day(clock.dueOn);
  switch (clock.state) {
    case 'overdue':
      return say(`⚠ 最迟${on}；已超期，尚未答复。`, `⚠ By ${on}; it is overdue and not answered yet.`);
    case 'met':
      return say(`最迟${on}；已按时答复。`, `By ${on}; the answer came in time.`);
    case 'late':
      return say(`最迟${on}；答复超期。`, `By ${on}; the answer came late.`);
    case 'void':
      return say('不再需要答复。', 'No answer is due any more.');
    default:
      return clock.provisional
        ? say(`最迟${on}（节假日安排公布后可能调整）。`, `By ${on} (it may move when the holidays are published).`)
        : say(`最迟${on}。`, `By ${on}.`);
  }
}

/** My objections: what I wrote, about what, where each stands, by when an answer is promised, and the answer. */
export const OwnObjections = defineComponent({
  props: { objections: { type: Array as PropType<readonly Objection[]>, required: true } },
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
          {props.objections.map((objection) => (
            <li key={objection.id} class="card">
              {one(objection)}
            </li>
          ))}
        </ul>
      );
  },
});

function one(objection: Objection) {
  const { receipt, raisedAt, status, description, use, clock, rejection, outcome } = objection;
  const answer = outcome ?? rejection;
  return (
    <>
      <h3>
        {use === undefined
          ? say(`对第 ${receipt} 条使用的异议`, `Objection to use ${receipt}`)
          : `${use.organisationName ?? use.organisation ?? ''} ${deedWords(use.event)}`}
      </h3>
      <dl class="facts">
        {use !== undefined && (
          <>
            <dt>{say('针对哪次使用', 'About which use')}</dt>
            <dd>
              {[
                moment(use.at),
                use.objectTitle === undefined ? undefined : sayBoth(use.objectTitle),
                use.matterName ?? use.matter,
              ]
                .filter((part) => part !== undefined)
                .join(say('，', ', '))}
            </dd>
          </>
        )}
        <dt>{say('我的说明', 'What I wrote')}</dt>
        <dd class="own-words">
          {description ??
            say(
              '较早提出，当时没有留存原话；如需查看请向数据主管部门询问。',
              'Raised before the words were kept here; ask the data administration for them.',
            )}
        </dd>
        <dt>{say('提出时间', 'Raised at')}</dt>
        <dd>{moment(raisedAt)}</dd>
        <dt>{say('进展', 'Where it stands')}</dt>
        <dd>
          <strong>{objectionWords(status)}</strong>
          {say('：', ': ')}
          {plainly(objection)}
        </dd>
        {clock !== undefined && (
          <>
            <dt>{say('承诺答复时限', 'Answer promised')}</dt>
            <dd>{promised(clock)}</dd>
          </>
        )}
        {answer !== undefined && (
          <>
            <dt>{status === 'rejected' ? say('驳回理由', 'Why it was rejected') : say('处理结果', 'The answer')}</dt>
            <dd class="own-words">{answer}</dd>
          </>
        )}
      </dl>
    </>
  );
}
