import type { Actor } from '../../identity/index.ts';
import { canonicalJson, escapePointer, type PointerError } from '../../kernel/index.ts';
import { type FetchRule, itemOf } from '../licence-type/fetch-rule.ts';
import { vaultProblems } from '../problems.ts';
import type { LicenceData } from './content.ts';
import type { Complete } from './issue-licence.ts';
import type { Purpose } from './purpose.ts';

/** A question to a basic database, for the issue of a licence. */
export interface FactsQuestion {
  readonly actor: Actor;
  readonly resource: string;
  readonly match: Readonly<Record<string, string | number | boolean>>;
  readonly fields: readonly string[];
  readonly purpose: Purpose;
}

/** What the exchange answered. */
export interface FetchedFacts {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Id of the receipt of the query, which is evidence of its own. */
  readonly receipt: string;
}

/**
 * Asks a basic database through the exchange, as a governed query for matter and case of the issue; joined in the wiring.
 * Refuses as a query does.
 */
export type FetchFacts = (question: FactsQuestion) => Promise<FetchedFacts>;

/** What fetching needs of the house. */
export interface FetchParts {
  /** Left out: types that fetch data cannot be issued. */
  readonly fetchFacts?: FetchFacts | undefined;
}

/**
 * Makes requests complete: what the type says is fetched is fetched, and put where it is missing. What was submitted all the same
 * must agree with it. Refuses with FACTS_PURPOSE_MISSING, FACTS_NOT_FETCHED, FACTS_NOT_FOUND, FACTS_AMBIGUOUS, FACTS_DIFFER,
 * LICENCE_DATA_INVALID where an item is missing by which the record is found, and with what the query is refused for.
 */
export function fetchingFacts({ fetchFacts }: FetchParts, actor: Actor): Complete {
  return async (type, request) => {
    const rules = type.fetchFrom ?? [];
    // What was made before says what it said then, whatever the basic database says now.
    if (rules.length === 0 || request.origin !== undefined) return request;
    const { purpose } = request;
    if (purpose === undefined) {
      throw vaultProblems.FACTS_PURPOSE_MISSING(
        {},
        { errors: [{ pointer: '/purpose', detail: 'required field is missing' }] },
      );
    }
    if (fetchFacts === undefined) throw vaultProblems.FACTS_NOT_FETCHED();
    let { data } = request;
    const sources: string[] = [];
    for (const rule of rules) {
      const { resource } = rule;
      const fields = [...new Set(Object.values(rule.map))];
      const facts = await fetchFacts({ actor, resource, match: matchOf(rule, data), fields, purpose });
      const [row, ...others] = facts.rows;
      if (row === undefined) throw vaultProblems.FACTS_NOT_FOUND({ resource });
      if (others.length > 0) throw vaultProblems.FACTS_AMBIGUOUS({ resource });
      data = withRow(data, rule, row);
      sources.push(facts.receipt);
    }
    return { ...request, data, sources };
  };
}

function matchOf({ match }: FetchRule, data: LicenceData): FactsQuestion['match'] {
  const errors: PointerError[] = [];
  const wanted = Object.entries(match).map(([field, item]) => {
    const value = data[item];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [field, value];
    errors.push({ pointer: `/data/${escapePointer(item)}`, detail: 'is needed to fetch the rest' });
    return [field, ''];
  });
  if (errors.length > 0) throw vaultProblems.LICENCE_DATA_INVALID({ count: errors.length }, { errors });
  return Object.fromEntries(wanted);
}

/** The data with what the row holds; a field without a value says nothing. @throws FACTS_DIFFER */
function withRow(data: LicenceData, rule: FetchRule, row: Readonly<Record<string, unknown>>): LicenceData {
  const complete: Record<string, unknown> = { ...data };
  const errors: PointerError[] = [];
  for (const [path, field] of Object.entries(rule.map)) {
    const fact = row[field];
    if (fact === undefined || fact === null) continue;
    const item = itemOf(path);
    const member = path === item ? undefined : path.slice(item.length + 1);
    const holder = member === undefined ? complete : objectIn(complete, item);
    const stands = holder[member ?? item];
    if (stands === undefined) holder[member ?? item] = fact;
    else if (canonicalJson(stands) !== canonicalJson(fact)) {
      const pointer = ['data', item, ...(member === undefined ? [] : [member])].map(escapePointer).join('/');
      errors.push({ pointer: `/${pointer}`, detail: `differs from what ${rule.resource} holds` });
    }
  }
  if (errors.length > 0) throw vaultProblems.FACTS_DIFFER({ count: errors.length }, { errors });
  return complete;
}

/** The object of an item, which the caller's is not changed with. */
function objectIn(data: Record<string, unknown>, item: string): Record<string, unknown> {
  const stands = data[item];
  const copy = typeof stands === 'object' && stands !== null && !Array.isArray(stands) ? { ...stands } : {};
  data[item] = copy;
  return copy as Record<string, unknown>;
}
