import type { FastifyInstance } from 'fastify';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import type { LicencePresentation } from '../generated/schemas.ts';
import { keepingReceipts } from '../licence/licence-use.ts';
import { parseLicenceReference } from '../licence/reference.ts';
import { type PresentParts, presentForPurpose } from './present-licence.ts';
import { drawQr } from './qr-picture.ts';
import { statementJson } from './statement-json.ts';

/** Who finds and reads for a matter. */
const users: AccessRule = { officers: ['approval-clerk'], systems: ['consumer'] };

/** `POST /v1/licences/{id}/qr`: a licence as a QR that verifies offline. */
export function presentRoutes(app: FastifyInstance, deps: PresentParts): void {
  app.post<{ Params: { id: string }; Body: LicencePresentation }>(
    '/v1/licences/:id/qr',
    {
      config: { access: users },
      schema: {
        tags: ['licences'],
        summary: '为办件生成证照二维码 · Show a licence as a QR, for a matter and case',
        params: {
          type: 'object',
          required: ['id'],
          properties: {
            id: { type: 'string', maxLength: 200, description: 'The vault’s id, or a licence identifier.' },
          },
        },
        body: { $ref: 'LicencePresentation#' },
        response: { 200: { $ref: 'LicenceQr#' } },
      },
    },
    async (request, reply) => {
      const { matter, case: caseNumber, ...presentation } = request.body;
      const { receipts, recordUse } = keepingReceipts(deps);
      const { text, statement } = await presentForPurpose({
        ...deps,
        recordUse,
        actor: actorOf(request),
        reference: parseLicenceReference(request.params.id),
        purpose: { matter, case: caseNumber },
        presentation,
      });
      const { svg, png } = await drawQr(text);
      reply.header('cache-control', 'no-store');
      return { text, statement: statementJson(statement), svg, png: png.toString('base64'), receipt: receipts.at(-1) };
    },
  );
}
