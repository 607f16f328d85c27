import type { FastifyInstance } from 'fastify';
import { etagOf, kernelProblems } from '../../kernel/index.ts';
import { officerOf } from '../actor.ts';
import type { IdentityStatusChange, OrganisationChange, OrganisationRegistration } from '../generated/schemas.ts';
import type { OrganisationId } from '../ids.ts';
import { type OrganisationQuery, organisationQuery, shortIdParams } from '../parameters.ts';
import type { IdentityParts } from '../parts.ts';
import { organisationToJson } from './organisation.ts';
import { findOrganisation, listOrganisations } from './organisation-store.ts';
import { registerOrganisation } from './register-organisation.ts';
import { setOrganisationStatus } from './set-organisation-status.ts';
import { updateOrganisation } from './update-organisation.ts';

interface Params {
  readonly id: OrganisationId;
}

const tags = ['organisations'];

/** Who takes part. Everybody who is known may read it; the data administration decides. */
export function organisationRoutes(app: FastifyInstance, parts: IdentityParts): void {
  const { database } = parts;

  app.get<{ Querystring: OrganisationQuery }>(
    '/v1/organisations',
    {
      // A holder chooses from them whom not to share with.
      config: { access: { officers: 'any', systems: 'any', holders: true } },
      schema: {
        tags,
        summary: '单位列表 · List organisations',
        querystring: organisationQuery,
        response: { 200: { $ref: 'OrganisationPage#' } },
      },
    },
    async (request) => {
      const page = await listOrganisations(database, request.query);
      return { items: page.items.map(organisationToJson), next: page.next };
    },
  );

  app.get<{ Params: Params }>(
    '/v1/organisations/:id',
    {
      config: { access: { officers: 'any', systems: 'any' } },
      schema: {
        tags,
        summary: '读取单位 · Read an organisation',
        params: shortIdParams,
        response: { 200: { $ref: 'Organisation#' } },
      },
    },
    async (request, reply) => {
      const organisation = await findOrganisation(database, request.params.id);
      if (organisation === undefined) throw kernelProblems.NOT_FOUND();
      reply.header('etag', etagOf(organisation.version));
      return organisationToJson(organisation);
    },
  );

  app.post<{ Body: OrganisationRegistration }>(
    '/v1/organisations',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '登记部门（数据主管部门） · Register a department (data administration)',
        body: { $ref: 'OrganisationRegistration#' },
        response: { 201: { $ref: 'Organisation#' } },
      },
    },
    async (request, reply) => {
      const organisation = await registerOrganisation({ ...parts, actor: officerOf(request), input: request.body });
      reply.code(201).header('location', `/v1/organisations/${organisation.id}`);
      reply.header('etag', etagOf(organisation.version));
      return organisationToJson(organisation);
    },
  );

  app.patch<{ Params: Params; Body: OrganisationChange }>(
    '/v1/organisations/:id',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '修改名称或统一代码 · Change name or unified code',
        params: shortIdParams,
        body: { $ref: 'OrganisationChange#' },
        response: { 200: { $ref: 'Organisation#' } },
      },
    },
    async (request, reply) => {
      const organisation = await updateOrganisation({
        ...parts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
        input: request.body,
      });
      reply.header('etag', etagOf(organisation.version));
      return organisationToJson(organisation);
    },
  );

  app.put<{ Params: Params; Body: IdentityStatusChange }>(
    '/v1/organisations/:id/status',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '停用或恢复（数据主管部门） · Suspend or reactivate (data administration)',
        params: shortIdParams,
        body: { $ref: 'IdentityStatusChange#' },
        response: { 200: { $ref: 'Organisation#' } },
      },
    },
    async (request, reply) => {
      const organisation = await setOrganisationStatus({
        ...parts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
        status: request.body.status,
      });
      reply.header('etag', etagOf(organisation.version));
      return organisationToJson(organisation);
    },
  );
}
