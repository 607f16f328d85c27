import type { FastifyInstance } from 'fastify';
import { type AccessRule, actorOf, holderOf } from '../../identity/index.ts';
import type { EvidenceReceipt } from '../../kernel/index.ts';
import type { LicencePresentation, LicenceQr, OwnPresentation } from '../generated/schemas.ts';
import { keepingReceipts } from '../licence/licence-use.ts';
import { parseLicenceReference } from '../licence/reference.ts';
import { type PresentedLicence, type PresentParts, presentByHolder, presentForPurpose } from './present-licence.ts';
import { drawQr } from './qr-picture.ts';
import { statementJson } from './statement-json.ts';

/** Who finds and reads for a matter. */
const users: AccessRule = { officers: ['approval-clerk'], systems: ['consumer'] };

const params = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 200, description: 'The vault’s id, or a licence identifier.' } },
};

/** `POST /v1/licences/{id}/qr`, and for its holder `/v1/holder/licences/{id}/qr`: a licence as a QR that verifies offline. */
export function presentRoutes(app: FastifyInstance, deps: PresentParts): void {
  app.post<{ Params: { id: string }; Body: LicencePresentation }>(
    '/v1/licences/:id/qr',
    {
      config: { access: users },
      schema: {
        tags: ['licences'],
        summary: '为办件生成证照二维码 · Show a licence as a QR, for a matter and case',
        params,
        body: { $ref: 'LicencePresentation#' },
        response: { 200: { $ref: 'LicenceQr#' } },
      },
    },
    async (request, reply) => {
      const { matter, case: caseNumber, ...presentation } = request.body;
      const { receipts, recordUse } = keepingReceipts(deps);
      const presented = await presentForPurpose({
        ...{ ...deps, recordUse },
        actor: actorOf(request),
        reference: parseLicenceReference(request.params.id),
        purpose: { matter, case: caseNumber },
        presentation,
      });
      reply.header('cache-control', 'no-store');
      return qrJson(presented, receipts);
    },
  );

  app.post<{ Params: { id: string }; Body: OwnPresentation }>(
    '/v1/holder/licences/:id/qr',
    {
      config: { access: { holders: true } },
      schema: {
        tags: ['own view'],
        summary: '出示我的证照 · Show a licence of mine as a QR',
        params,
        body: { $ref: 'OwnPresentation#' },
        response: { 200: { $ref: 'LicenceQr#' } },
      },
    },
    async (request, reply) => {
      const { receipts, recordUse } = keepingReceipts(deps);
      const presented = await presentByHolder({
        ...{ ...deps, recordUse },
        actor: holderOf(request),
        reference: parseLicenceReference(request.params.id),
        presentation: request.body,
      });
      reply.header('cache-control', 'no-store');
      return qrJson(presented, receipts);
    },
  );
}

async function qrJson(
  { text, statement }: PresentedLicence,
  receipts: readonly EvidenceReceipt[],
): Promise<Omit<LicenceQr, 'receipt'> & { receipt: EvidenceReceipt | undefined }> {
  const { svg, png } = await drawQr(text);
  return { text, statement: statementJson(statement), svg, png: png.toString('base64'), receipt: receipts.at(-1) };
}
