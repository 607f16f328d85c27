import type { PointerError } from '../../kernel/index.ts';
import type { ApplicationDraft, ApplicationEvent } from '../generated/schemas.ts';
import { applicationProblems } from './problems.ts';

type Decision = NonNullable<ApplicationEvent['decisions']>[number];
type Limits = NonNullable<ApplicationEvent['limits']>;

/** What a reviewer takes from an application. */
export interface Narrowing {
  readonly decisions: readonly Decision[];
  readonly limits: Limits;
}

/**
 * The form with less in it: fields that are refused are gone, also from what is claimed of them; fields that are for
 * confirmation only are confirmed instead of seen. Pure.
 */
export function narrowed(form: ApplicationDraft, { decisions, limits }: Narrowing): ApplicationDraft {
  const verdicts = new Map(decisions.map(({ field, verdict }) => [field, verdict]));
  const { fields = [], verifyFields = [], predicates = [], rowScope = [], ...rest } = form;
  const kept = (field: string) => verdicts.get(field) !== 'refuse';
  const hidden = fields.filter((field) => verdicts.get(field) === 'verify-only');
  const { rowScope: added = [], ...fewer } = limits;
  return {
    ...rest,
    ...fewer,
    fields: fields.filter((field) => kept(field) && !hidden.includes(field)),
    verifyFields: [...new Set([...verifyFields.filter(kept), ...hidden])],
    predicates: predicates.filter(({ field }) => kept(field)),
    rowScope: [...rowScope, ...added],
  };
}

/**
 * Lets a reviewer give this much of what is left.
 * @throws APPLICATION_DECISION_REFUSED for decisions on what was not asked, twice, or without a listed ground, and for limits
 * that give more; APPLICATION_NOTHING_LEFT
 */
export function requireNarrower(
  form: ApplicationDraft,
  { decisions, limits }: Narrowing,
  grounds: ReadonlyMap<string, string>,
): void {
  const { fields = [], verifyFields = [], predicates = [] } = form;
  const asked = new Set([...fields, ...verifyFields, ...predicates.map(({ field }) => field)]);
  const seen = new Set<string>();
  const errors: PointerError[] = decisions.flatMap(({ field, verdict, ground }, index) => {
    const at = (member: string, detail: string) => [{ pointer: `/decisions/${index}/${member}`, detail }];
    if (!asked.has(field)) return at('field', 'not asked for');
    if (seen.has(field)) return at('field', 'decided on already');
    seen.add(field);
    if (verdict === 'verify-only' && !fields.includes(field)) return at('verdict', 'was not asked to be seen');
    const wanted = verdict === 'refuse';
    if (wanted && ground === undefined) return at('ground', 'a refusal names its ground');
    return ground !== undefined && !grounds.has(ground) ? at('ground', 'no code of the table refusal-ground') : [];
  });
  const more = (member: string) => errors.push({ pointer: `/limits/${member}`, detail: 'more than was asked for' });
  if ((limits.days ?? 0) > form.days) more('days');
  if ((limits.callsPerDay ?? 0) > form.callsPerDay) more('callsPerDay');
  if ((limits.peakPerSecond ?? 0) > (form.peakPerSecond ?? Number.POSITIVE_INFINITY)) more('peakPerSecond');
  const { from, until } = form.hours ?? { from: 0, until: 24 };
  if (limits.hours !== undefined && (limits.hours.from < from || limits.hours.until > until)) more('hours');
  if (errors.length > 0) {
    const shown = errors.slice(0, 50);
    throw applicationProblems.APPLICATION_DECISION_REFUSED({ count: errors.length }, { errors: shown });
  }
  const left = narrowed(form, { decisions, limits });
  const nothing = [left.fields, left.verifyFields, left.predicates].every((each) => (each ?? []).length === 0);
  if (nothing) throw applicationProblems.APPLICATION_NOTHING_LEFT();
}
