import { type Actor, actorReference, reaches } from '../../identity/index.ts';
import {
  type Clock,
  cursorRefused,
  type Database,
  decodeCursor,
  type Language,
  type Page,
  pageOf,
  placesIn,
} from '../../kernel/index.ts';
import { unwrapDataKey } from '../encryption/data-key.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import type { LicenceJob, LicenceJobResult } from '../generated/schemas.ts';
import { isLicenceId } from '../licence/reference.ts';
import { type IssueJob, jobKeyName, waitingOf } from './job.ts';
import { findJob, listJobs, stopJob } from './job-store.ts';
import { issueJobProblems } from './problems.ts';
import { openRow, type Refusal } from './row-box.ts';
import { listRows } from './row-store.ts';
import type { RowState } from './tables.ts';

interface ShowOptions {
  readonly database: Database;
  readonly actor: Actor;
}

/** A job of the actor's organisation; the data administration sees all. @throws ISSUE_JOB_UNKNOWN */
export async function showIssueJob(options: ShowOptions & { readonly id: string }): Promise<IssueJob> {
  const { database, actor, id } = options;
  const job = isLicenceId(id) ? await findJob(database, id) : undefined;
  if (job === undefined || !reaches(actor, job.organisation)) throw issueJobProblems.ISSUE_JOB_UNKNOWN();
  return job;
}

/** The jobs of the actor's organisation, the latest first. @throws INVALID_INPUT for a cursor of another list */
export async function showIssueJobs(
  options: ShowOptions & { readonly cursor: string | undefined; readonly limit: number },
): Promise<Page<IssueJob>> {
  const { database, actor, cursor, limit } = options;
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await listJobs(database, { organisation: actor.organisation, before, limit });
  return pageOf({ rows, limit, key: ({ createdAt, id }) => [createdAt.getTime(), id], item: (job) => job });
}

/**
 * What became of the rows of a job, in the order of the file.
 * @throws ISSUE_JOB_UNKNOWN, INVALID_INPUT for a cursor of another list, LICENCE_DAMAGED
 */
export async function showIssueJobRows(
  options: ShowOptions & {
    readonly keys: VaultKeys;
    readonly id: string;
    readonly state: RowState | undefined;
    readonly cursor: string | undefined;
    readonly limit: number;
    readonly language: Language;
  },
): Promise<Page<LicenceJobResult>> {
  const { database, keys, state, cursor, limit, language } = options;
  const job = await showIssueJob(options);
  const [after] = cursor === undefined ? [0] : decodeCursor(cursor, 1);
  if (typeof after !== 'number' || !Number.isSafeInteger(after)) throw cursorRefused();
  const dataKey = unwrapDataKey({ keys, licence: jobKeyName(job.id), wrapped: job.wrapped });
  return pageOf({
    rows: await listRows(database, job.id, { state, after, limit }),
    limit,
    key: ({ row }) => [row],
    item: (row): LicenceJobResult => ({
      row: row.row,
      state: row.state,
      licence: row.licence,
      identifier: row.identifier,
      problem:
        row.state === 'refused' && row.sealed !== null
          ? problemIn(openRow({ job: job.id, row: row.row, dataKey, sealed: row.sealed }), language)
          : null,
    }),
  });
}

/**
 * Ends a job before its time. What was issued stays; what waits is taken away.
 * @throws ISSUE_JOB_UNKNOWN, ISSUE_JOB_ENDED
 */
export async function stopIssueJob(
  options: ShowOptions & { readonly clock: Clock; readonly id: string },
): Promise<IssueJob> {
  const { database, clock } = options;
  const job = await showIssueJob(options);
  if (job.endedAt !== undefined) throw issueJobProblems.ISSUE_JOB_ENDED();
  await stopJob(database, job.id, { at: clock.now(), heldBy: undefined });
  return showIssueJob(options);
}

/** A job as it is told. */
export function issueJobJson(job: IssueJob): LicenceJob {
  return {
    id: job.id,
    kind: job.kind,
    type: job.type,
    organisation: job.organisation,
    submitter: actorReference(job.submitter),
    state: job.state === 'loading' ? 'waiting' : job.state,
    heldBy: job.heldBy ?? null,
    rows: job.rows,
    waiting: waitingOf(job),
    issued: job.issued,
    repeated: job.repeated,
    refused: job.refused,
    createdAt: job.createdAt.toISOString(),
    endedAt: job.endedAt?.toISOString() ?? null,
  };
}

/** What was written down of a refusal. */
function problemIn(content: Buffer, language: Language): NonNullable<LicenceJobResult['problem']> {
  const { code, texts, errors } = JSON.parse(content.toString()) as Refusal;
  return { code, ...texts[language], errors: [...placesIn(errors, language)] };
}

function readCursor(cursor: string): { at: Date; id: string } {
  const [time, id] = decodeCursor(cursor, 2);
  if (typeof time !== 'number' || Math.abs(time) > 8.64e15 || typeof id !== 'string' || !isLicenceId(id)) {
    throw cursorRefused();
  }
  return { at: new Date(time), id };
}
