import type { FastifyInstance, FastifyReply } from 'fastify';
import { type AccessRule, type OrganisationId, officerOf, shortIdPattern } from '../../../identity/index.ts';
import { etagOf } from '../../../kernel/index.ts';
import type {
  SealApplication,
  SealEventRecord,
  SealEventRequest,
  SealPictureRequest,
} from '../../generated/schemas.ts';
import { sealChoiceRoutes } from '../choice/routes.ts';
import { impactRoutes } from '../impact/routes.ts';
import { applyForSeal } from './apply-for-seal.ts';
import { changeSeal } from './change-seal.ts';
import { type SealState, sealStates } from './seal-life.ts';
import { reachableSeal, type SealParts } from './seal-parts.ts';
import { pictureOf } from './seal-picture.ts';
import {
  type ShownSealEvent,
  showSealFile,
  showSealHistory,
  showSealPicture,
  showSeals,
  showSealUseDays,
  showSealUses,
} from './show-seals.ts';
import { type StoredSeal, sealJson, sealUseJson } from './stored-seal.ts';

/** Seal keepers act; auditors look. For which organisation is decided by the use cases. */
const keepers: AccessRule = { officers: ['seal-keeper'] };
const readers: AccessRule = { officers: ['seal-keeper', 'auditor'] };

const uuid = { type: 'string', format: 'uuid' } as const;
const params = { type: 'object', required: ['id'], additionalProperties: false, properties: { id: uuid } } as const;
const paging = {
  organisation: { type: 'string', pattern: shortIdPattern },
  limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  cursor: { type: 'string', maxLength: 400, description: 'The member `next` of the page before.' },
} as const;
const sealQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { ...paging, state: { type: 'string', enum: Object.keys(sealStates) } },
} as const;
const useQuery = { type: 'object', additionalProperties: false, properties: { ...paging, seal: uuid } } as const;

const dayQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    organisation: paging.organisation,
    seal: uuid,
    days: { type: 'integer', minimum: 1, maximum: 366, default: 30 },
  },
} as const;

/** A picture of 1 MiB in base64, and twenty certificates. */
const largestApplication = 2 * 1024 * 1024;

const tags = ['seals'];

interface ById {
  Params: { id: string };
}

interface Paging {
  limit: number;
  cursor?: string;
  organisation?: OrganisationId;
}

/** `/v1/seals`, `/v1/seal-uses` and `/v1/seal-choices`: the register of seals, their life, who used them, and for what. */
export function sealRoutes(app: FastifyInstance, parts: SealParts): void {
  const { database } = parts;
  sealChoiceRoutes(app, parts);
  impactRoutes(app, parts);

  app.get<{ Querystring: Paging & { state?: SealState } }>(
    '/v1/seals',
    {
      config: { access: readers },
      schema: { tags, summary: '印章目录 · Seals', querystring: sealQuery, response: { 200: { $ref: 'SealPage#' } } },
    },
    async (request) => {
      const page = await showSeals({ database, actor: officerOf(request), ...request.query });
      return { items: page.items.map(sealJson), next: page.next };
    },
  );

  app.post<{ Body: SealApplication }>(
    '/v1/seals',
    {
      bodyLimit: largestApplication,
      config: { access: keepers },
      schema: {
        tags,
        summary: '申请印章 · Apply for a seal',
        body: { $ref: 'SealApplication#' },
        response: { 201: { $ref: 'Seal#' } },
      },
    },
    async (request, reply) => {
      const seal = await applyForSeal({ ...parts, actor: officerOf(request), application: request.body });
      return withEtag(reply, seal).code(201).header('location', `/v1/seals/${seal.id}`).send(sealJson(seal));
    },
  );

  app.post<{ Body: SealPictureRequest }>(
    '/v1/seal-pictures',
    {
      bodyLimit: largestApplication,
      config: { access: keepers },
      schema: {
        tags,
        summary: '预览印章图片，不登记 · A seal’s picture to look at; nothing is kept',
        body: { $ref: 'SealPictureRequest#' },
        response: binary('image/png'),
      },
    },
    async (request, reply) => {
      const { picture } = await pictureOf({ ...request.body, specimen: parts.specimen });
      return reply.type('image/png').header('cache-control', 'no-store').send(picture);
    },
  );

  app.get<{ Querystring: { organisation?: OrganisationId; seal?: string; days: number } }>(
    '/v1/seal-uses/days',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '逐日用印次数 · Uses of seals, day by day',
        querystring: dayQuery,
        response: { 200: { $ref: 'SealUseDays#' } },
      },
    },
    async (request) => ({
      items: await showSealUseDays({ ...parts, actor: officerOf(request), ...request.query }),
    }),
  );

  app.get<ById>(
    '/v1/seals/:id',
    {
      config: { access: readers },
      schema: { tags, summary: '印章 · One seal', params, response: { 200: { $ref: 'Seal#' } } },
    },
    async (request, reply) => {
      const seal = await reachableSeal(database, officerOf(request), request.params.id);
      return withEtag(reply, seal).send(sealJson(seal));
    },
  );

  app.post<ById & { Body: SealEventRequest }>(
    '/v1/seals/:id/events',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '批准、制作、停用、启用、撤销印章 · Approve, make, stop, start or revoke a seal',
        params,
        body: { $ref: 'SealEventRequest#' },
        response: { 200: { $ref: 'Seal#' } },
      },
    },
    async (request, reply) => {
      const ifMatch = request.headers['if-match'];
      const { id } = request.params;
      const seal = await changeSeal({ ...parts, actor: officerOf(request), id, ...request.body, ifMatch });
      return withEtag(reply, seal).send(sealJson(seal));
    },
  );

  app.get<ById>(
    '/v1/seals/:id/events',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '印章的办理记录 · A seal’s history',
        params,
        response: { 200: { $ref: 'SealHistory#' } },
      },
    },
    async (request) => {
      const events = await showSealHistory({ ...parts, actor: officerOf(request), id: request.params.id });
      return { items: events.map(eventJson), next: null };
    },
  );

  app.get<ById>(
    '/v1/seals/:id/picture',
    {
      config: { access: readers },
      schema: { tags, summary: '印章图片 · A seal’s picture', params, response: binary('image/png') },
    },
    async (request, reply) => {
      const picture = await showSealPicture({ database, actor: officerOf(request), id: request.params.id });
      return reply.type('image/png').header('cache-control', 'private, no-store').send(picture);
    },
  );

  app.get<ById>(
    '/v1/seals/:id/file',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '印章文件 · A seal’s file (.esl)',
        params,
        response: binary('application/octet-stream'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const file = await showSealFile({ database, actor: officerOf(request), id });
      reply
        .header('content-disposition', `attachment; filename="${id}.esl"`)
        .header('cache-control', 'private, no-store');
      return reply.type('application/octet-stream').send(file);
    },
  );

  app.get<{ Querystring: Paging & { seal?: string } }>(
    '/v1/seal-uses',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '用印记录 · Uses of seals',
        querystring: useQuery,
        response: { 200: { $ref: 'SealUsePage#' } },
      },
    },
    async (request) => {
      const page = await showSealUses({ database, actor: officerOf(request), ...request.query });
      return { items: page.items.map(sealUseJson), next: page.next };
    },
  );
}

function withEtag(reply: FastifyReply, seal: StoredSeal): FastifyReply {
  return reply.header('etag', etagOf(seal.revision)).header('cache-control', 'private, no-store');
}

function binary(type: string) {
  const schema = { type: 'string', format: 'binary' };
  return { 200: { description: 'The file.', content: { [type]: { schema } } } };
}

function eventJson(line: ShownSealEvent): SealEventRecord {
  return { ...line, fromState: line.fromState ?? null, reason: line.reason ?? null, at: line.at.toISOString() };
}
