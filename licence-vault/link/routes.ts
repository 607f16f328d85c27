import type { FastifyInstance } from 'fastify';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import type { LicenceLinkRequest } from '../generated/schemas.ts';
import { keepingReceipts } from '../licence/licence-use.ts';
import { parseLicenceReference } from '../licence/reference.ts';
import { byId, fileResponse, fileTypes, lastOf, sendDocument } from '../licence/routes.ts';
import { followLink } from './follow-link.ts';
import { type LinkParts, makeLink } from './make-link.ts';

/** Who reads for a matter. */
const users: AccessRule = { officers: ['approval-clerk'], systems: ['consumer'] };

const tags = ['licences'];

/** `/v1/licences/{id}/links` and `/v1/licence-links/{link}`: a link to a licence's file that serves its maker once. */
export function linkRoutes(app: FastifyInstance, deps: LinkParts): void {
  app.post<{ Params: { id: string }; Body: LicenceLinkRequest }>(
    '/v1/licences/:id/links',
    {
      config: { access: users },
      schema: {
        tags,
        summary: '申请证照文件的临时链接 · Ask for a temporary link to a licence’s file',
        params: byId,
        body: { $ref: 'LicenceLinkRequest#' },
        response: { 201: { $ref: 'LicenceLink#' } },
      },
    },
    async (request, reply) => {
      const { matter, case: caseNumber, format = 'ofd', seconds } = request.body;
      const reference = parseLicenceReference(request.params.id);
      const purpose = { matter, case: caseNumber };
      const kept = keepingReceipts(deps);
      const { recordUse } = kept;
      const asked = { actor: actorOf(request), reference, purpose, format, seconds };
      const made = await makeLink({ ...deps, recordUse, ...asked });
      const href = hrefOf(made.secret);
      reply.code(201).header('location', href).header('cache-control', 'no-store');
      return reply.send({ href, expiresAt: made.expiresAt.toISOString(), receipt: lastOf(kept) });
    },
  );

  app.get<{ Params: { link: string } }>(
    '/v1/licence-links/:link',
    {
      config: { access: users, signed: true },
      schema: {
        tags,
        summary: '凭临时链接取一次证照文件 · Follow a temporary link, once',
        params: {
          type: 'object',
          required: ['link'],
          properties: { link: { type: 'string', maxLength: 64, description: 'The end of href.' } },
        },
        response: fileResponse,
      },
    },
    async (request, reply) => {
      const kept = keepingReceipts(deps);
      const { recordUse } = kept;
      const read = await followLink({ ...deps, recordUse, actor: actorOf(request), secret: request.params.link });
      reply.header('content-disposition', `attachment; filename="${read.licence.identifier}.${read.format}"`);
      return sendDocument(reply, read, kept, fileTypes[read.format]);
    },
  );
}

/** The address of a link at this hub. */
export function hrefOf(secret: string): string {
  return `/v1/licence-links/${secret}`;
}
