import type { FastifyInstance } from 'fastify';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import { type Database, etagOf } from '../../kernel/index.ts';
import type { LicenceTypeIssuers, LicenceType as LicenceTypeJson } from '../generated/schemas.ts';
import { vaultProblems } from '../problems.ts';
import { appointIssuers } from './appoint-issuers.ts';
import type { IssuerDirectory } from './issuer.ts';
import type { LicenceType } from './licence-type.ts';
import { readLicenceType, readLicenceTypes } from './licence-type-store.ts';

const readers: AccessRule = { officers: 'any', systems: 'any' };
const appointers: AccessRule = { officers: ['catalogue-administrator'] };

const params = {
  type: 'object',
  required: ['code'],
  properties: { code: { type: 'string', maxLength: 63, description: 'Code or short name of the type.' } },
};

const tags = ['licences'];

/** `/v1/licence-types`: the directory of licence types, and who may issue them. */
export function licenceTypeRoutes(
  app: FastifyInstance,
  deps: { readonly database: Database; readonly issuers: IssuerDirectory },
): void {
  const { database } = deps;

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
      const type = await readLicenceType(database, request.params.code);
      if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
      return reply.header('etag', etagOf(type.version)).send(licenceTypeJson(type));
    },
  );

  app.put<{ Params: { code: string }; Body: LicenceTypeIssuers }>(
    '/v1/licence-types/:code/issuers',
    {
      config: { access: appointers },
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
      return reply.header('etag', etagOf(type.version)).send(licenceTypeJson(type));
    },
  );
}

function licenceTypeJson(type: LicenceType): LicenceTypeJson {
  const { code, name, title, definingAuthority, kind, status, holder, term, items, schema, issuers, version } = type;
  const { fetchFrom } = type;
  return {
    code,
    name,
    title,
    definingAuthority,
    kind,
    status,
    holder: { ...holder, kinds: [...holder.kinds] },
    ...(term === undefined ? {} : { term }),
    items: [...items],
    ...(fetchFrom === undefined
      ? {}
      : {
          fetchFrom: fetchFrom.map(({ resource, match, map }) => ({ resource, match: { ...match }, map: { ...map } })),
        }),
    schema,
    issuers: [...issuers],
    version,
  };
}
