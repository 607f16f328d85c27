import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, shortIdPattern } from '../../identity/index.ts';
import { kernelProblems, type Language, Problem, preferredLanguage } from '../../kernel/index.ts';
import { unreadable, workbookLimits, workbookType, writeWorkbook } from '../../kernel/workbook/index.ts';
import { readers, writers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { WorkbookImport } from '../generated/schemas.ts';
import { findingBody } from '../resource/finding.ts';
import { tags } from '../resource/route-parts.ts';
import { annotatedSheets } from './annotate.ts';
import { exportWorkbook } from './export-workbook.ts';
import { type ImportOutcome, importWorkbook } from './import-workbook.ts';
import { OneImport } from './one-import.ts';
import type { ImportProgress } from './progress.ts';

const linesType = 'application/x-ndjson';

/** Findings in an answer in JSON; the workbook of a dry run has them all. */
const mostFindings = 500;

const asWorkbook = {
  description: 'The workbook (Office Open XML).',
  content: { [workbookType]: { schema: { type: 'string', format: 'binary' } } },
} as const;

/** `/v1/catalog.xlsx`: the directory as the workbook in which departments keep it. */
export function workbookRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  // A context of its own: workbooks are read as bytes here and nowhere else.
  app.register(async (scope) => {
    const imports = new OneImport();
    scope.addContentTypeParser(
      [workbookType, 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: workbookLimits.fileBytes },
      (_request, body, done) => done(null, body),
    );

    scope.get<{ Querystring: { provider?: string } }>(
      '/v1/catalog.xlsx',
      {
        config: { access: readers },
        schema: {
          tags,
          summary: '导出目录工作簿 · The directory as a workbook',
          description: 'What the caller may see, in the columns of the guide (2017-1272) and those it does not have.',
          produces: [workbookType],
          querystring: {
            type: 'object',
            additionalProperties: false,
            properties: {
              provider: { type: 'string', pattern: shortIdPattern, description: 'Of this organisation alone.' },
            },
          },
          response: { 200: asWorkbook },
        },
      },
      async (request, reply) => {
        const workbook = await exportWorkbook({ ...deps, actor: actorOf(request), provider: request.query.provider });
        return sendWorkbook(reply, 'catalog.xlsx', workbook);
      },
    );

    scope.post<{ Body: Buffer; Querystring: { dryRun?: boolean } }>(
      '/v1/catalog.xlsx',
      {
        config: { access: writers },
        bodyLimit: workbookLimits.fileBytes,
        schema: {
          tags,
          summary: '导入目录工作簿 · Import a workbook',
          description:
            'As a whole or not at all. With `dryRun=true` nothing is stored and the same workbook comes back with a column of findings; with `Accept: application/json` the outcome alone, with `Accept: application/x-ndjson` lines of progress and the outcome as the last. One at a time.',
          consumes: [workbookType],
          querystring: {
            type: 'object',
            additionalProperties: false,
            properties: { dryRun: { type: 'boolean', default: false, description: 'Check and store nothing.' } },
          },
          response: {
            200: {
              description: 'What came of it; of a dry run, the workbook with its findings.',
              content: {
                'application/json': { schema: { $ref: 'WorkbookImport#' } },
                [workbookType]: { schema: { type: 'string', format: 'binary' } },
                [linesType]: { schema: { type: 'string' } },
              },
            },
          },
        },
      },
      async (request, reply) => {
        const { body: file } = request;
        if (!Buffer.isBuffer(file)) {
          throw unreadable.absent();
        }
        const dryRun = request.query.dryRun === true;
        const language = preferredLanguage(request.headers['accept-language']);
        const run = (onProgress?: (progress: ImportProgress) => void) =>
          imports.run(() => importWorkbook({ ...deps, actor: actorOf(request), file, dryRun, onProgress }));
        // Before an answer in lines begins, a refusal still has its status.
        imports.requireFree();
        const wanted = request.headers.accept ?? '';
        if (wanted.includes(linesType)) {
          reply.type(linesType);
          return Readable.from(lines({ request, reply, run, language }));
        }
        const outcome = await run();
        if (!dryRun || /\bapplication\/json\b/.test(wanted)) {
          reply.type('application/json; charset=utf-8');
          return JSON.stringify(importBody(outcome, dryRun));
        }
        return sendWorkbook(reply, 'findings.xlsx', annotated(outcome, { language, at: deps.clock.now() }));
      },
    );
  });

  /** Progress as it comes, and at the end the result or the refusal. */
  async function* lines(options: {
    request: FastifyRequest<{ Querystring: { dryRun?: boolean } }>;
    reply: FastifyReply;
    run: (onProgress: (progress: ImportProgress) => void) => Promise<ImportOutcome>;
    language: Language;
  }): AsyncGenerator<string> {
    const { request, reply, run, language } = options;
    const waiting: ImportProgress[] = [];
    let wake = () => {};
    let [isOver, isGone] = [false, false];
    const running = run((progress) => {
      // Nobody is there to hear what came of it: nothing comes of it.
      if (isGone) throw kernelProblems.INTERNAL();
      waiting.push(progress);
      wake();
    }).finally(() => {
      isOver = true;
      wake();
    });
    running.catch(() => {});
    try {
      while (!isOver || waiting.length > 0) {
        const latest = waiting.splice(0).at(-1);
        if (latest !== undefined) yield `${JSON.stringify({ progress: latest })}\n`;
        if (!isOver && waiting.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
      const outcome = await running;
      const dryRun = request.query.dryRun === true;
      const result = importBody(outcome, dryRun);
      const file = dryRun ? await bytesOf(annotated(outcome, { language, at: deps.clock.now() })) : undefined;
      yield `${JSON.stringify({ result, ...(file === undefined ? {} : { workbook: file.toString('base64') }) })}\n`;
    } catch (error) {
      yield `${JSON.stringify({ problem: problemJson(error, { request, reply, language }) })}\n`;
    } finally {
      isGone = true;
    }
  }
}

function sendWorkbook(reply: FastifyReply, name: string, workbook: Readable): FastifyReply {
  return reply.type(workbookType).header('content-disposition', `attachment; filename="${name}"`).send(workbook);
}

function annotated(outcome: ImportOutcome, options: { language: Language; at: Date }): Readable {
  return writeWorkbook({ sheets: annotatedSheets({ ...outcome, language: options.language }), at: options.at });
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function importBody(outcome: ImportOutcome, dryRun: boolean): WorkbookImport {
  const { id, layouts, recordsPerLayout, records, written, findings } = outcome;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  return {
    ...(id === undefined ? {} : { id }),
    dryRun,
    sheets: layouts.map(({ sheet, headerRow }, index) => ({
      ...{ name: sheet.name, headerRow },
      records: recordsPerLayout[index] ?? 0,
    })),
    ...{ records, ...written, errors: errors.length, warnings: warnings.length },
    findings: [...errors, ...warnings].slice(0, mostFindings).map(findingBody),
  };
}

/** A refusal that comes when the answer has begun; of a fault no more is told than anywhere else. */
function problemJson(
  error: unknown,
  { request, reply, language }: { request: FastifyRequest; reply: FastifyReply; language: Language },
) {
  if (!(error instanceof Problem)) request.log.error({ err: error }, 'an import failed');
  const problem = error instanceof Problem ? error : kernelProblems.INTERNAL();
  const traceId = String(reply.getHeader('traceparent') ?? '').split('-')[1] ?? '';
  return problem.toJson({ language, instance: `urn:uuid:${request.id}`, traceId });
}
