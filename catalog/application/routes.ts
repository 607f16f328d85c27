import type { FastifyInstance } from 'fastify';
import { actorOf, shortIdPattern } from '../../identity/index.ts';
import { etagOf } from '../../kernel/index.ts';
import { keepers, writers } from '../access.ts';
import type { CatalogDeps } from '../deps.ts';
import type { ApplicationDraft, ApplicationEvent } from '../generated/schemas.ts';
import { defaultPageSize, pagingParameters } from '../paging.ts';
import { ifMatch } from '../precondition.ts';
import { parseRecordId } from '../record-id.ts';
import { byId, changesRoute, type RecordById } from '../record-routes.ts';
import { resourceIdPattern } from '../resource/resource-id.ts';
import type { Application } from './application.ts';
import { type ApplicationFilter, pageOfApplications } from './application-store.ts';
import { changeApplicationState } from './change-application-state.ts';
import { applicationStatuses } from './lifecycle.ts';
import { applicationBodies, readApplication } from './read-application.ts';
import { createApplication, updateApplication } from './write-application.ts';

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    consumer: { type: 'string', pattern: shortIdPattern },
    provider: { type: 'string', pattern: shortIdPattern },
    resource: { type: 'string', pattern: resourceIdPattern, maxLength: 255 },
    status: { type: 'string', enum: applicationStatuses },
    ...pagingParameters,
  },
} as const;

const tags = ['applications'];

/** `/v1/applications`: asking for shared data, and what becomes of it. */
export function applicationRoutes(app: FastifyInstance, deps: CatalogDeps): void {
  const { database } = deps;
  const bodyOf = async (application: Application) => (await applicationBodies(deps, [application]))[0];

  app.get<{ Querystring: Partial<ApplicationFilter> }>(
    '/v1/applications',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '共享申请列表 · List applications',
        querystring: filters,
        response: { 200: { $ref: 'ApplicationPage#' } },
      },
    },
    async (request) => {
      const { limit = defaultPageSize, ...filter } = request.query;
      const page = await pageOfApplications(database, actorOf(request), { ...filter, limit });
      return { items: await applicationBodies(deps, page.items), next: page.next };
    },
  );

  app.post<{ Body: ApplicationDraft }>(
    '/v1/applications',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '填写共享申请 · Begin an application',
        body: { $ref: 'ApplicationDraft#' },
        response: { 201: { $ref: 'Application#' } },
      },
    },
    async (request, reply) => {
      const application = await createApplication({ ...deps, actor: actorOf(request), draft: request.body });
      const { id, version } = application;
      reply.code(201).header('location', `/v1/applications/${id}`).header('etag', etagOf(version));
      return bodyOf(application);
    },
  );

  app.get<RecordById>(
    '/v1/applications/:id',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '读取共享申请 · Read an application',
        params: byId,
        response: { 200: { $ref: 'Application#' } },
      },
    },
    async (request, reply) => {
      const id = parseRecordId(request.params.id);
      const application = await readApplication({ database, actor: actorOf(request), id });
      reply.header('etag', etagOf(application.version));
      return bodyOf(application);
    },
  );

  app.put<RecordById & { Body: ApplicationDraft; Headers: { 'if-match'?: string } }>(
    '/v1/applications/:id',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '修改申请草稿 · Fill a draft in anew',
        params: byId,
        headers: ifMatch,
        body: { $ref: 'ApplicationDraft#' },
        response: { 200: { $ref: 'Application#' } },
      },
    },
    async (request, reply) => {
      const application = await updateApplication({
        ...deps,
        actor: actorOf(request),
        id: parseRecordId(request.params.id),
        draft: request.body,
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(application.version));
      return bodyOf(application);
    },
  );

  app.post<RecordById & { Body: ApplicationEvent; Headers: { 'if-match'?: string } }>(
    '/v1/applications/:id/events',
    {
      config: { access: writers },
      schema: {
        tags,
        summary: '提交、审核、退回、拒绝或撤回申请 · Submit, review, return, refuse or withdraw',
        description:
          'Submitting what is shared without condition gives the grant at once. Otherwise the provider approves, then the data administration, and its approval gives the grant; each may give less, field by field.',
        params: byId,
        headers: ifMatch,
        body: { $ref: 'ApplicationEvent#' },
        response: { 200: { $ref: 'Application#' } },
      },
    },
    async (request, reply) => {
      const application = await changeApplicationState({
        ...deps,
        ...request.body,
        actor: actorOf(request),
        id: parseRecordId(request.params.id),
        ifMatch: request.headers['if-match'],
      });
      reply.header('etag', etagOf(application.version));
      return bodyOf(application);
    },
  );

  changesRoute(app, {
    database,
    path: '/v1/applications',
    kind: 'application',
    access: keepers,
    tags,
    summary: '申请的办理记录 · Who did what with it, and when',
    read: readApplication,
  });
}
