import type { Actor } from '../../identity/index.ts';
import { type Database, Problem } from '../../kernel/index.ts';
import { type IssuedLicence, type IssueParts, type IssueRequest, issueLicence } from '../licence/issue-licence.ts';

/** What came of one request. */
export type IssueOutcome = IssuedLicence | Problem;

/**
 * Issues licences of one actor together; a request that is refused does not keep the others.
 * @param options.settle writes down what came of them, in the transaction that issues them
 */
export type IssueBatch = (options: {
  readonly actor: Actor;
  readonly requests: readonly IssueRequest[];
  readonly settle: (tx: Database, outcomes: readonly IssueOutcome[]) => Promise<void>;
}) => Promise<readonly IssueOutcome[]>;

/** Issues one after the other. */
export function batchOf(parts: IssueParts): IssueBatch {
  return async ({ actor, requests, settle }) => {
    const outcomes: IssueOutcome[] = [];
    for (const request of requests) {
      outcomes.push(
        await issueLicence({ ...parts, actor, request }).catch((error: unknown) => {
          if (error instanceof Problem) return error;
          throw error;
        }),
      );
    }
    await parts.database.transaction((tx) => settle(tx, outcomes));
    return outcomes;
  };
}
