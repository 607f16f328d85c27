import type { OrganisationId } from '../../identity/index.ts';
import type { PointerError, Problem } from '../../kernel/index.ts';
import { fieldsNeeded, type Matter, needsPredicate, needsResource } from '../matter/matter.ts';
import { isText } from '../resource/derive-row-schema.ts';
import { notShared, type Resource } from '../resource/resource.ts';
import type { GrantTerms, PredicateKind } from './grant.ts';
import { grantProblems as refuse } from './problems.ts';

/** What a grant is judged by. */
export interface GrantCase {
  readonly terms: GrantTerms;
  readonly resource: Resource;
  /** Those of the terms' matters that are registered. */
  readonly matters: readonly Matter[];
}

type Rule = (given: GrantCase) => Problem | undefined;

/** Rules that rest on what the resource offers; they are asked again when the resource is rewritten. */
const offerRules: readonly Rule[] = [shared, fieldsOffered, matchKeyCovered, scopeStands, predicatesFit];
const givingRules: readonly Rule[] = [
  published,
  modesFitFields,
  mattersOfConsumer,
  matterQuotasStand,
  ...offerRules,
  (given) => notNeeded(given, [...beyondAnyMatter(given), ...beyondAllMatters(given)]),
];

/**
 * Everything that forbids giving a grant on these terms, one Problem a rule. Pure.
 * @returns GRANT_RESOURCE_NOT_PUBLISHED, GRANT_MODES_AND_FIELDS_DIFFER, GRANT_MATTER_REFUSED, GRANT_MATTER_QUOTA_REFUSED, GRANT_RESOURCE_NOT_SHARED,
 * GRANT_FIELD_UNKNOWN, GRANT_MATCH_KEY_INCOMPLETE, GRANT_SCOPE_REFUSED, GRANT_PREDICATE_REFUSED, GRANT_FIELD_NOT_NEEDED, GRANT_TIME_REFUSED
 */
export function grantFindings(given: GrantCase & { now: Date }): readonly Problem[] {
  const findings = givingRules.map((rule) => rule(given));
  return [...findings, timeStands(given.terms, given.now)].filter((problem) => problem !== undefined);
}

/** What in the resource as given no longer carries the grant. Pure. */
export function offerFindings(given: GrantCase): readonly Problem[] {
  const findings = offerRules.map((rule) => rule(given));
  return [...findings, notNeeded(given, beyondAnyMatter(given))].filter((problem) => problem !== undefined);
}

function published({ resource }: GrantCase): Problem | undefined {
  if (resource.status === 'published') return undefined;
  return refuse.GRANT_RESOURCE_NOT_PUBLISHED({ resource: resource.id, state: resource.status });
}

function shared({ resource }: GrantCase): Problem | undefined {
  if (resource.sharing.type !== notShared) return undefined;
  return refuse.GRANT_RESOURCE_NOT_SHARED({ resource: resource.id, law: resource.sharing.lawBasis ?? '–' });
}

/** Lookup shows fields and verify judges claims; neither without something to show or judge, nor the other way round. */
function modesFitFields({ terms: { modes, fields, verifyFields, predicates } }: GrantCase): Problem | undefined {
  const errors: PointerError[] = [];
  if (modes.includes('lookup') !== fields.length > 0) {
    errors.push({ pointer: '/fields', detail: 'lookup needs fields, and fields need lookup' });
  }
  if (modes.includes('verify') !== verifyFields.length + predicates.length > 0) {
    const detail = 'verify needs verifyFields or predicates, and they need verify';
    errors.push({ pointer: '/verifyFields', detail });
  }
  return errors.length === 0 ? undefined : refuse.GRANT_MODES_AND_FIELDS_DIFFER({}, { errors });
}

function fieldsOffered({ terms, resource }: GrantCase): Problem | undefined {
  const offered = new Set(resource.items.map((item) => item.field));
  const errors = [
    ...(['fields', 'verifyFields', 'matchFields'] as const).flatMap((member) =>
      terms[member].map((field, index) => ({ field, pointer: `/${member}/${index}` })),
    ),
    ...terms.predicates.map(({ field }, index) => ({ field, pointer: `/predicates/${index}/field` })),
    ...terms.rowScope.map(({ field }, index) => ({ field, pointer: `/rowScope/${index}/field` })),
  ]
    .filter(({ field }) => !offered.has(field))
    .map(({ pointer }) => ({ pointer, detail: 'the resource has no such field' }));
  if (errors.length === 0) return undefined;
  return refuse.GRANT_FIELD_UNKNOWN({ count: errors.length, resource: resource.id }, { errors: errors.slice(0, 50) });
}

function matchKeyCovered({ terms, resource }: GrantCase): Problem | undefined {
  const granted = new Set(terms.matchFields);
  const usable = resource.matchKeys.filter((key) => key.every((field) => granted.has(field)));
  const serving = new Set(usable.flat());
  if (usable.length > 0 && terms.matchFields.every((field) => serving.has(field))) return undefined;
  const keys = resource.matchKeys.map((key) => key.join(' + ')).join('; ');
  return refuse.GRANT_MATCH_KEY_INCOMPLETE({ keys });
}

function scopeStands({ terms, resource }: GrantCase): Problem | undefined {
  const types = new Map(resource.items.map((item) => [item.field, item.type]));
  const errors = terms.rowScope.flatMap(({ field }, index) => {
    const type = types.get(field);
    // Conditions compare texts; a field that is not there is another rule's affair.
    return type === undefined || isText(type)
      ? []
      : [{ pointer: `/rowScope/${index}/field`, detail: 'not a text, so it cannot be compared as one' }];
  });
  return errors.length === 0 ? undefined : refuse.GRANT_SCOPE_REFUSED({ count: errors.length }, { errors });
}

/** Types of items (table item-type) that each kind of predicate can speak of. */
const typesOfKind: Readonly<Record<PredicateKind, string>> = {
  age: 'DTC',
  division: 'CNI',
  oneOf: 'CNYDTLMBIF',
  range: 'NYBIF',
  period: 'DT',
};

function predicatesFit({ terms, resource }: GrantCase): Problem | undefined {
  const types = new Map(resource.items.map((item) => [item.field, item.type]));
  const errors = terms.predicates.flatMap(({ field, kind }, index) => {
    const type = types.get(field);
    return type === undefined || typesOfKind[kind].includes(type)
      ? []
      : [{ pointer: `/predicates/${index}/kind`, detail: `does not apply to items of the type ${type}` }];
  });
  return errors.length === 0 ? undefined : refuse.GRANT_PREDICATE_REFUSED({ count: errors.length }, { errors });
}

function mattersOfConsumer({ terms, matters }: GrantCase): Problem | undefined {
  const found = new Map(matters.map((matter) => [matter.code, matter]));
  const errors = terms.matters.flatMap((code, index) => {
    const why = unusable(found.get(code), terms.consumer.organisation);
    return why === undefined ? [] : [{ pointer: `/matters/${index}`, detail: why }];
  });
  return errors.length === 0 ? undefined : refuse.GRANT_MATTER_REFUSED({ count: errors.length }, { errors });
}

function matterQuotasStand({ terms }: GrantCase): Problem | undefined {
  const errors = terms.matterQuotas.flatMap(({ matter, dailyQuota }, index) => {
    const at = (detail: string) => [{ pointer: `/matterQuotas/${index}`, detail }];
    if (!terms.matters.includes(matter)) return at('no matter of this grant');
    if (terms.matterQuotas.findIndex((other) => other.matter === matter) < index) return at('a second time');
    return dailyQuota > terms.dailyQuota ? at('more than the whole grant has') : [];
  });
  return errors.length === 0 ? undefined : refuse.GRANT_MATTER_QUOTA_REFUSED({ count: errors.length }, { errors });
}

function unusable(matter: Matter | undefined, consumer: OrganisationId): string | undefined {
  if (matter === undefined) return 'no such matter';
  if (matter.organisation !== consumer) return 'a matter of another organisation';
  return matter.status === 'active' ? undefined : 'an ended matter';
}

/** What a grant gives beyond need: where, what, and which matters have no use for it. */
interface Excess {
  readonly pointer: string;
  readonly what: string;
  readonly matters: readonly string[];
}

/** Values that are given to be seen or confirmed, and the sensitivities with which every matter has to list them. */
function valuesGiven({ terms, resource }: GrantCase) {
  const sensitivity = new Map(resource.items.map((item) => [item.field, item.sensitivity]));
  return [
    ...terms.fields.map((field, index) => ({ field, pointer: `/fields/${index}`, from: ['personal', 'sensitive'] })),
    ...terms.verifyFields.map((field, index) => ({ field, pointer: `/verifyFields/${index}`, from: ['sensitive'] })),
  ].map(({ field, pointer, from }) => ({ field, pointer, byEvery: from.includes(sensitivity.get(field) ?? '') }));
}

/**
 * Every matter of a grant must need the resource. Personal fields are seen, and sensitive ones seen or verified, only where
 * every matter's materials list them: whoever asks states one matter, and must not reach by it what another one needs.
 */
function beyondAnyMatter(given: GrantCase): readonly Excess[] {
  const { terms, resource } = given;
  const mustBeNeeded = valuesGiven(given).filter(({ byEvery }) => byEvery);
  return given.matters.flatMap((matter) => {
    const matters = [matter.code];
    if (!needsResource(matter, resource.id)) return [{ pointer: '/matters', what: resource.id, matters }];
    const needed = fieldsNeeded(matter, resource.id);
    return [
      ...mustBeNeeded
        .filter(({ field }) => !needed.has(field))
        .map(({ field, pointer }) => ({ pointer, what: field, matters })),
      ...terms.predicates
        .map((predicate, index) => ({ predicate, pointer: `/predicates/${index}`, matters }))
        .filter(({ predicate }) => !needsPredicate(matter, resource.id, predicate))
        .map(({ predicate, ...place }) => ({ ...place, what: `${predicate.field} (${predicate.kind})` })),
    ];
  });
}

/** However open a field is, it is given for a matter: one that none of them lists could never be asked for. */
function beyondAllMatters(given: GrantCase): readonly Excess[] {
  const { resource } = given;
  const matters = given.matters.filter((matter) => needsResource(matter, resource.id));
  if (matters.length === 0) return [];
  const needed = new Set(matters.flatMap((matter) => [...fieldsNeeded(matter, resource.id)]));
  return valuesGiven(given)
    .filter(({ field, byEvery }) => !byEvery && !needed.has(field))
    .map(({ field, pointer }) => ({ pointer, what: field, matters: matters.map(({ code }) => code) }));
}

/** Names in a refusal's text, at most; its errors have them all. */
const mostNamed = 8;

function notNeeded({ resource }: GrantCase, excess: readonly Excess[]): Problem | undefined {
  if (excess.length === 0) return undefined;
  const named = excess.slice(0, mostNamed).map(({ what, matters }) => `${what} (${matters.join(', ')})`);
  return refuse.GRANT_FIELD_NOT_NEEDED(
    { count: excess.length, resource: resource.id, named: named.join('; ') },
    {
      errors: excess.slice(0, 50).map(({ pointer, what, matters }) => ({
        pointer,
        detail: `the materials of ${matters.join(', ')} do not list ${what}`,
      })),
    },
  );
}

function timeStands({ validFrom, validUntil, hours }: GrantTerms, now: Date): Problem | undefined {
  const errors: PointerError[] = [];
  if (validUntil <= validFrom) errors.push({ pointer: '/validUntil', detail: 'not after validFrom' });
  if (validUntil <= now) errors.push({ pointer: '/validUntil', detail: 'in the past' });
  if (hours !== undefined && hours.until <= hours.from)
    errors.push({ pointer: '/hours/until', detail: 'not after from' });
  return errors.length === 0 ? undefined : refuse.GRANT_TIME_REFUSED({}, { errors });
}
