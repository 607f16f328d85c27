import type { FastifyInstance } from 'fastify';
import { etagOf, kernelProblems } from '../../../kernel/index.ts';
import { officerOf } from '../../actor.ts';
import type { TrustAnchorDraft, TrustAnchorStatusChange } from '../../generated/schemas.ts';
import type { PkiParts } from './parts.ts';
import { addTrustAnchor, setTrustAnchorStatus, trustAnchorToJson } from './trust-anchor.ts';
import { findTrustAnchor, listTrustAnchors } from './trust-anchor-store.ts';

const tags = ['pki'];

interface Params {
  readonly fingerprint: string;
}

const params = {
  type: 'object',
  required: ['fingerprint'],
  additionalProperties: false,
  properties: { fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
} as const;

/** Which authorities are believed: everybody may read it, the data administration decides. */
export function trustAnchorRoutes(app: FastifyInstance, parts: PkiParts): void {
  const { database } = parts;

  app.get(
    '/v1/pki/trust-anchors',
    {
      config: { access: { public: true } },
      schema: { tags, summary: '信任锚列表 · List trust anchors', response: { 200: { $ref: 'TrustAnchorList#' } } },
    },
    async () => ({ items: (await listTrustAnchors(database)).map(trustAnchorToJson) }),
  );

  app.get<{ Params: Params }>(
    '/v1/pki/trust-anchors/:fingerprint',
    {
      config: { access: { public: true } },
      schema: {
        tags,
        summary: '读取信任锚 · Read a trust anchor',
        params,
        response: { 200: { $ref: 'TrustAnchor#' } },
      },
    },
    async (request, reply) => {
      const anchor = await findTrustAnchor(database, request.params.fingerprint);
      if (anchor === undefined) throw kernelProblems.NOT_FOUND();
      reply.header('etag', etagOf(anchor.version));
      return trustAnchorToJson(anchor);
    },
  );

  app.post<{ Body: TrustAnchorDraft }>(
    '/v1/pki/trust-anchors',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '登记信任锚（数据主管部门） · List a trust anchor (data administration)',
        body: { $ref: 'TrustAnchorDraft#' },
        response: { 201: { $ref: 'TrustAnchor#' } },
      },
    },
    async (request, reply) => {
      const { certificate, reason } = request.body;
      const anchor = await addTrustAnchor({
        parts,
        actor: officerOf(request),
        certificate: Buffer.from(certificate),
        reason,
      });
      reply.code(201).header('location', `/v1/pki/trust-anchors/${anchor.fingerprint}`);
      reply.header('etag', etagOf(anchor.version));
      return trustAnchorToJson(anchor);
    },
  );

  app.put<{ Params: Params; Body: TrustAnchorStatusChange }>(
    '/v1/pki/trust-anchors/:fingerprint/status',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '停用或启用信任锚（数据主管部门） · Disable or enable a trust anchor (data administration)',
        params,
        body: { $ref: 'TrustAnchorStatusChange#' },
        response: { 200: { $ref: 'TrustAnchor#' } },
      },
    },
    async (request, reply) => {
      const anchor = await setTrustAnchorStatus({
        parts,
        actor: officerOf(request),
        fingerprint: request.params.fingerprint,
        ifMatch: request.headers['if-match'],
        ...request.body,
      });
      reply.header('etag', etagOf(anchor.version));
      return trustAnchorToJson(anchor);
    },
  );
}
