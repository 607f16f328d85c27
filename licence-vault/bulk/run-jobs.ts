import type { Actor } from '../../identity/index.ts';
import {
  type Clock,
  type Database,
  isDatabaseAway,
  kernelProblems,
  type Logger,
  Problem,
  type Random,
} from '../../kernel/index.ts';
import { unwrapDataKey } from '../encryption/data-key.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import type { IssueRequest } from '../licence/issue-draft.ts';
import type { IssueBatch, IssueOutcome } from './issue-batch.ts';
import { type IssueJob, jobKeyName } from './job.ts';
import { claimJob, finishJob, giveUpClaim, stopJob } from './job-store.ts';
import { issueJobProblems } from './problems.ts';
import { requestOfRow } from './read-row.ts';
import { openRow, refusalContent, sealRow } from './row-box.ts';
import { readWaitingRows, type SettledRow, settleRows } from './row-store.ts';

/** What working off jobs needs of the house. */
export interface RunParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: VaultKeys;
  readonly logger: Logger;
  readonly issueBatch: IssueBatch;
  /** May who submitted a job still act for that organisation? */
  readonly stillActs: (submitter: Actor) => boolean;
  /** How long a hub that is silent keeps a job. */
  readonly leaseMs?: number | undefined;
}

/** Rows issued in one transaction: what a commit and an entry of the log cost is shared, and a hub that dies loses little. */
const rowsTogether = 64;
/** Batches under way at once: one is made while the other is stored. */
const lanes = 2;
/** Batches of one job before others have their turn. */
const batchesInTurn = 16;
/** A hub that has died is taken for dead after this long. */
const standardLeaseMs = 20_000;
/** Pause of a job that waits for something outside it. */
const heldMs = 10_000;

/**
 * Takes up one job and works off some batches of it. Each batch is stored with what became of its rows in one transaction: a
 * hub that dies in between leaves its rows waiting, and whoever takes the job up next goes on there.
 * @returns false when there was nothing to do
 */
export async function takeTurn(parts: RunParts, signal?: AbortSignal): Promise<boolean> {
  const { database, leaseMs = standardLeaseMs } = parts;
  const job = await claimJob(database, leaseMs);
  if (job === undefined) return false;
  try {
    if (!parts.stillActs(job.submitter)) {
      const { code } = issueJobProblems.SUBMITTER_NOT_ACTIVE();
      await stopJob(database, job.id, { at: parts.clock.now(), heldBy: code });
      return true;
    }
    const { isOver, heldBy } = await workOff(parts, job, signal);
    if (isOver) await finishJob(database, job.id, parts.clock.now());
    else await giveUpClaim(database, job.id, { pauseMs: heldBy === undefined ? 0 : heldMs, heldBy });
    return true;
  } catch (error) {
    // The claim runs out by itself where even that cannot be written down.
    await giveUpClaim(database, job.id, { pauseMs: heldMs, heldBy: codeOf(error) }).catch(() => {});
    throw error;
  }
}

/** What a turn came to: no row is left, or something keeps the job waiting. */
interface Turn {
  readonly isOver: boolean;
  readonly heldBy: string | undefined;
}

async function workOff(parts: RunParts, job: IssueJob, signal: AbortSignal | undefined): Promise<Turn> {
  const { database, keys } = parts;
  const dataKey = unwrapDataKey({ keys, licence: jobKeyName(job.id), wrapped: job.wrapped });
  let after = 0;
  let left = batchesInTurn;
  let isOver = false;
  let heldBy: string | undefined;
  let reading: Promise<unknown> = Promise.resolve();
  /** One lane at a time reads on, so that no row is taken twice. */
  const nextRows = () => {
    const read = reading.then(async () => {
      if (isOver || left === 0 || heldBy !== undefined || signal?.aborted === true) return [];
      left -= 1;
      const rows = await readWaitingRows(database, job.id, { after, limit: rowsTogether });
      isOver = rows.length < rowsTogether;
      after = rows.at(-1)?.row ?? after;
      return rows;
    });
    reading = read.catch(() => {});
    return read;
  };
  const lane = async () => {
    for (let rows = await nextRows(); rows.length > 0; rows = await nextRows()) {
      const opened = rows.map(({ row, sealed }) => ({ row, content: openRow({ job: job.id, row, dataKey, sealed }) }));
      heldBy = (await issueRows({ ...parts, job, dataKey, rows: opened })) ?? heldBy;
    }
  };
  await settledAll(Array.from({ length: lanes }, lane));
  return { isOver: isOver && heldBy === undefined && signal?.aborted !== true, heldBy };
}

/** Waits for every lane, and fails with the first that failed. */
async function settledAll(lanesUnderWay: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(lanesUnderWay)) if (result.status === 'rejected') throw result.reason;
}

interface OpenedRow {
  readonly row: number;
  readonly content: Buffer;
}

type BatchOptions = RunParts & {
  readonly job: IssueJob;
  readonly dataKey: Buffer;
  readonly rows: readonly OpenedRow[];
};

/** Issues some rows and writes down what became of them. @returns code of the Problem that keeps some of them waiting */
async function issueRows(options: BatchOptions): Promise<string | undefined> {
  const { database, job } = options;
  const read = readRows(options);
  const asked = [...read.entries()].flatMap(([place, request]) =>
    request instanceof Problem ? [] : [{ request, place }],
  );
  const unread = new Map([...read.entries()].filter((each): each is [number, Problem] => each[1] instanceof Problem));
  let heldBy: string | undefined;
  const note = (tx: Database, outcomes: ReadonlyMap<number, IssueOutcome>) => {
    for (const outcome of outcomes.values())
      if (outcome instanceof Problem && isPassing(outcome)) heldBy ??= outcome.code;
    return settle(options, tx, outcomes);
  };
  try {
    if (unread.size > 0) await database.transaction((tx) => note(tx, unread));
    await options.issueBatch({
      actor: job.submitter,
      requests: asked.map(({ request }) => request),
      settle: (tx, outcomes) =>
        note(tx, new Map([...outcomes].map(([index, outcome]) => [asked[index]?.place ?? -1, outcome]))),
    });
    return heldBy;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    return recovered(options, error);
  }
}

/** Something of a batch is a fault of ours: found by taking its rows one by one, it stops nothing but its own row. */
async function recovered(options: BatchOptions, error: unknown): Promise<string | undefined> {
  const { database, job, logger, rows } = options;
  const [first, ...others] = rows;
  if (first !== undefined && others.length === 0) {
    logger.error({ err: error, job: job.id, row: first.row }, 'a row of an issue job failed');
    await database.transaction((tx) => settle(options, tx, new Map([[0, kernelProblems.INTERNAL()]])));
    return undefined;
  }
  let heldBy: string | undefined;
  for (const row of rows) heldBy = (await issueRows({ ...options, rows: [row] })) ?? heldBy;
  return heldBy;
}

/** What each row asks for, or why it is refused. */
function readRows({ job, rows }: BatchOptions): readonly (IssueRequest | Problem)[] {
  return rows.map(({ content }) => {
    try {
      return requestOfRow(content, job);
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  });
}

/** Writes down what became of rows, by their places. Those with a Problem that passes stay as they are: they have their turn again. */
function settle(options: BatchOptions, tx: Database, outcomes: ReadonlyMap<number, IssueOutcome>): Promise<void> {
  const { job, rows, leaseMs = standardLeaseMs } = options;
  const settled = [...outcomes].flatMap(([place, outcome]): readonly SettledRow[] => {
    const row = rows[place]?.row;
    if (row === undefined) throw new Error('an outcome belongs to no row');
    if (!(outcome instanceof Problem)) {
      const { created, licence } = outcome;
      const state = created ? 'issued' : 'repeated';
      return [{ row, state, licence: licence.id, identifier: licence.identifier, code: undefined, sealed: undefined }];
    }
    if (isPassing(outcome)) return [];
    const sealed = sealRow({ ...options, job: job.id, row, content: refusalContent(outcome) });
    return [{ row, state: 'refused', licence: undefined, identifier: undefined, code: outcome.code, sealed }];
  });
  return settleRows(tx, job.id, settled, leaseMs);
}

/** Too much at once, or something is away: nothing against the row. */
function isPassing({ status }: Problem): boolean {
  return [429, 503, 504].includes(status);
}

function codeOf(error: unknown): string {
  if (error instanceof Problem) return error.code;
  return isDatabaseAway(error) ? kernelProblems.DATABASE_UNAVAILABLE().code : kernelProblems.INTERNAL().code;
}
