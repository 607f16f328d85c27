import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import { type Clock, type Database, etagOf } from '../../kernel/index.ts';
import type {
  LicenceTypeDraft,
  LicenceTypeEventRequest,
  LicenceTypeIssuers,
  LicenceTypeTemplate,
} from '../generated/schemas.ts';
import { vaultProblems } from '../problems.ts';
import { appointIssuers } from './appoint-issuers.ts';
import { changeType } from './change-type.ts';
import { defineType, reviseType, setTemplate } from './define-type.ts';
import { readEditions } from './edition-store.ts';
import type { IssuerDirectory } from './issuer.ts';
import type { LicenceType } from './licence-type.ts';
import { readLicenceType, readLicenceTypes } from './licence-type-store.ts';
import { licenceTypeProblems } from './problems.ts';
import { licenceTypeJson } from './show-type.ts';
import { readTemplateSvg } from './template/template-store.ts';

const readers: AccessRule = { officers: 'any', systems: 'any' };
const definers: AccessRule = { officers: ['catalogue-administrator'] };

const params = {
  type: 'object',
  required: ['code'],
  properties: { code: { type: 'string', maxLength: 63, description: 'Code or short name of the type.' } },
};

interface ByCode {
  Params: { code: string };
}

/** A template of two mebibytes, and what JSON makes longer. */
const templateBody = 5 * 1024 * 1024;

const tags = ['licences'];

/** `/v1/licence-types`: the directory of licence types, their life and their templates, and who may issue them. */
export function licenceTypeRoutes(
  app: FastifyInstance,
  deps: { readonly database: Database; readonly clock: Clock; readonly issuers: IssuerDirectory },
): void {
  const { database } = deps;
  const typeOf = async (code: string) => {
    const type = await readLicenceType(database, code);
    if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
    return type;
  };

  app.get(
    '/v1/licence-types',
    {
      config: { access: readers },
      schema: { tags, summary: '证照类型目录 · Licence types', response: { 200: { $ref: 'LicenceTypeList#' } } },
    },
    async () => ({ items: (await readLicenceTypes(database)).map(licenceTypeJson), next: null }),
  );

  app.get<{ Params: { code: string } }>(
    '/v1/licence-types/:code',
    {
      config: { access: readers },
      schema: { tags, summary: '证照类型 · One licence type', params, response: { 200: { $ref: 'LicenceType#' } } },
    },
    async (request, reply) => {
      return sendType(reply, await typeOf(request.params.code));
    },
  );

  app.get<ByCode>(
    '/v1/licence-types/:code/schema',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '证照数据的 JSON Schema · JSON Schema of the data',
        params,
        response: {
          200: {
            description: 'JSON Schema 2020-12 of the edition in force.',
            content: { 'application/schema+json': { schema: { type: 'object', additionalProperties: true } } },
          },
        },
      },
    },
    async (request, reply) => {
      const { schema, version } = await typeOf(request.params.code);
      const text = JSON.stringify(schema);
      return reply.header('etag', etagOf(version)).type('application/schema+json').send(text);
    },
  );

  app.get<ByCode>(
    '/v1/licence-types/:code/editions',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '历次发布的版本 · Editions of the definition',
        params,
        response: { 200: { $ref: 'LicenceTypeEditions#' } },
      },
    },
    async (request) => {
      const editions = await readEditions(database, (await typeOf(request.params.code)).code);
      const items = editions.map(({ edition, definition, template, publishedAt }) => ({
        ...{ edition, items: definition.items, schema: definition.schema, publishedAt: publishedAt.toISOString() },
        ...(template === undefined ? {} : { template }),
      }));
      return { items, next: null };
    },
  );

  app.get<ByCode & { Querystring: { digest?: string } }>(
    '/v1/licence-types/:code/template',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '证照模板 · The template',
        params,
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            digest: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'Of another edition of this type.' },
          },
        },
        response: {
          200: { description: 'The SVG.', content: { 'image/svg+xml': { schema: { type: 'string' } } } },
        },
      },
    },
    async (request, reply) => {
      const type = await typeOf(request.params.code);
      const digest = request.query.digest ?? type.template;
      const isOurs =
        digest === type.template ||
        digest === type.revision?.template ||
        (await readEditions(database, type.code)).some(({ template }) => template === digest);
      const svg = digest === undefined || !isOurs ? undefined : await readTemplateSvg(database, digest);
      if (svg === undefined) throw licenceTypeProblems.LICENCE_TEMPLATE_MISSING();
      return reply.header('etag', etagOf(type.version)).type('image/svg+xml').send(svg);
    },
  );

  app.post<{ Body: LicenceTypeDraft }>(
    '/v1/licence-types',
    {
      config: { access: definers, idempotent: 'once' },
      schema: {
        tags,
        summary: '编制证照类型 · Define a licence type',
        body: { $ref: 'LicenceTypeDraft#' },
        response: { 201: { $ref: 'LicenceType#' } },
      },
    },
    async (request, reply) => {
      const type = await defineType({ ...deps, actor: actorOf(request), draft: request.body });
      return sendType(reply.code(201).header('location', `/v1/licence-types/${type.code}`), type);
    },
  );

  app.put<ByCode & { Body: LicenceTypeDraft }>(
    '/v1/licence-types/:code',
    {
      config: { access: definers },
      schema: {
        tags,
        summary: '修订证照类型 · Revise a licence type',
        description: 'Of a published type this is its next edition, which takes effect when it is published.',
        params,
        body: { $ref: 'LicenceTypeDraft#' },
        response: { 200: { $ref: 'LicenceType#' } },
      },
    },
    async (request, reply) => sendType(reply, await reviseType({ ...deps, ...madeBy(request), draft: request.body })),
  );

  app.put<ByCode & { Body: LicenceTypeTemplate }>(
    '/v1/licence-types/:code/template',
    {
      config: { access: definers },
      bodyLimit: templateBody,
      schema: {
        tags,
        summary: '提交证照模板 · Give a type its template',
        params,
        body: { $ref: 'LicenceTypeTemplate#' },
        response: { 200: { $ref: 'LicenceType#' } },
      },
    },
    async (request, reply) =>
      sendType(reply, await setTemplate({ ...deps, ...madeBy(request), svg: request.body.svg })),
  );

  app.post<ByCode & { Body: LicenceTypeEventRequest }>(
    '/v1/licence-types/:code/events',
    {
      config: { access: definers },
      schema: {
        tags,
        summary: '发布、放弃修订、注销 · Publish, drop the revision, withdraw',
        params,
        body: { $ref: 'LicenceTypeEventRequest#' },
        response: { 200: { $ref: 'LicenceType#' } },
      },
    },
    async (request, reply) => sendType(reply, await changeType({ ...deps, ...madeBy(request), ...request.body })),
  );

  app.put<{ Params: { code: string }; Body: LicenceTypeIssuers }>(
    '/v1/licence-types/:code/issuers',
    {
      config: { access: definers },
      schema: {
        tags,
        summary: '指定颁发机构 · Appoint the issuers of a type',
        params,
        body: { $ref: 'LicenceTypeIssuers#' },
        response: { 200: { $ref: 'LicenceType#' } },
      },
    },
    async (request, reply) => {
      const type = await appointIssuers({
        ...deps,
        actor: actorOf(request),
        type: request.params.code,
        organisations: request.body.organisations,
        ifMatch: request.headers['if-match'],
      });
      return sendType(reply, type);
    },
  );
}

function madeBy(request: FastifyRequest<ByCode>) {
  return { actor: actorOf(request), type: request.params.code, ifMatch: request.headers['if-match'] };
}

function sendType(reply: FastifyReply, type: LicenceType): FastifyReply {
  return reply.header('etag', etagOf(type.version)).send(licenceTypeJson(type));
}
