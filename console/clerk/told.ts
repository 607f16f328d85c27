import { day, inBrackets, moment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { type Check, isNumber, saidBy } from './checks.ts';
import type { LicenceTypes } from './licence-types.ts';
import type { Verdict } from './words.ts';

const dayMs = 24 * 3_600_000;
const beijingOffsetMs = 8 * 3_600_000;

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

/** Whose licence; of a number nobody's name is told. */
export function whoTold(check: Check): string {
  const { verdict } = check;
  const { holder } = saidBy(check);
  if (holder !== undefined || verdict === undefined || !isNumber(check)) return holder ?? '—';
  return verdict.term === undefined
    ? notFound()
    : say('只凭号码不显示持证主体', 'A number alone does not tell the holder');
}

/** What the hub could tell of no number that leads to no licence of the vault. */
const notFound = () => say('凭此号码查不到', 'Not to be found by this number');

/** Which licence: its title, or why there is none to be told. */
export function whatTold(check: Check, types: LicenceTypes | undefined): string {
  if (check.verdict === undefined) return '—';
  const { title, identifier } = saidBy(check);
  if (title !== undefined) return title;
  const named = types?.ofIdentifier(identifier);
  if (!isNumber(check))
    return named === undefined ? say('不是证照，或读不出来', 'No licence, or it cannot be read') : sayBoth(named.title);
  if (named === undefined) return say('号码中没有本地的证照类型', 'The number names no type of licence known here');
  // A type stands in every number that somebody writes; that of a licence which the vault holds is proved.
  const isProved = check.verdict.term !== undefined;
  return isProved
    ? sayBoth(named.title)
    : `${sayBoth(named.title)}${inBrackets(say('号码所写，未经查实', 'as the number has it, not proved'))}`;
}

/** When a copy for one purpose ends; at a midnight, the last minute before it: the day that begins then is none of its. */
export function copyEnd(expiresAt: string): string {
  const end = new Date(expiresAt).getTime();
  return moment((end + beijingOffsetMs) % dayMs === 0 ? end - 1 : end);
}

interface End {
  readonly label: string;
  readonly end: string;
}

/** Until when: what counts, which is a copy's own end, and then, of a copy, that of the licence. */
export function endsTold(check: Check): { readonly main: End; readonly licence?: End } {
  const { verdict } = check;
  const { validTo } = saidBy(check);
  const isUnknown = validTo === undefined && verdict !== undefined && isNumber(check);
  const ofLicence = isUnknown ? notFound() : termEnd(validTo);
  const { copy } = verdict ?? {};
  if (copy === undefined) return { main: { label: say('有效期至', 'Until when'), end: ofLicence } };
  const ofCopy = copy.expiresAt === null ? say('没有写明', 'Not said') : copyEnd(copy.expiresAt);
  return {
    main: { label: say('加注件可用至', 'This copy until'), end: ofCopy },
    licence: { label: say('证照有效期至', 'The licence until'), end: ofLicence },
  };
}

/**
 * Until when a copy for one purpose may be used, or when it ended; the licence's own end does not say.
 * @returns undefined for what is no copy, and for a copy that may not be used for another reason
 */
export function copyTold({ copy, indication, asOf }: Pick<Verdict, 'copy' | 'indication' | 'asOf'>): End | undefined {
  if (copy === undefined || copy.expiresAt === null) return undefined;
  const end = copyEnd(copy.expiresAt);
  if (new Date(copy.expiresAt) <= new Date(asOf)) return { label: say('本加注件已截止于', 'This copy ended'), end };
  if (indication !== 'TOTAL_PASSED') return undefined;
  return { label: say('本加注件可用至', 'This copy may be used until'), end };
}

/** For whom and for what a copy was made. */
export function copyWords({ copy }: Verdict): string | undefined {
  if (copy === undefined) return undefined;
  const { madeFor, matter, case: caseNumber, cause } = copy;
  return say(
    `仅供${madeFor ?? '—'}用于事项 ${matter ?? '—'}、办件 ${caseNumber ?? '—'}；事由：${cause ?? '—'}`,
    `For ${madeFor ?? '—'} alone, matter ${matter ?? '—'}, case ${caseNumber ?? '—'}; cause: ${cause ?? '—'}`,
  );
}
