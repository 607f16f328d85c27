import type { Actor } from '../../identity/index.ts';
import { type Database, Problem } from '../../kernel/index.ts';
import { type FetchParts, fetchingFacts } from '../licence/fetch-facts.ts';
import type { IssueRequest } from '../licence/issue-draft.ts';
import { type IssuedLicence, type IssueParts, issueLicences } from '../licence/issue-licence.ts';
import type { RecordUses } from '../licence/licence-use.ts';

/** What came of one request. */
export type IssueOutcome = IssuedLicence | Problem;

/**
 * Issues licences of one actor together; a request that is refused does not keep the others.
 * @param options.settle writes down what became of some of the requests, given by their places: of a licence in the
 *   transaction that stores it, so that both are there or neither
 */
export type IssueBatch = (options: {
  readonly actor: Actor;
  readonly requests: readonly IssueRequest[];
  readonly settle: (tx: Database, outcomes: ReadonlyMap<number, IssueOutcome>) => Promise<void>;
}) => Promise<void>;

/** Issues as {@link issueLicences} does, and fetches what the type says is fetched. */
export function batchOf(
  parts: Omit<IssueParts, 'recordUse'> & FetchParts & { readonly recordUses: RecordUses },
): IssueBatch {
  return async ({ actor, requests, settle }) => {
    const places = new Map(requests.map((request, place) => [request, place]));
    const outcomes = await issueLicences({
      ...parts,
      actor,
      requests,
      complete: fetchingFacts(parts, actor),
      alongside: (tx, stored) =>
        settle(tx, new Map(stored.map(({ request, issued }) => [places.get(request) ?? -1, issued]))),
    });
    const refused = [...outcomes.entries()].filter(([, outcome]) => outcome instanceof Problem);
    if (refused.length > 0) await parts.database.transaction((tx) => settle(tx, new Map(refused)));
  };
}
