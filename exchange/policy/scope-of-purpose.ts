import type { PointerError, Problem } from '../../kernel/index.ts';
import type { PurposeForm } from './compile.ts';
import type { DecisionRequest, GrantFact, MatterFact } from './facts.ts';
import { policyProblems } from './problems.ts';

// What may be asked for a case, checked against the form that grant and matter make together. Fields and kinds are
// named in a refusal, claimed values and bounds never.

export function matchGranted(
  { matchFields }: DecisionRequest,
  form: PurposeForm,
  grant: GrantFact,
): Problem | undefined {
  const fits = form.keys.some(
    (key) => key.length === matchFields.length && key.every((field) => matchFields.includes(field)),
  );
  if (fits) return undefined;
  const allowed = form.keys.map((key) => key.join(' + ')).join('; ');
  return policyProblems.MATCH_NOT_GRANTED({
    grant: grant.id,
    fields: matchFields.join(', '),
    allowed: allowed === '' ? '–' : allowed,
  });
}

export function fieldsGranted(request: DecisionRequest, form: PurposeForm, grant: GrantFact): Problem | undefined {
  const granted = request.mode === 'lookup' ? form.seen : form.claimed;
  const missing = valuesAsked(request).filter((field) => !granted.has(field));
  if (missing.length === 0) return undefined;
  return policyProblems.FIELD_NOT_GRANTED(
    { grant: grant.id, fields: missing.join(', '), granted: listed(granted) },
    { errors: placesOf(request, missing, 'not granted') },
  );
}

export function predicatesGranted(request: DecisionRequest, form: PurposeForm, grant: GrantFact): Problem | undefined {
  const predicates = predicatesAsked(request);
  const unknown = predicates.filter(({ field, kind }) => !form.permits(field, kind));
  if (unknown.length > 0) {
    const names = unknown.map(({ field, kind }) => `${field} (${kind})`);
    return policyProblems.PREDICATE_NOT_GRANTED(
      {
        grant: grant.id,
        predicates: names.join(', '),
        granted: listed(grant.predicates.map(({ field, kind }) => `${field} (${kind})`)),
      },
      { errors: unknown.map(({ field }) => ({ pointer: `/claims/${field}`, detail: 'not granted' })) },
    );
  }
  const beyond = predicates.filter((claim) => !form.allows(claim));
  if (beyond.length === 0) return undefined;
  const bounds = grant.predicates
    .filter((granted) => beyond.some(({ field, kind }) => granted.field === field && granted.kind === kind))
    .map(({ field, kind, allowed }) => `${field} (${kind}: ${allowed.join(' / ')})`);
  return policyProblems.PREDICATE_BOUND_NOT_GRANTED(
    { grant: grant.id, bounds: bounds.join(', ') },
    { errors: beyond.map(({ field }) => ({ pointer: `/claims/${field}`, detail: 'not a bound of the grant' })) },
  );
}

export function neededByMatter(
  request: DecisionRequest,
  form: PurposeForm,
  _grant: GrantFact,
  matter: MatterFact,
): Problem | undefined {
  const missing = [
    ...valuesAsked(request).filter((field) => !form.needed.has(field)),
    ...predicatesAsked(request)
      .filter((claim) => !form.needs(claim))
      .map(({ field }) => field),
  ];
  if (missing.length === 0) return undefined;
  return policyProblems.FIELD_NOT_NEEDED(
    { matter: matter.code, fields: missing.join(', '), needed: listed(form.needed) },
    { errors: placesOf(request, missing, 'not in the materials of the matter') },
  );
}

/** Fields whose value is asked for: to be seen, or claimed as it is. */
function valuesAsked({ mode, fields, claims }: DecisionRequest): readonly string[] {
  return mode === 'lookup' ? fields : claims.filter(({ kind }) => kind === 'equals').map(({ field }) => field);
}

function predicatesAsked({ mode, claims }: DecisionRequest): DecisionRequest['claims'] {
  return mode === 'lookup' ? [] : claims.filter(({ kind }) => kind !== 'equals');
}

function placesOf({ mode, fields }: DecisionRequest, missing: readonly string[], detail: string): PointerError[] {
  return missing.map((field) => ({
    pointer: mode === 'lookup' ? `/fields/${fields.indexOf(field)}` : `/claims/${field}`,
    detail,
  }));
}

function listed(names: Iterable<string>): string {
  return [...names].join(', ') || '–';
}
