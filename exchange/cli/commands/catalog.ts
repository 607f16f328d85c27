import { createWriteStream } from 'node:fs';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { HufuUnreachable, problemOf } from '../../../connectors/index.ts';
import { keeperSession } from '../clerk-session.ts';
import type { Context, ExportOptions, ImportOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { OfficerSession } from '../officer-session.ts';
import { print } from '../output.ts';
import { ProgressBar } from '../progress-bar.ts';
import { cannot, contentOf, save } from '../table-files.ts';

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface Outcome {
  readonly dryRun: boolean;
  readonly records: number;
  readonly created: number;
  readonly updated: number;
  readonly revised: number;
  readonly unchanged: number;
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly {
    readonly code: string;
    readonly severity: 'error' | 'warning';
    readonly cell?: { readonly sheet: string; readonly row: number; readonly column: number };
    readonly detail: { readonly zh: string; readonly en: string };
  }[];
}

interface Line {
  readonly progress?: { readonly step: keyof typeof steps; readonly done: number; readonly total: number };
  readonly result?: Outcome;
  readonly workbook?: string;
  readonly problem?: { readonly status: number };
}

const steps = { read: '读取 · read', check: '核对 · check', write: '写入 · write' } as const;

/** `hufu catalog import FILE.xlsx [--dry-run]`; with findings that are errors the exit code is 1. */
export async function importCatalog(context: Context, path: string, options: ImportOptions): Promise<number> {
  const file = await contentOf(path);
  await using session = await keeperSession(context, options.as);
  const bar = new ProgressBar(context.output.err, process.stderr);
  const query = options.dryRun === true ? '?dryRun=true' : '';
  let last: Line | undefined;
  try {
    const accept = 'application/x-ndjson';
    const answer = await session.stream(`/v1/catalog.xlsx${query}`, { accept, file, type: workbookType });
    for await (const line of linesOf(answer)) {
      last = line;
      if (line.progress !== undefined) bar.show(steps[line.progress.step], line.progress.done, line.progress.total);
    }
  } finally {
    bar.clear();
  }
  if (last?.problem !== undefined) {
    throw problemOf({ status: last.problem.status, body: last.problem, traceId: null, retryAfterSeconds: undefined });
  }
  const { result, workbook } = last ?? {};
  if (result === undefined) throw new HufuUnreachable('HUB_ANSWER_INVALID', 'the hub');
  const findings = workbook === undefined ? undefined : (options.findings ?? findingsBeside(path));
  if (findings !== undefined) await save(findings, Buffer.from(workbook ?? '', 'base64'));
  print(context.output, { ...result, ...(findings === undefined ? {} : { workbook: findings }) }, (shown) =>
    describe(context, shown, findings),
  );
  return result.errors > 0 ? exitCode.refused : exitCode.done;
}

/** `hufu catalog export [FILE] [--format xlsx|dcat|json]` */
export async function exportCatalog(
  context: Context,
  path: string | undefined,
  options: ExportOptions,
): Promise<number> {
  if (path === undefined && options.format === 'xlsx') {
    throw new CommandError('工作簿写到文件：hufu catalog export FILE.xlsx · say which file', exitCode.usage);
  }
  if (options.format === 'dcat' && options.provider !== undefined) {
    throw new CommandError('DCAT 是整个目录 · dcat is the whole directory', exitCode.usage);
  }
  await using session = await keeperSession(context, options.as);
  const content = await exportedBy(session, options);
  try {
    if (path === undefined) {
      const utf8 = new TextDecoder();
      for await (const piece of content) {
        context.output.out(typeof piece === 'string' ? piece : utf8.decode(piece, { stream: true }));
      }
    } else await pipeline(content, createWriteStream(path));
  } catch (error) {
    throw cannot(path ?? 'stdout', '写入', 'be written', error);
  }
  return exitCode.done;
}

async function exportedBy(session: OfficerSession, { format, provider }: ExportOptions): Promise<Readable> {
  const only = provider === undefined ? '' : `provider=${encodeURIComponent(provider)}`;
  if (format === 'json') return Readable.from([`${JSON.stringify(await everyResource(session, only), null, 2)}\n`]);
  const [address, accept] =
    format === 'xlsx' ? [`/v1/catalog.xlsx?${only}`, workbookType] : ['/v1/catalog.jsonld', 'application/ld+json'];
  const answer = await session.stream(address, { accept });
  return answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body as ReadableStream);
}

/** Page by page, and each in full. */
async function everyResource(session: OfficerSession, only: string): Promise<readonly unknown[]> {
  const resources: unknown[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await session.get(`/v1/resources?limit=100&${only}${more}`)) as {
      items: readonly { id: string }[];
      next: string | null;
    };
    for (const { id } of page.items) resources.push(await session.get(`/v1/resources/${encodeURIComponent(id)}`));
    cursor = page.next;
  } while (cursor !== null);
  return resources;
}

async function* linesOf(answer: Response): AsyncGenerator<Line> {
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const piece of answer.body ?? []) {
    const lines = (rest + utf8.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Line;
  }
}

/** `directory.xlsx` gets `directory.findings.xlsx` beside it. */
function findingsBeside(path: string): string {
  const extension = extname(path);
  return `${extension === '' ? path : path.slice(0, -extension.length)}.findings.xlsx`;
}

/** Findings shown on the terminal; the workbook has them all. */
const mostShown = 20;

function describe({ language }: Context, outcome: Outcome, findings: string | undefined): readonly string[] {
  const { records, created, updated, revised, unchanged, errors, warnings } = outcome;
  const head = outcome.dryRun ? '试运行，未写入 · dry run, nothing stored' : '已导入 · imported';
  return [
    `${head}: ${records} 项资源 · resources`,
    `  新增 · new ${created}  修改 · changed ${updated}  待审修订 · revisions ${revised}  未变 · unchanged ${unchanged}`,
    `  错误 · errors ${errors}  提示 · warnings ${warnings}`,
    ...outcome.findings.slice(0, mostShown).map(({ code, severity, cell, detail }) => {
      const place = cell === undefined ? '' : `${cell.sheet}!R${cell.row}C${cell.column} `;
      return `  ${severity === 'error' ? '✗' : '!'} ${place}${code}: ${detail[language]}`;
    }),
    ...(errors + warnings > mostShown ? [`  … ${errors + warnings - mostShown}`] : []),
    ...(findings === undefined ? [] : [`  核对结果 · findings: ${findings}`]),
  ];
}
