import { defineComponent, type PropType } from 'vue';
import { day, moment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { type Check, isNumber, saidBy } from './checks.ts';
import type { LicenceTypes } from './licence-types.ts';

/** A term's end as people read it: a day, or 长期. */
export function termEnd(validTo: string | undefined): string {
  if (validTo === undefined) return '—';
  return validTo === '长期' ? say('长期有效', 'No end') : day(validTo);
}

/** A value on a face, whatever form it has. */
export function faceValue(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (Array.isArray(value)) return value.map(faceValue).join(say('；', '; '));
  if (typeof value === 'object') {
    const { from, to } = value as { from?: unknown; to?: unknown };
    if (typeof from === 'string' && typeof to === 'string')
      return say(
        `${day(from)} 至 ${termEnd(to)}`,
        to === '长期' ? `${day(from)}, without an end` : `${day(from)} to ${day(to)}`,
      );
    return JSON.stringify(value);
  }
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return day(value);
  return String(value);
}

/** Who, what, until when; of a copy and of a QR also for whom. */
export const CheckFacts = defineComponent({
  props: {
    check: { type: Object as PropType<Check>, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
  },
  setup(props) {
    return () => {
      const { check, types } = props;
      const { verdict } = check;
      if (verdict === undefined) return null;
      const said = saidBy(check);
      const named = types?.ofIdentifier(said.identifier);
      const title = said.title ?? (named === undefined ? undefined : sayBoth(named.title));
      const { copy, statement } = verdict;
      const isKnown = said.holder !== undefined || statement !== undefined;
      return (
        <dl class="facts check-facts">
          {verdict.indication !== 'TOTAL_PASSED' && isKnown && (
            <>
              <dt>{say('注意', 'Mind')}</dt>
              <dd>
                <span class="bad-word">
                  {say('以下为文件自述，未经证实', 'What follows is the file’s own word, not proved')}
                </span>
              </dd>
            </>
          )}
          <dt>{say('谁', 'Who')}</dt>
          <dd class="fact-main">
            {said.holder ??
              (isNumber(check) && said.identifier !== undefined
                ? say(
                    '只凭号码不显示持证主体；请调取证照或请其出示文件、二维码。',
                    'A number alone does not tell its holder: fetch the licence, or ask for the file or a code.',
                  )
                : '—')}
          </dd>
          <dt>{say('什么证照', 'What')}</dt>
          <dd class="fact-main">{title ?? say('不是证照，或读不出来', 'No licence, or it cannot be read')}</dd>
          <dt>{say('有效期至', 'Until when')}</dt>
          <dd class="fact-main">{termEnd(said.validTo)}</dd>
          {said.issuer !== undefined && (
            <>
              <dt>{say('颁发机构', 'Issuer')}</dt>
              <dd>{said.issuer}</dd>
            </>
          )}
          {said.issuedOn !== undefined && (
            <>
              <dt>{say('颁发日期', 'Issued on')}</dt>
              <dd>{day(said.issuedOn)}</dd>
            </>
          )}
          {said.identifier !== undefined && (
            <>
              <dt>{say('证照标识', 'Identifier')}</dt>
              <dd>
                <code>{said.identifier}</code>
              </dd>
            </>
          )}
          {verdict.assurance === 'stock' && (
            <>
              <dt>{say('来历', 'Origin')}</dt>
              <dd>
                {say(
                  '存量证照补录，保证程度较低',
                  'Made of a record of a licence that was there before: of lower assurance',
                )}
              </dd>
            </>
          )}
          {copy !== undefined && (
            <>
              <dt>{say('加注件', 'Copy for one purpose')}</dt>
              <dd>
                {say(
                  `仅供${copy.madeFor ?? '—'}用于事项 ${copy.matter ?? '—'}、办件 ${copy.case ?? '—'}；事由：${copy.cause ?? '—'}；至 ${moment(copy.expiresAt)}`,
                  `For ${copy.madeFor ?? '—'} alone, matter ${copy.matter ?? '—'}, case ${copy.case ?? '—'}; cause: ${copy.cause ?? '—'}; until ${moment(copy.expiresAt)}`,
                )}
              </dd>
            </>
          )}
          {statement !== undefined && (
            <>
              {Object.entries(statement.face).map(([name, value]) => (
                <>
                  <dt>{sayBoth(named?.items.find((item) => item.name === name)?.title ?? { zh: name, en: name })}</dt>
                  <dd>{faceValue(value)}</dd>
                </>
              ))}
              <dt>{say('二维码有效至', 'The code holds until')}</dt>
              <dd>{moment(statement.expiresAt)}</dd>
            </>
          )}
        </dl>
      );
    };
  },
});
