import { createHash } from 'node:crypto';
import type { Actor } from '../../identity/index.ts';
import { isUniqueViolation, keyedHash } from '../../kernel/index.ts';
import { createDataKey } from '../encryption/data-key.ts';
import { issuableTypes } from '../licence/issue-draft.ts';
import type { IssueParts } from '../licence/issue-licence.ts';
import { type Purpose, requireNobodyNamed } from '../licence/purpose.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import { vaultProblems } from '../problems.ts';
import type { FileRow } from './file-row.ts';
import { type IssueJob, type IssueJobKind, jobKeyName } from './job.ts';
import { countUnderWay, deleteJob, findJobOfFile, insertJob, readyJob } from './job-store.ts';
import { issueJobLimits } from './limits.ts';
import { issueJobProblems } from './problems.ts';
import { refusalContent, sealRow } from './row-box.ts';
import { insertRows, type NewRow } from './row-store.ts';

type SubmitOptions = Pick<IssueParts, 'database' | 'clock' | 'random' | 'keys' | 'issuers'> & {
  readonly actor: Actor;
  readonly kind: IssueJobKind;
  /** Code or short name of the type. */
  readonly type: string;
  readonly purpose?: Purpose | undefined;
  /** The rows of the file, as they come in. */
  readonly rows: (type: LicenceType) => AsyncIterable<FileRow>;
};

/** Rows that are sealed and written together. */
const rowsTogether = 500;

/**
 * Takes in a file of licences to be issued for the actor's organisation. Nothing of it is issued before it is whole; each row
 * lies sealed until its turn. The same file again, while it is under way or when nothing of it was refused, is the same job.
 * @returns `created` false for a job that is there already
 * @throws INVALID_INPUT for a purpose that holds a citizen number, LICENCE_TYPE_UNKNOWN, LICENCE_TYPE_NOT_PUBLISHED, NOT_AN_ISSUER, ISSUER_NOT_REGISTERED, ISSUE_JOB_EMPTY,
 *   ISSUE_JOB_TOO_LARGE, ISSUE_JOBS_TOO_MANY, and what the file is refused for as a whole
 */
export async function submitIssueJob(options: SubmitOptions): Promise<{ created: boolean; job: IssueJob }> {
  const { actor, database } = options;
  requireNobodyNamed(options.purpose);
  const type = await issuableTypes(database, actor)(options.type);
  if ((await options.issuers.issuer(actor.organisation)) === undefined) throw vaultProblems.ISSUER_NOT_REGISTERED();
  const { underWay } = issueJobLimits;
  if ((await countUnderWay(database, actor.organisation)) >= underWay) {
    throw issueJobProblems.ISSUE_JOBS_TOO_MANY({ most: underWay });
  }
  const { job, dataKey } = begin(options, type);
  await insertJob(database, job);
  try {
    const { fileHash, ...counts } = await load({ ...options, job: job.id, dataKey, rows: options.rows(type) });
    const known = await findJobOfFile(database, { ...job, fileHash });
    if (known === undefined) {
      await readyJob(database, job.id, { fileHash, ...counts });
      return { created: true, job: { ...job, state: 'waiting', ...counts } };
    }
    await deleteJob(database, job.id);
    return { created: false, job: known };
  } catch (error) {
    await deleteJob(database, job.id);
    if (!isUniqueViolation(error, 'issue_job_one_under_way')) throw error;
    // The same file was submitted twice at once, and the other one was first; only its row can be what stood in the way.
    return submitIssueJob(options);
  }
}

function begin(options: SubmitOptions, type: LicenceType): { job: IssueJob; dataKey: Buffer } {
  const { actor, clock, keys, kind, random, purpose } = options;
  const id = random.uuid();
  const { plain: dataKey, wrapped } = createDataKey({ keys, licence: jobKeyName(id), random });
  const job: IssueJob = {
    id,
    kind,
    type: type.code,
    organisation: actor.organisation,
    submitter: actor,
    purpose,
    state: 'loading',
    heldBy: undefined,
    rows: 0,
    issued: 0,
    repeated: 0,
    refused: 0,
    createdAt: clock.now(),
    endedAt: undefined,
    wrapped,
  };
  return { job, dataKey };
}

async function load(
  options: Pick<SubmitOptions, 'database' | 'random' | 'keys'> & {
    readonly job: string;
    readonly dataKey: Buffer;
    readonly rows: AsyncIterable<FileRow>;
  },
): Promise<{ fileHash: Buffer; rows: number; refused: number }> {
  const { database, job } = options;
  const digest = createHash('sha256');
  let [rows, refused] = [0, 0];
  let waiting: NewRow[] = [];
  const write = async () => {
    if (waiting.length > 0) await insertRows(database, job, waiting);
    waiting = [];
  };
  for await (const one of options.rows) {
    rows += 1;
    if (rows > issueJobLimits.rows) throw tooManyRows();
    const refusal = 'refusal' in one ? one.refusal : undefined;
    const content = 'refusal' in one ? refusalContent(one.refusal) : one.content;
    if (refusal !== undefined) refused += 1;
    digest.update(`${one.row} ${content.length}\n`).update(content);
    waiting.push({ row: one.row, sealed: sealRow({ ...options, row: one.row, content }), code: refusal?.code });
    if (waiting.length === rowsTogether) await write();
  }
  if (rows === 0) throw issueJobProblems.ISSUE_JOB_EMPTY();
  await write();
  return { fileHash: keyedHash(options.keys.referenceKey, digest.digest()), rows, refused };
}

function tooManyRows() {
  const { rows } = issueJobLimits;
  return issueJobProblems.ISSUE_JOB_TOO_LARGE({ whatZh: `多于 ${rows} 行`, whatEn: `over ${rows} rows` });
}
