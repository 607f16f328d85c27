import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AccessRule, type Actor, actorOf } from '../../identity/index.ts';
import { preferredLanguage } from '../../kernel/index.ts';
import type {
  LicenceDocument,
  ShareByHolder,
  ShareByIdentifier,
  ShareByQr,
  SharePurpose,
  ShareVerifyFile,
  ShareVerifyInfo,
} from '../generated/schemas.ts';
import { findLicences } from '../licence/find-licences.ts';
import { findNamedLicence } from '../licence/find-named-licence.ts';
import { licenceJson, type StoredLicence } from '../licence/licence.ts';
import { keepingReceipts } from '../licence/licence-use.ts';
import type { Purpose } from '../licence/purpose.ts';
import { readLicence } from '../licence/read-licence.ts';
import { parseLicenceReference } from '../licence/reference.ts';
import { typesForPurpose } from '../licence/use-parts.ts';
import { type LinkParts, makeLink } from '../link/make-link.ts';
import { hrefOf } from '../link/routes.ts';
import { findByQr } from '../statement/find-by-qr.ts';
import { fileVerdictJson } from '../verify/file-verdict.ts';
import { type VerifyParts, verifyLicence } from '../verify/verify-licence.ts';
import { checkClaims, claimedHolder } from './claims.ts';
import { answered, enveloped, noPermission, nothing, type ShareAnswer } from './envelope.ts';
import { type MattersNamed, purposeOf, recordingPurpose } from './purpose.ts';

/** What the share operations need of the house besides what the vault's own do. */
export type ShareParts = LinkParts & VerifyParts & { readonly mattersNamed: MattersNamed };

/** Systems that handle cases; people have the vault itself. */
const users: AccessRule = { systems: ['consumer'] };

/** A file of the largest size that may be uploaded, in base64, and what stands around it. */
const fileBodyLimit = Math.ceil((20 * 1024 * 1024 * 4) / 3) + 16 * 1024;
const pageSize = 50;

type Operation<Body> = (asked: Asked<Body>) => Promise<ShareAnswer<object>>;

interface Asked<Body> {
  readonly body: Body;
  readonly actor: Actor;
  readonly purpose: Purpose;
  /** The vault's parts; uses are recorded with the purpose that was stated. */
  readonly deps: ShareParts;
  readonly receipts: () => readonly string[];
  readonly request: FastifyRequest;
}

/**
 * `/v1/share/…`: licence sharing as provincial deployments speak it, over the vault's own use cases. Nothing is let through
 * that they would refuse; what differs is the form of purpose and answer.
 */
export function shareRoutes(app: FastifyInstance, deps: ShareParts): void {
  const add = <Body extends { useFor: SharePurpose }>(
    name: string,
    options: { summary: string; body: string; bodyLimit?: number },
    operation: Operation<Body>,
  ): void => {
    app.post(
      `/v1/share/${name}`,
      {
        config: { access: users },
        schema: {
          tags: ['share'],
          summary: options.summary,
          body: { $ref: `${options.body}#` },
          response: { 200: { $ref: 'ShareAnswer#' } },
        },
        ...(options.bodyLimit === undefined ? {} : { bodyLimit: options.bodyLimit }),
        preSerialization: async (_request, reply, payload) => enveloped(payload, reply),
      },
      async (request, reply) => {
        // The schema that is named beside has held it to this form.
        const body = request.body as Body;
        const actor = actorOf(request);
        const purpose = purposeOf({ actor, useFor: body.useFor, mattersNamed: deps.mattersNamed });
        const kept = keepingReceipts(deps);
        const recordUse = recordingPurpose({ ...deps, useFor: body.useFor, recordUse: kept.recordUse });
        const receipts = () => kept.receipts.map(({ id }) => id);
        reply.header('cache-control', 'no-store');
        return operation({ body, actor, purpose, deps: { ...deps, recordUse }, receipts, request });
      },
    );
  };

  const byIdentifier = 'ShareByIdentifier';
  add<ShareByIdentifier>(
    'by-identifier',
    { summary: '依证照标识查询 · Query by licence identifier', body: byIdentifier },
    async ({ body, actor, purpose, deps: parts, receipts }) => {
      const found = await findNamedLicence({ ...parts, actor, identifier: body.licenceIdentifier, purpose });
      return listed(found.items, null, receipts());
    },
  );
  add<ShareByHolder>(
    'by-holder',
    { summary: '依持证主体查询 · Query by holder', body: 'ShareByHolder' },
    async ({ body, actor, purpose, deps: parts, receipts }) => {
      const { holderKind: kind, holderNumber: number, typeCode: type, cursor } = body;
      const asked = { actor, holder: { kind, number }, type, purpose, cursor, limit: pageSize };
      const { items, next, withheld } = await findLicences({ ...parts, ...asked });
      const answer = listed(items, next, receipts(), { withheld });
      // Nothing because its holder keeps it back is another thing than nothing at all.
      return items.length === 0 && withheld.length > 0 ? { ...answer, ...noPermission } : answer;
    },
  );
  add<ShareByQr>(
    'by-qr',
    { summary: '依二维码查询 · Query by QR', body: 'ShareByQr' },
    async ({ body, actor, purpose, deps: parts, receipts }) => {
      const found = await findByQr({ ...parts, actor, qr: body.qr, purpose });
      return listed(found.items, null, receipts());
    },
  );
  add<ShareByIdentifier>(
    'file',
    { summary: '获取证照文件 · Get the file', body: byIdentifier },
    async ({ body, actor, purpose, deps: parts, receipts }) => {
      const reference = parseLicenceReference(body.licenceIdentifier);
      const { format = 'ofd' } = body;
      const { licence, document } = await readLicence({ ...parts, actor, reference, purpose, format });
      const name = `${licence.identifier}.${format}`;
      return answered({ fileName: name, file: document.toString('base64'), receipt: receipts().at(-1) });
    },
  );
  add<ShareByIdentifier>(
    'file-url',
    { summary: '获取证照文件的临时地址 · Get a temporary address of the file', body: byIdentifier },
    async ({ body, actor, purpose, deps: parts, receipts }) => {
      const reference = parseLicenceReference(body.licenceIdentifier);
      const { format = 'ofd' } = body;
      const { secret, expiresAt } = await makeLink({ ...parts, actor, reference, purpose, format });
      return answered({ url: hrefOf(secret), expiresAt: expiresAt.toISOString(), receipt: receipts().at(-1) });
    },
  );
  add<ShareVerifyInfo>(
    'verify-info',
    { summary: '核验证照信息 · Verify what is claimed of a licence', body: 'ShareVerifyInfo' },
    async ({ body, actor, purpose, deps: parts, receipts, request }) => {
      const reference = parseLicenceReference(body.licenceIdentifier);
      const holder = claimedHolder(body, parts.clock.now());
      const { licence, document } = await readLicence({ ...parts, actor, reference, purpose });
      // The vault's own file, as it was signed.
      const content = (JSON.parse(document.toString()) as LicenceDocument).licence;
      const verdict = await verifyLicence({ ...parts, actor, subject: { id: licence.id }, purpose });
      const claims = checkClaims({ licence: content, claimed: body, holder });
      return answered({ claims, verdict: fileVerdictJson(verdict, languageOf(request)), receipts: receipts() });
    },
  );
  add<ShareVerifyFile>(
    'verify-file',
    { summary: '核验证照文件 · Verify a file', body: 'ShareVerifyFile', bodyLimit: fileBodyLimit },
    async ({ body, actor, purpose, deps: parts, receipts, request }) => {
      await typesForPurpose({ ...parts, actor, purpose, subject: { event: 'licence-verified' } });
      const subject = { document: Buffer.from(body.file, 'base64') };
      const verdict = await verifyLicence({ ...parts, actor, subject, purpose });
      return answered({ verdict: fileVerdictJson(verdict, languageOf(request)), receipt: receipts().at(-1) });
    },
  );
}

function listed(
  items: readonly StoredLicence[],
  next: string | null,
  receipts: readonly string[],
  more: object = {},
): ShareAnswer<object> {
  const licences = items.map(licenceJson);
  return (items.length === 0 ? nothing : answered)({ licences, next, receipts, ...more });
}

function languageOf(request: FastifyRequest) {
  return preferredLanguage(request.headers['accept-language']);
}
