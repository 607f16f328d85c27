import {
  ElButton,
  ElCheckbox,
  ElFormItem,
  ElInput,
  ElInputNumber,
  ElOption,
  ElRadio,
  ElRadioGroup,
  ElSelect,
} from 'element-plus';
import { defineComponent, type PropType } from 'vue';
import { RouterLink } from 'vue-router';
import { inBrackets, moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { actorWord } from '../session/officer-names.ts';
import type { AskedItem } from './asked-items.ts';
import { dataTable } from './data-table.tsx';
import { howAsked, itemName, sensitivityCell, sharingCell } from './item-cells.tsx';
import { codeName, codeRows } from './reference.ts';
import type { Application, Matter, Resource } from './words.ts';

export type Decision = Application['reviews'][number]['decisions'][number];
/** What is chosen for an item; items without one are given as asked. */
export type Decided = Omit<Decision, 'field'>;

/** Less than was asked for. */
export interface Less {
  days: number | undefined;
  callsPerDay: number | undefined;
  peakPerSecond: number | undefined;
  requiresOfficer: boolean;
}

/** The decisions as the hub takes them: without words that are empty. */
export function decisionsOf(decided: ReadonlyMap<string, Decided>): Decision[] {
  return [...decided].map(([field, { verdict, ground, reason }]) => ({
    field,
    verdict,
    ...(verdict === 'refuse' && ground !== undefined && ground !== '' ? { ground } : {}),
    ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
  }));
}

/** How often reviews refused an item, or left it to be confirmed only. */
export function cutBy(reviews: Application['reviews']): { readonly refused: number; readonly confirmed: number } {
  const said = (verdict: Decided['verdict']) =>
    new Set(
      reviews.flatMap(({ decisions }) =>
        decisions.filter((each) => each.verdict === verdict).map(({ field }) => field),
      ),
    );
  const refused = said('refuse');
  return { refused: refused.size, confirmed: [...said('verify-only')].filter((field) => !refused.has(field)).length };
}

/** Item by item: what is asked, how sensitive it is, what the lists say, who needs it, and the decision. */
export const FieldDecisions = defineComponent({
  props: {
    items: { type: Array as PropType<readonly AskedItem[]>, required: true },
    /** Those of them that reviews before have left, as they left them. */
    left: { type: Array as PropType<readonly AskedItem[]>, required: true },
    resource: { type: Object as PropType<Resource | undefined>, default: undefined },
    matters: { type: Array as PropType<readonly Matter[]>, required: true },
    reviews: { type: Array as PropType<Application['reviews']>, required: true },
    form: { type: Object as PropType<Application['form']>, required: true },
    /** Nobody decides any more: what reviews said is how it came out. */
    isOver: { type: Boolean, required: true },
    /** Whoever is logged in decides now. */
    deciding: { type: Boolean, required: true },
    decided: { type: Object as PropType<ReadonlyMap<string, Decided>>, required: true },
    less: { type: Object as PropType<Less>, required: true },
  },
  emits: { decide: (_field: string, _decision: Decided) => true },
  setup(props, { emit }) {
    const decide = (field: string, change: Partial<Decided>) => {
      const before = props.decided.get(field) ?? { verdict: 'grant' as const };
      emit('decide', field, { ...before, ...change });
    };

    const decideAll = (items: readonly AskedItem[], verdict: Decided['verdict']) => {
      for (const { field } of items) emit('decide', field, { verdict });
    };

    const decisionCell = ({ field, item }: AskedItem) => {
      const asked = props.left.find((each) => each.field === field);
      if (asked === undefined) return say('已不予', 'refused already');
      const { seen } = asked;
      const name = item === undefined ? field : say(item.name, item.nameEn);
      const now = props.decided.get(field);
      return (
        <div class="decided">
          <ElRadioGroup
            modelValue={now?.verdict ?? 'grant'}
            {...{
              'aria-label': say(`对“${name}”的决定`, `Decision on “${name}”`),
              'onUpdate:modelValue': (verdict: unknown) => decide(field, { verdict: verdict as Decided['verdict'] }),
            }}
          >
            <ElRadio value="grant">{say('同意', 'Give')}</ElRadio>
            {seen && <ElRadio value="verify-only">{say('仅核验', 'Confirm only')}</ElRadio>}
            <ElRadio value="refuse">{say('不予', 'Refuse')}</ElRadio>
          </ElRadioGroup>
          {now?.verdict === 'refuse' && (
            <ElSelect
              modelValue={now.ground ?? ''}
              placeholder={say('选择不予的依据（必填）', 'Ground (needed)')}
              {...{
                'aria-label': say(`不予“${name}”的依据`, `Ground for refusing “${name}”`),
                'onUpdate:modelValue': (ground: string) => decide(field, { ground }),
              }}
            >
              {codeRows('refusal-ground').map((row) => (
                <ElOption key={row.code} value={row.code} label={say(row.name, row.nameEn)} />
              ))}
            </ElSelect>
          )}
          {now !== undefined && (
            <ElInput
              modelValue={now.reason ?? ''}
              maxlength={500}
              placeholder={say('理由', 'Reason')}
              {...{
                'aria-label': say(`对“${name}”的理由`, `Reason about “${name}”`),
                'onUpdate:modelValue': (reason: string) => decide(field, { reason }),
              }}
            />
          )}
        </div>
      );
    };

    /** What reviews before have said of an item. */
    const saidCell = ({ field }: AskedItem) => {
      const said = props.reviews.flatMap((review) =>
        review.decisions.filter((each) => each.field === field).map((decision) => ({ ...decision, by: review.by })),
      );
      if (said.length === 0) return props.reviews.length === 0 ? '—' : say('同意', 'given');
      return (
        <>
          {said.map(({ verdict, ground, reason, by }) => (
            <div key={by} class={verdict === 'refuse' ? 'tone-bad' : 'tone-care'}>
              <span aria-hidden="true">{verdict === 'refuse' ? '✕ ' : '≈ '}</span>
              {verdict === 'refuse'
                ? say('不予', 'refused')
                : verdict === 'verify-only'
                  ? say('仅核验', 'to be confirmed only')
                  : say('同意', 'given')}
              <small>
                {[ground === undefined ? '' : codeName('refusal-ground', ground), reason ?? '']
                  .filter((part) => part !== '')
                  .join(say('：', ': '))}
              </small>
            </div>
          ))}
        </>
      );
    };

    const neededCell = ({ neededBy }: AskedItem) =>
      neededBy.length === 0 ? (
        <span class="tone-care">
          <span aria-hidden="true">▲ </span>
          {say('事项材料未列', 'no matter lists it')}
        </span>
      ) : (
        <>
          <span aria-hidden="true" class="tone-good">
            ✓{' '}
          </span>
          {neededBy.map((code, index) => (
            <span key={code}>
              {index > 0 && '、'}
              {props.matters.find((each) => each.code === code)?.name ?? code}
            </span>
          ))}
        </>
      );

    const quick = () => {
      const personal = props.left.filter(
        ({ seen, item }) => seen && (item?.sensitivity === 'personal' || item?.sensitivity === 'sensitive'),
      );
      return (
        <div class="quick">
          <ElButton onClick={() => decideAll(props.left, 'grant')}>{say('全部同意', 'Give all')}</ElButton>
          {personal.length > 0 && (
            <ElButton onClick={() => decideAll(personal, 'verify-only')}>
              {say(`个人信息 ${personal.length} 项改为仅核验`, `Personal ones (${personal.length}): confirm only`)}
            </ElButton>
          )}
        </div>
      );
    };

    const limits = () => (
      <details class="panel">
        <summary>{say('少给一些：期限、次数、经办人', 'Give less: days, queries, officer')}</summary>
        <div class="two">
          <ElFormItem
            label={say(`期限（天，申请 ${props.form.days}）`, `Days (asked: ${props.form.days})`)}
            for="less-days"
            labelPosition="top"
          >
            <ElInputNumber id="less-days" min={1} max={props.form.days} precision={0} v-model={props.less.days} />
          </ElFormItem>
          <ElFormItem
            label={say(
              `每日次数（申请 ${props.form.callsPerDay}）`,
              `Queries a day (asked: ${props.form.callsPerDay})`,
            )}
            for="less-calls"
            labelPosition="top"
          >
            <ElInputNumber
              id="less-calls"
              min={1}
              max={props.form.callsPerDay}
              precision={0}
              v-model={props.less.callsPerDay}
            />
          </ElFormItem>
          <ElFormItem label={say('每秒峰值', 'Queries a second')} for="less-peak" labelPosition="top">
            <ElInputNumber
              id="less-peak"
              min={1}
              max={props.form.peakPerSecond ?? 100_000}
              precision={0}
              v-model={props.less.peakPerSecond}
            />
          </ElFormItem>
        </div>
        {props.form.requiresOfficer !== true && (
          <ElCheckbox v-model={props.less.requiresOfficer}>
            {say('每次查询须注明事项的经办人', 'Each query names an officer assigned to the matter')}
          </ElCheckbox>
        )}
      </details>
    );

    return () => (
      <section aria-labelledby="items">
        <h2 id="items">
          {props.deciding ? say('逐项决定', 'Decide item by item') : say('申请的信息项', 'Items asked for')}
        </h2>
        {props.deciding && (
          <p class="hint">
            {say(
              '未作改动的信息项按申请给予。不予某一项不影响其余各项。',
              'Items that you leave as they are, are given as asked. Refusing one leaves the others.',
            )}
          </p>
        )}
        {props.deciding && quick()}
        {dataTable({
          caption: say('信息项及决定', 'Items and decisions'),
          quiet: true,
          rows: props.items,
          rowKey: ({ field }) => field,
          columns: [
            { key: 'name', title: say('信息项', 'Item'), heads: true, cell: itemName },
            { key: 'how', title: say('申请方式', 'Asked'), cell: howAsked },
            { key: 'sensitivity', title: say('敏感级别', 'Sensitivity'), cell: sensitivityCell },
            { key: 'sharing', title: say('共享属性', 'Sharing'), cell: (row) => sharingCell(row, props.resource) },
            { key: 'needed', title: say('事项所需', 'Needed by'), cell: neededCell },
            ...(props.reviews.length > 0
              ? [
                  {
                    key: 'said',
                    title: props.isOver ? say('审核结果', 'Outcome') : say('前序审核', 'Reviewed'),
                    cell: saidCell,
                  },
                ]
              : []),
            ...(props.deciding ? [{ key: 'decide', title: say('决定', 'Decision'), cell: decisionCell }] : []),
          ],
        })}
        {props.reviews.length > 0 && (
          <ul class="hint">
            {props.reviews.map((review) => (
              <li key={review.at}>
                {review.by === 'provider'
                  ? say('提供部门', 'The provider')
                  : say('数据主管部门', 'The data administration')}
                {say(' 审核于 ', ' reviewed on ')}
                <time datetime={review.at}>{moment(review.at)}</time>
                {inBrackets(actorWord(review.officer))}
                {limitText(review.limits)}
              </li>
            ))}
          </ul>
        )}
        {props.deciding && limits()}
        {props.deciding && props.left.some(({ neededBy }) => neededBy.length === 0) && (
          <p class="warned">
            {say(
              '有信息项不在事项材料中：按最小必要原则应不予，或请申请部门先完善',
              'Some items are not among the materials of the matter: refuse them, or have the applicant mend ',
            )}
            <RouterLink to={`/matters/${props.form.matters[0] ?? ''}`}>{say('事项材料', 'the matter')}</RouterLink>
            {say('。', '.')}
          </p>
        )}
      </section>
    );
  },
});

function limitText({
  days,
  callsPerDay,
  peakPerSecond,
  requiresOfficer,
}: Application['reviews'][number]['limits']): string {
  const parts = [
    days === undefined ? '' : say(`期限减为 ${days} 天`, `${days} days`),
    callsPerDay === undefined ? '' : say(`每日减为 ${callsPerDay} 次`, `${callsPerDay} queries a day`),
    peakPerSecond === undefined ? '' : say(`每秒至多 ${peakPerSecond} 次`, `${peakPerSecond} a second`),
    requiresOfficer === true ? say('须注明经办人', 'naming the officer') : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : say(`：${parts.join('，')}`, `: ${parts.join(', ')}`);
}
