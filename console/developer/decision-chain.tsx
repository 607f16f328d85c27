import { defineComponent, type PropType } from 'vue';
import { RouterLink } from 'vue-router';
import type { Answer } from '../api/index.ts';
import { say } from '../language/language.ts';
import { organisationName } from '../session/organisations.ts';
import { mayReadGrants } from './own-systems.ts';

export type DecisionLink = Answer<'POST /v1/query/explain'>['links'][number];

/** The links in the order in which the hub checks them; what comes after the one that failed is not looked at. */
const order = [
  'resource',
  'system',
  'grant',
  'provider',
  'validity',
  'hours',
  'matter',
  'officer',
  'representation',
  'mode',
  'match',
  'fields',
  'predicates',
  'need',
  'quota',
] as const;

/** Short names of links that were not reached: their rules are told by the hub once they are. */
const names: Readonly<Record<string, readonly [string, string]>> = {
  resource: ['资源', 'resource'],
  system: ['查询系统', 'asking system'],
  grant: ['授权', 'grant'],
  provider: ['提供单位', 'provider'],
  validity: ['授权有效期', 'validity of the grant'],
  hours: ['允许的时段', 'hours of day'],
  matter: ['事项', 'matter'],
  officer: ['经办人', 'officer'],
  representation: ['代表单位', 'represented party'],
  mode: ['查询方式', 'mode'],
  match: ['匹配组合', 'match key'],
  fields: ['字段', 'fields'],
  predicates: ['断言', 'predicates'],
  need: ['事项所需材料', 'materials of the matter'],
  quota: ['额度', 'quota'],
};

/** What a link rests on, by which its reference is named. */
const restsOn: Readonly<Record<string, string>> = {
  resource: 'resource',
  system: 'system',
  provider: 'provider',
  matter: 'matter',
  need: 'matter',
};

export const linkName = (link: string): string => {
  const [zh, en] = names[link] ?? [link, link];
  return say(zh, en);
};

/** What a link rests on, as people know it: an organisation by its name, a grant by the head of its id, which leads to it. */
function referenceOf(link: string, reference: string) {
  if (link === 'provider') return organisationName(reference);
  if (restsOn[link] !== undefined) return <code>{reference}</code>;
  const short = <code title={reference}>{reference.slice(0, 8)}</code>;
  return mayReadGrants() ? <RouterLink to={{ name: 'grant', params: { id: reference } }}>{short}</RouterLink> : short;
}

/** Every link of a decision in order: passed, failed, or not reached, by sign, word and colour. */
export const DecisionChain = defineComponent({
  props: {
    links: { type: Array as PropType<readonly DecisionLink[]>, required: true },
    label: { type: String, required: true },
  },
  setup(props, { slots }) {
    return () => {
      const reached = new Set(props.links.map(({ link }) => link));
      const rest = order.filter((link) => !reached.has(link));
      return (
        <ol class="chain" aria-label={props.label}>
          {props.links.map((each) => (
            <li key={each.link} class={each.passed ? 'passed' : 'failed'}>
              <span class="sign" aria-hidden="true">
                {each.passed ? '✓' : '✕'}
              </span>
              <div>
                <p>
                  <span class="visually-hidden">
                    {each.passed ? say('通过：', 'passed: ') : say('未通过：', 'failed: ')}
                  </span>
                  <span class="link-title">{each.title}</span>{' '}
                  {each.reference !== null && (
                    <span class="hint">
                      {linkName(restsOn[each.link] ?? 'grant')} {referenceOf(each.link, each.reference)}
                    </span>
                  )}
                </p>
                {!each.passed && slots.failed?.(each)}
              </div>
            </li>
          ))}
          {rest.length > 0 && (
            <li class="not-reached">
              <span class="sign" aria-hidden="true">
                –
              </span>
              <p>
                {say(
                  `未再检查：${rest.map(linkName).join('、')}`,
                  `Not looked at any more: ${rest.map(linkName).join(', ')}`,
                )}
              </p>
            </li>
          )}
        </ol>
      );
    };
  },
});
