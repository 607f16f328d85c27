import type { FastifyInstance } from 'fastify';
import { type AccessRule, findCertificate, officerOf, requirePkiReach } from '../../../identity/index.ts';
import { type Database, kernelProblems, sha256 } from '../../../kernel/index.ts';
import type { RevocationImpact } from '../../generated/schemas.ts';
import { type Impact, sealImpact, signerImpact } from './impact.ts';
import type { ReceiptsOfFiles } from './receipts-of-files.ts';

/** Those who keep seals and those who look over their shoulders. */
const readers: AccessRule = { officers: ['seal-keeper', 'auditor'] };

const params = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: { id: { type: 'string', format: 'uuid' } },
} as const;
const querystring = {
  type: 'object',
  additionalProperties: false,
  properties: {
    at: {
      type: 'string',
      format: 'date-time',
      description: 'Where to split, when it is known that it was lost before it was revoked.',
    },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    cursor: { type: 'string', maxLength: 400, description: 'The member `next` of the page before.' },
  },
} as const;

interface ById {
  Params: { id: string };
  Querystring: { at?: string; limit: number; cursor?: string };
}

const response = { 200: { $ref: 'RevocationImpact#' } };

/** `/v1/seals/{id}/impact` and `/v1/pki/certificates/{id}/impact`: the licences that a revocation touches. */
export function impactRoutes(
  app: FastifyInstance,
  {
    database,
    receiptsOfFiles,
  }: { readonly database: Database; readonly receiptsOfFiles?: ReceiptsOfFiles | undefined },
): void {
  app.get<ById>(
    '/v1/seals/:id/impact',
    {
      config: { access: readers },
      schema: {
        tags: ['seals'],
        summary: '印章撤销所涉证照，按先后分列 · Licences that revoking a seal touches, before and after',
        params,
        querystring,
        response,
      },
    },
    async (request) => {
      const { at, ...paging } = request.query;
      const when = at === undefined ? {} : { at: new Date(at) };
      return impactJson(
        await sealImpact({
          database,
          receiptsOfFiles,
          actor: officerOf(request),
          seal: request.params.id,
          ...paging,
          ...when,
        }),
      );
    },
  );

  app.get<ById>(
    '/v1/pki/certificates/:id/impact',
    {
      config: { access: readers },
      schema: {
        tags: ['pki'],
        summary:
          '签名证书吊销所涉证照，按先后分列 · Licences that revoking a signer’s certificate touches, before and after',
        params,
        querystring,
        response,
      },
    },
    async (request) => {
      const { at, ...paging } = request.query;
      const actor = officerOf(request);
      const certificate = await findCertificate(database, request.params.id);
      if (certificate === undefined) throw kernelProblems.NOT_FOUND();
      requirePkiReach(actor, certificate.organisation);
      // Where it is known from when on the key was not safe, that counts (RFC 5280 §5.3.2).
      const moment = at === undefined ? (certificate.invalid_from ?? certificate.revoked_at) : new Date(at);
      const signer = sha256(certificate.der);
      return impactJson(
        await signerImpact({ database, receiptsOfFiles, actor, signer, moment: moment ?? undefined, ...paging }),
      );
    },
  );
}

function impactJson({ items, next, moment, before, after }: Impact): RevocationImpact {
  return {
    moment: moment?.toISOString() ?? null,
    before,
    after,
    items: items.map(({ isCurrent, sealedAt, side, receipt, ...file }) => ({
      ...file,
      current: isCurrent,
      sealedAt: sealedAt.toISOString(),
      side: side ?? null,
      receipt: receipt ?? null,
    })),
    next,
  };
}
