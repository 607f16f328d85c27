import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { HufuUnreachable } from '../../../connectors/index.ts';
import { clerkSession } from '../clerk-session.ts';
import type { Context, LicenceImportOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { OfficerSession } from '../officer-session.ts';
import { print } from '../output.ts';
import { ProgressBar } from '../progress-bar.ts';

interface Job {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done' | 'stopped';
  readonly heldBy: string | null;
  readonly rows: number;
  readonly waiting: number;
  readonly issued: number;
  readonly repeated: number;
  readonly refused: number;
}

interface RefusedRow {
  readonly row: number;
  readonly problem: {
    readonly code: string;
    readonly detail: string;
    readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
  } | null;
}

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const linesType = 'application/x-ndjson';

/** Between two looks at the job. */
const lookEveryMs = 500;
/** Refused rows in the result; all of them are at /v1/licence-jobs/{id}/rows. */
const mostRefusals = 100;
/** Of these, shown on the terminal. */
const mostShown = 20;

/** `hufu licence import FILE --type TYPE`; with a row refused, or the job stopped, the exit code is 1. */
export async function importLicences(context: Context, path: string, options: LicenceImportOptions): Promise<number> {
  const file = await contentOf(path);
  await using session = await clerkSession(context, options.as);
  const submitted = await submit(session, file, options);
  const job = options.wait === false ? submitted : await followed(context, session, submitted);
  const refusals = job.refused === 0 ? [] : await refusalsOf(session, job.id);
  print(context.output, { ...job, refusals }, () => describe(job, refusals));
  return job.refused > 0 || job.state === 'stopped' ? exitCode.refused : exitCode.done;
}

async function submit(session: OfficerSession, file: Uint8Array, options: LicenceImportOptions): Promise<Job> {
  const { type, stock, matter, case: caseNumber } = options;
  const query = new URLSearchParams({
    type,
    kind: stock === true ? 'stock' : 'issue',
    ...(matter === undefined ? {} : { matter }),
    ...(caseNumber === undefined ? {} : { case: caseNumber }),
  });
  // A workbook is a zip; what a file is called says nothing.
  const isWorkbook = file[0] === 0x50 && file[1] === 0x4b;
  const answer = await session.stream(`/v1/licence-jobs?${query}`, {
    accept: 'application/json',
    file,
    type: isWorkbook ? workbookType : linesType,
  });
  return (await answer.json().catch(() => {
    throw new HufuUnreachable('HUB_ANSWER_INVALID', 'the hub');
  })) as Job;
}

/** Looks at a job until it has ended. */
async function followed(context: Context, session: OfficerSession, submitted: Job): Promise<Job> {
  const bar = new ProgressBar(context.output.err, process.stderr);
  let job = submitted;
  try {
    while (job.state !== 'done' && job.state !== 'stopped') {
      const what = job.heldBy === null ? '签发 · issue' : `等待 · waiting: ${job.heldBy}`;
      bar.show(what, job.rows - job.waiting, job.rows);
      await wait(lookEveryMs);
      job = (await session.get(`/v1/licence-jobs/${job.id}`)) as Job;
    }
  } finally {
    bar.clear();
  }
  return job;
}

async function refusalsOf(session: OfficerSession, id: string): Promise<readonly RefusedRow[]> {
  const page = (await session.get(`/v1/licence-jobs/${id}/rows?state=refused&limit=${mostRefusals}`)) as {
    items: readonly RefusedRow[];
  };
  return page.items;
}

async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new CommandError(`${path} 无法读取 · cannot be read (${code})`, exitCode.usage);
  }
}

function describe(job: Job, refusals: readonly RefusedRow[]): readonly string[] {
  const { id, state, rows, issued, repeated, refused, waiting, heldBy } = job;
  return [
    `任务 · job ${id}: ${stateNames[state]}${heldBy === null ? '' : ` (${heldBy})`}`,
    `  行数 · rows ${rows}  签发 · issued ${issued}  已有 · there before ${repeated}  拒绝 · refused ${refused}  等待 · waiting ${waiting}`,
    ...refusals
      .slice(0, mostShown)
      .flatMap(({ row, problem }) => [
        `  ✗ ${row} ${problem?.code ?? ''}: ${problem?.detail ?? ''}`,
        ...(problem?.errors ?? []).map((error) => `      ${error.pointer} ${error.detail}`),
      ]),
    ...(refused > mostShown ? [`  … /v1/licence-jobs/${id}/rows?state=refused`] : []),
  ];
}

const stateNames = {
  waiting: '等待 · waiting',
  running: '进行中 · running',
  done: '完成 · done',
  stopped: '已停止 · stopped',
} as const;
