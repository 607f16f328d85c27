import type { FastifyInstance } from 'fastify';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import type { LicenceCopyRequest } from '../generated/schemas.ts';
import { mediaTypes } from '../licence/file/licence-file.ts';
import { keepingReceipts } from '../licence/licence-use.ts';
import { parseLicenceReference } from '../licence/reference.ts';
import { byId, lastOf } from '../licence/routes.ts';
import { type CopyParts, makeCopy } from './make-copy.ts';

/** Who reads for a matter. */
const users: AccessRule = { officers: ['approval-clerk'], systems: ['consumer'] };

/** `POST /v1/licences/{id}/copies`: a copy for one purpose, which dies by itself. */
export function copyRoutes(app: FastifyInstance, deps: CopyParts): void {
  app.post<{ Params: { id: string }; Body: LicenceCopyRequest }>(
    '/v1/licences/:id/copies',
    {
      config: { access: users },
      schema: {
        tags: ['licences'],
        summary: '制作加注件 · Make a purpose-bound copy of a licence',
        params: byId,
        body: { $ref: 'LicenceCopyRequest#' },
        response: {
          201: {
            description: 'The copy as a sealed OFD. It is not kept here.',
            headers: {
              'Hufu-Receipt': { type: 'string', description: 'Id of the receipt: GET /v1/receipts/{id}.' },
              'Hufu-Copy-Expires': { type: 'string', description: 'From when on it is worth nothing.' },
            },
            content: { [mediaTypes.ofd]: { schema: { type: 'string', format: 'binary' } } },
          },
        },
      },
    },
    async (request, reply) => {
      const { matter, case: caseNumber, cause, expiresAt } = request.body;
      const reference = parseLicenceReference(request.params.id);
      const kept = keepingReceipts(deps);
      const { licence, file, ...made } = await makeCopy({
        ...{ ...deps, recordUse: kept.recordUse, actor: actorOf(request), reference },
        purpose: { matter, case: caseNumber },
        request: { cause, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) },
      });
      return reply
        .code(201)
        .header('content-disposition', `attachment; filename="${licence.identifier}-copy.ofd"`)
        .header('cache-control', 'no-store')
        .header('hufu-copy-expires', made.expiresAt.toISOString())
        .header('hufu-receipt', lastOf(kept).id)
        .type(mediaTypes.ofd)
        .send(file);
    },
  );
}
