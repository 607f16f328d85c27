import type { FastifyInstance } from 'fastify';
import { etagOf } from '../../kernel/index.ts';
import { actorOf, officerOf, requireReach } from '../actor.ts';
import type { IdentityStatusChange, SystemChange, SystemRegistration } from '../generated/schemas.ts';
import { type SystemParams, type SystemQuery, shortIdParams, systemQuery } from '../parameters.ts';
import type { IdentityParts } from '../parts.ts';
import { registerSystem } from './register-system.ts';
import { setSystemStatus } from './set-system-status.ts';
import { systemToJson } from './system.ts';
import { findSystem, listSystems } from './system-store.ts';
import { updateSystem } from './update-system.ts';

const tags = ['systems'];

/** The systems of the organisations in reach; a system sees itself. */
export function systemRoutes(app: FastifyInstance, parts: IdentityParts): void {
  const { database } = parts;

  app.get<{ Querystring: SystemQuery }>(
    '/v1/systems',
    {
      config: { access: { officers: 'any' } },
      schema: {
        tags,
        summary: '系统列表 · List systems',
        querystring: systemQuery,
        response: { 200: { $ref: 'SystemPage#' } },
      },
    },
    async (request) => {
      const actor = officerOf(request);
      const organisation = request.query.organisation ?? (actor.administration ? undefined : actor.organisation);
      if (organisation !== undefined) requireReach(actor, organisation);
      const page = await listSystems(database, { ...request.query, organisation });
      return { items: page.items.map(systemToJson), next: page.next };
    },
  );

  app.get<{ Params: SystemParams }>(
    '/v1/systems/:id',
    {
      config: { access: { officers: 'any', systems: 'any' } },
      schema: {
        tags,
        summary: '读取系统 · Read a system',
        params: shortIdParams,
        response: { 200: { $ref: 'System#' } },
      },
    },
    async (request, reply) => {
      const system = await findSystem(database, actorOf(request), request.params.id);
      reply.header('etag', etagOf(system.version));
      return systemToJson(system);
    },
  );

  app.post<{ Body: SystemRegistration }>(
    '/v1/systems',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '登记系统 · Register a system',
        body: { $ref: 'SystemRegistration#' },
        response: { 201: { $ref: 'System#' } },
      },
    },
    async (request, reply) => {
      const system = await registerSystem({ ...parts, actor: officerOf(request), input: request.body });
      reply.code(201).header('location', `/v1/systems/${system.id}`);
      reply.header('etag', etagOf(system.version));
      return systemToJson(system);
    },
  );

  app.patch<{ Params: SystemParams; Body: SystemChange }>(
    '/v1/systems/:id',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '修改名称 · Change the name',
        params: shortIdParams,
        body: { $ref: 'SystemChange#' },
        response: { 200: { $ref: 'System#' } },
      },
    },
    async (request, reply) => {
      const system = await updateSystem({
        ...parts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
        input: request.body,
      });
      reply.header('etag', etagOf(system.version));
      return systemToJson(system);
    },
  );

  app.put<{ Params: SystemParams; Body: IdentityStatusChange }>(
    '/v1/systems/:id/status',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '停用或恢复 · Suspend or reactivate',
        params: shortIdParams,
        body: { $ref: 'IdentityStatusChange#' },
        response: { 200: { $ref: 'System#' } },
      },
    },
    async (request, reply) => {
      const system = await setSystemStatus({
        ...parts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
        status: request.body.status,
      });
      reply.header('etag', etagOf(system.version));
      return systemToJson(system);
    },
  );
}
