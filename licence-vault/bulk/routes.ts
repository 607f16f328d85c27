import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import { preferredLanguage } from '../../kernel/index.ts';
import { workbookType } from '../../kernel/workbook/index.ts';
import type { IssueParts } from '../licence/issue-licence.ts';
import { type FileRow, rowsOfLines } from './file-row.ts';
import type { IssueJobKind } from './job.ts';
import { issueJobLimits } from './limits.ts';
import { issueJobProblems } from './problems.ts';
import { rowsOfWorkbook } from './rows-of-workbook.ts';
import { issueJobJson, showIssueJob, showIssueJobRows, showIssueJobs, stopIssueJob } from './show-jobs.ts';
import { submitIssueJob } from './submit-job.ts';
import type { RowState } from './tables.ts';

/** Who issues; for which organisation is decided by the use case. */
const issuers: AccessRule = { officers: ['approval-clerk'], systems: 'any' };
/** Who looks after what their own organisation issues. */
const keepers: AccessRule = { officers: ['approval-clerk', 'auditor'], systems: 'any' };

const linesType = 'application/x-ndjson';
const tags = ['licences'];
const params = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 64, description: 'Id of the job.' } },
};
const paging = {
  cursor: { type: 'string', maxLength: 1024, description: 'The `next` of the page before.' },
  limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
};

interface Submitted {
  readonly type: string;
  readonly kind?: IssueJobKind;
  readonly matter?: string;
  readonly case?: string;
}

interface Paging {
  readonly cursor?: string;
  readonly limit: number;
}

/** What the routes of issue jobs need: issuing, and somebody who works jobs off. */
export type IssueJobRouteParts = Pick<IssueParts, 'database' | 'clock' | 'random' | 'keys' | 'issuers'> & {
  /** Told of a job that is ready. */
  readonly onSubmitted: () => void;
};

/** `/v1/licence-jobs`: licences issued by the file. */
export function issueJobRoutes(app: FastifyInstance, deps: IssueJobRouteParts): void {
  // A context of its own: files are read as bytes here and nowhere else.
  app.register(async (scope) => {
    scope.addContentTypeParser(
      [linesType, workbookType],
      { parseAs: 'buffer', bodyLimit: issueJobLimits.fileBytes },
      (request, body, done) => {
        // What a system signs is the digest of these bytes.
        request.content = body as Buffer;
        done(null, body);
      },
    );

    scope.post<{ Body: Buffer; Querystring: Submitted }>(
      '/v1/licence-jobs',
      {
        config: { access: issuers },
        bodyLimit: issueJobLimits.fileBytes,
        schema: {
          tags,
          summary: '批量签发或补录存量证照 · Issue licences by the file',
          description:
            'A row a licence, as LicenceJobRow has it, or a row of a workbook whose columns are named as the items of the type. The answer comes when the file is taken in; progress and results are at the address in Location. The same file again is the same job while that is under way, or when nothing of it was refused.',
          consumes: [linesType, workbookType],
          querystring: {
            type: 'object',
            required: ['type'],
            additionalProperties: false,
            properties: {
              type: { type: 'string', minLength: 2, maxLength: 63, description: 'Code or short name of the type.' },
              kind: {
                type: 'string',
                enum: ['issue', 'stock'],
                default: 'issue',
                description: 'stock: licences that were made before; each row states its origin.',
              },
              matter: { type: 'string', minLength: 1, maxLength: 64, description: 'For rows that name none.' },
              case: { type: 'string', minLength: 1, maxLength: 64 },
            },
            dependentRequired: { matter: ['case'], case: ['matter'] },
          },
          response: { 200: { $ref: 'LicenceJob#' }, 202: { $ref: 'LicenceJob#' } },
        },
      },
      async (request, reply) => {
        const { body: file, query } = request;
        const { type, kind = 'issue', matter, case: caseNumber } = query;
        const purpose = matter === undefined || caseNumber === undefined ? undefined : { matter, case: caseNumber };
        const rows = readerOf(request.headers['content-type'] ?? '', file);
        const { created, job } = await submitIssueJob({ ...deps, actor: actorOf(request), kind, type, purpose, rows });
        if (created) deps.onSubmitted();
        reply.code(created ? 202 : 200).header('location', `/v1/licence-jobs/${job.id}`);
        return reply.send(issueJobJson(job));
      },
    );
  });

  app.get<{ Querystring: Paging }>(
    '/v1/licence-jobs',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '本机构的批量签发任务 · The issue jobs of one’s organisation',
        querystring: { type: 'object', additionalProperties: false, properties: paging },
        response: { 200: { $ref: 'LicenceJobPage#' } },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const page = await showIssueJobs({ ...deps, actor: actorOf(request), cursor, limit });
      return { items: page.items.map(issueJobJson), next: page.next };
    },
  );

  app.get<{ Params: { id: string } }>(
    '/v1/licence-jobs/:id',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '批量签发任务的进度 · How far an issue job is',
        params,
        response: { 200: { $ref: 'LicenceJob#' } },
      },
    },
    async (request) => issueJobJson(await showIssueJob({ ...deps, actor: actorOf(request), id: request.params.id })),
  );

  app.get<{ Params: { id: string }; Querystring: Paging & { state?: RowState } }>(
    '/v1/licence-jobs/:id/rows',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '批量签发任务逐行的结果 · What became of each row',
        params,
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            ...paging,
            state: { type: 'string', enum: ['waiting', 'issued', 'repeated', 'refused'] },
          },
        },
        response: { 200: { $ref: 'LicenceJobResultPage#' } },
      },
    },
    (request) => {
      const { cursor, limit, state } = request.query;
      const language = preferredLanguage(request.headers['accept-language']);
      const { id } = request.params;
      return showIssueJobRows({ ...deps, actor: actorOf(request), id, state, cursor, limit, language });
    },
  );

  app.post<{ Params: { id: string } }>(
    '/v1/licence-jobs/:id/stop',
    {
      config: { access: issuers },
      schema: {
        tags,
        summary: '停止批量签发任务；已签发的保留 · Stop an issue job; what was issued stays',
        params,
        response: { 200: { $ref: 'LicenceJob#' } },
      },
    },
    async (request) => issueJobJson(await stopIssueJob({ ...deps, actor: actorOf(request), id: request.params.id })),
  );
}

/** How the file is read. @throws ISSUE_JOB_FORMAT_UNKNOWN */
function readerOf(type: string, file: unknown): Parameters<typeof submitIssueJob>[0]['rows'] {
  if (!Buffer.isBuffer(file)) throw issueJobProblems.ISSUE_JOB_FORMAT_UNKNOWN();
  if (type.startsWith(linesType)) return () => rowsOfLines(Readable.from([file], { objectMode: false }));
  return (licenceType): AsyncIterable<FileRow> => rowsOfWorkbook(file, licenceType);
}
