import { type Actor, actorReference } from '../../identity/index.ts';
import { canonicalJson, type Database } from '../../kernel/index.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { Grant, GrantTerms } from './grant.ts';
import { saveGrant } from './grant-store.ts';

/**
 * Lets a grant that is locked last longer, on terms that have been judged and are within its own. What it had besides,
 * limits of single matters and the need of an officer, stays.
 */
export async function renewGrant(
  tx: Database,
  options: { grant: Grant; terms: GrantTerms; actor: Actor; at: Date; reason?: string | undefined },
): Promise<{ grant: Grant; change: CatalogChange }> {
  const { grant: before, terms, actor, at, reason } = options;
  const after: Grant = {
    ...before,
    ...terms,
    consumer: before.consumer,
    validFrom: before.validFrom,
    matterQuotas: before.matterQuotas
      .filter(({ matter }) => terms.matters.includes(matter))
      .map(({ matter, dailyQuota }) => ({ matter, dailyQuota: Math.min(dailyQuota, terms.dailyQuota) })),
    requiresOfficer: before.requiresOfficer || terms.requiresOfficer,
    version: before.version + 1,
    updatedAt: at,
    updatedBy: actorReference(actor),
  };
  const change: CatalogChange = { kind: 'grant', subject: before.id, event: 'renewed', version: after.version };
  await saveGrant(tx, after);
  await recordChange(tx, { change, actor, at, reason, before, after });
  return { grant: after, change };
}

/**
 * Where terms go beyond a grant: what is renewed is what there was, or less. Pure.
 * @returns pointers into the terms, empty when they are within
 */
export function beyondGrant(terms: GrantTerms, grant: GrantTerms): readonly string[] {
  const beyond: string[] = [];
  const within = (member: 'fields' | 'verifyFields' | 'matchFields' | 'matters' | 'represents') => {
    const held = new Set<string>(grant[member]);
    // Who may see a field may have it confirmed.
    if (member === 'verifyFields') for (const field of grant.fields) held.add(field);
    terms[member].forEach((value, index) => {
      if (!held.has(value)) beyond.push(`/${member}/${index}`);
    });
  };
  for (const member of ['fields', 'verifyFields', 'matchFields', 'matters', 'represents'] as const) within(member);
  terms.predicates.forEach(({ field, kind, allowed }, index) => {
    // A part of a set is another set; bounds and divisions are each a claim of their own.
    const fits = grant.predicates.some(
      (held) =>
        held.field === field &&
        held.kind === kind &&
        (kind === 'oneOf' ? sameTexts(held.allowed, allowed) : allowed.every((bound) => held.allowed.includes(bound))),
    );
    if (!fits) beyond.push(`/predicates/${index}`);
  });
  const asked = new Set(terms.rowScope.map((condition) => canonicalJson(condition)));
  if (!grant.rowScope.every((condition) => asked.has(canonicalJson(condition)))) beyond.push('/rowScope');
  if (terms.dailyQuota > grant.dailyQuota) beyond.push('/callsPerDay');
  if ((terms.perSecond ?? Number.POSITIVE_INFINITY) > (grant.perSecond ?? Number.POSITIVE_INFINITY))
    beyond.push('/peakPerSecond');
  const { hours = { from: 0, until: 24 } } = terms;
  if (grant.hours !== undefined && (hours.from < grant.hours.from || hours.until > grant.hours.until))
    beyond.push('/hours');
  const sameConsumer =
    grant.consumer.organisation === terms.consumer.organisation && grant.consumer.system === terms.consumer.system;
  if (!sameConsumer) beyond.push('/consumer');
  if (grant.resource !== terms.resource) beyond.push('/resource');
  return beyond;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text) => b.includes(text));
}
