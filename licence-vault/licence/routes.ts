import type { FastifyInstance, FastifyReply } from 'fastify';
import { type AccessRule, type Actor, actorOf } from '../../identity/index.ts';
import { type EvidenceReceipt, etagOf, kernelProblems, type Page } from '../../kernel/index.ts';
import type {
  LicenceIssue,
  LicenceOperationRecord,
  LicenceOperationRequest,
  LicencePurpose,
  LicenceSearch,
} from '../generated/schemas.ts';
import type { SharedTypes } from '../holder/sharing.ts';
import { findByQr } from '../statement/find-by-qr.ts';
import { changeLicence } from './change-licence.ts';
import type { LicenceKeys } from './document.ts';
import { licenceDocumentType } from './document.ts';
import { type FetchParts, fetchingFacts } from './fetch-facts.ts';
import { listFiles } from './file/file-store.ts';
import { licenceFileJson, mediaTypes } from './file/licence-file.ts';
import { findLicences } from './find-licences.ts';
import { findNamedLicence } from './find-named-licence.ts';
import { type IssueParts, issueLicence } from './issue-licence.ts';
import { licenceJson, type StoredLicence } from './licence.ts';
import { keepingReceipts } from './licence-use.ts';
import { type ReadFormat, readLicence } from './read-licence.ts';
import { parseLicenceReference } from './reference.ts';
import { type ShownOperation, showHistory, showLicence } from './show-licence.ts';
import type { UseParts } from './use-parts.ts';

/** Who issues and changes; for which organisation is decided by the use case. */
const issuers: AccessRule = { officers: ['approval-clerk'], systems: 'any' };
/** Who finds and reads for a matter. */
const users: AccessRule = { officers: ['approval-clerk'], systems: ['consumer'] };
/** Who looks after licences that their own organisation issued. */
const keepers: AccessRule = { officers: ['approval-clerk', 'auditor'], systems: 'any' };

export const byId = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 200, description: 'The vault’s id, or a licence identifier.' } },
};
const documentResponse = {
  200: {
    description: 'The licence as a file, its bytes as they were signed.',
    headers: {
      'Hufu-Receipt': {
        type: 'string',
        description: 'Id of the receipt of this reading: GET /v1/receipts/{id}.',
      },
    },
    content: { [licenceDocumentType]: { schema: { $ref: 'LicenceDocument#' } } },
  },
};
export const fileTypes = { json: licenceDocumentType, ...mediaTypes };
export const fileResponse = {
  200: {
    ...documentResponse[200],
    description:
      'The licence as a file: its signed claims (json), its sealed pages (ofd), or the same pages signed as PDF (pdf).',
    content: {
      ...documentResponse[200].content,
      [mediaTypes.ofd]: { schema: { type: 'string', format: 'binary' } },
    },
  },
};
const fileQuery = {
  type: 'object',
  required: ['matter', 'case'],
  additionalProperties: false,
  properties: {
    format: { type: 'string', enum: ['json', 'ofd', 'pdf'], default: 'json' },
    matter: { type: 'string', minLength: 1, maxLength: 64 },
    case: { type: 'string', minLength: 1, maxLength: 64 },
  },
};

interface ById {
  Params: { id: string };
}

/** Finding by a QR needs to know whose word is in it. */
type SearchParts = UseParts & { readonly signingKeys: LicenceKeys };

const tags = ['licences'];

/** `/v1/licences`: issue, find, read, and the life of a licence. */
export function licenceRoutes(app: FastifyInstance, deps: IssueParts & SearchParts & FetchParts): void {
  app.post<{ Body: LicenceIssue }>(
    '/v1/licences',
    {
      config: { access: issuers, idempotent: 'once' },
      schema: {
        tags,
        summary: '签发证照 · Issue a licence',
        body: { $ref: 'LicenceIssue#' },
        response: { 200: { $ref: 'IssuedLicence#' }, 201: { $ref: 'IssuedLicence#' } },
      },
    },
    async (request, reply) => {
      const kept = keepingReceipts(deps);
      const actor = actorOf(request);
      const { created, licence, document } = await issueLicence({
        ...{ ...deps, recordUse: kept.recordUse },
        ...{ actor, request: request.body, complete: fetchingFacts(deps, actor) },
      });
      withEtag(reply, licence).code(created ? 201 : 200);
      if (created) reply.header('location', `/v1/licences/${licence.id}`);
      return reply.send({
        ...{ licence: licenceJson(licence), document: JSON.parse(document.toString()) },
        receipt: lastOf(kept),
      });
    },
  );

  app.post<{ Body: LicenceSearch }>(
    '/v1/licences/search',
    {
      config: { access: users },
      schema: {
        tags,
        summary:
          '按持证主体、标识或二维码查找证照 · Find a holder’s licences, or one by its identifier or QR, for a matter and case',
        body: { $ref: 'LicenceSearch#' },
        response: { 200: { $ref: 'LicencePage#' } },
      },
    },
    async (request) => {
      const { receipts, recordUse } = keepingReceipts(deps);
      const page = await search({ ...deps, recordUse }, actorOf(request), request.body);
      // One use and one receipt for each licence; where there is none, one of the search.
      const items = page.items.map((licence, index) => ({ ...licenceJson(licence), receipt: receipts[index] }));
      return {
        ...{ items, next: page.next },
        ...(page.withheld === undefined || page.withheld.length === 0 ? {} : { withheld: [...page.withheld] }),
        ...(items.length === 0 ? { receipt: receipts[0] } : {}),
      };
    },
  );

  app.get<ById>(
    '/v1/licences/:id',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '证照的状态（不含证照内容） · Status of a licence, without its content',
        params: byId,
        response: { 200: { $ref: 'Licence#' } },
      },
    },
    async (request, reply) => {
      const reference = parseLicenceReference(request.params.id);
      const licence = await showLicence({ ...deps, actor: actorOf(request), reference });
      return withEtag(reply, licence).send(licenceJson(licence));
    },
  );

  app.post<ById & { Body: LicencePurpose }>(
    '/v1/licences/:id/read',
    {
      config: { access: users },
      schema: {
        tags,
        summary: '为办件读取证照内容 · Read a licence for a matter and case',
        params: byId,
        body: { $ref: 'LicencePurpose#' },
        response: documentResponse,
      },
    },
    async (request, reply) => {
      const reference = parseLicenceReference(request.params.id);
      const kept = keepingReceipts(deps);
      const { recordUse } = kept;
      const actor = actorOf(request);
      const read = await readLicence({ ...deps, recordUse, actor, reference, purpose: request.body });
      return sendDocument(reply, read, kept);
    },
  );

  app.get<ById & { Querystring: LicencePurpose & { format: ReadFormat } }>(
    '/v1/licences/:id/file',
    {
      config: { access: users, signed: true },
      schema: {
        tags,
        summary: '为办件下载证照文件 · Download a licence for a matter and case',
        params: byId,
        querystring: fileQuery,
        response: fileResponse,
      },
    },
    async (request, reply) => {
      const { format, matter, case: caseNumber } = request.query;
      const reference = parseLicenceReference(request.params.id);
      const purpose = { matter, case: caseNumber };
      const kept = keepingReceipts(deps);
      const { recordUse } = kept;
      const read = await readLicence({ ...deps, recordUse, actor: actorOf(request), reference, purpose, format });
      reply.header('content-disposition', `attachment; filename="${read.licence.identifier}.${format}"`);
      return sendDocument(reply, read, kept, fileTypes[format]);
    },
  );

  app.get<ById>(
    '/v1/licences/:id/files',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '证照各版本的签章文件（不含内容） · The sealed files of a licence’s versions, without their content',
        params: byId,
        response: { 200: { $ref: 'LicenceFileList#' } },
      },
    },
    async (request) => {
      const reference = parseLicenceReference(request.params.id);
      const { id } = await showLicence({ ...deps, actor: actorOf(request), reference });
      return { items: (await listFiles(deps.database, id)).map(licenceFileJson) };
    },
  );

  app.get<ById>(
    '/v1/licences/:id/operations',
    {
      config: { access: keepers },
      schema: {
        tags,
        summary: '证照的办理记录 · What was done to a licence, and why',
        params: byId,
        response: { 200: { $ref: 'LicenceHistory#' } },
      },
    },
    async (request) => {
      const reference = parseLicenceReference(request.params.id);
      const kept = keepingReceipts(deps);
      const lines = await showHistory({ ...deps, recordUse: kept.recordUse, actor: actorOf(request), reference });
      return { items: lines.map(operationJson), next: null, receipt: lastOf(kept) };
    },
  );

  app.post<ById & { Body: LicenceOperationRequest }>(
    '/v1/licences/:id/operations',
    {
      config: { access: issuers },
      schema: {
        tags,
        summary: '变更证照状态 · Extend, suspend, cancel, revoke, change …',
        params: byId,
        body: { $ref: 'LicenceOperationRequest#' },
        response: { 200: { $ref: 'Licence#' } },
      },
    },
    async (request, reply) => {
      const reference = parseLicenceReference(request.params.id);
      const ifMatch = request.headers['if-match'];
      const actor = actorOf(request);
      const kept = keepingReceipts(deps);
      const { recordUse } = kept;
      const licence = await changeLicence({ ...deps, recordUse, actor, reference, request: request.body, ifMatch });
      return withEtag(reply, licence).send({ ...licenceJson(licence), receipt: lastOf(kept) });
    },
  );
}

/** @throws INVALID_INPUT unless it says in one way whose licences are wanted, or which */
function search(
  deps: SearchParts,
  actor: Actor,
  body: LicenceSearch,
): Promise<Page<StoredLicence> & Partial<Pick<SharedTypes, 'withheld'>>> {
  const { holder, identifier, qr, type, matter, case: caseNumber, cursor, limit = 50 } = body;
  const purpose = { matter, case: caseNumber };
  const given = [holder, identifier, qr].filter((one) => one !== undefined).length;
  if (given === 1 && holder !== undefined)
    return findLicences({ ...deps, actor, holder, type, purpose, cursor, limit });
  if (given === 1 && type === undefined) {
    if (identifier !== undefined) return findNamedLicence({ ...deps, actor, identifier, purpose });
    if (qr !== undefined) return findByQr({ ...deps, actor, qr, purpose });
  }
  const errors = [{ pointer: '', detail: 'give one of holder, identifier and qr; a type with a holder alone' }];
  throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
}

function withEtag(reply: FastifyReply, licence: StoredLicence): FastifyReply {
  return reply.header('etag', etagOf(licence.revision)).header('cache-control', 'no-store');
}

type Kept = Pick<ReturnType<typeof keepingReceipts>, 'receipts'>;

/** The receipt of what was answered. */
export function lastOf({ receipts }: Kept): EvidenceReceipt {
  const last = receipts.at(-1);
  if (last === undefined) throw new Error('a use was answered that nobody recorded');
  return last;
}

/** The bytes as they were signed; a serializer would give them another order. So the receipt goes beside them, by its id. */
export function sendDocument(
  reply: FastifyReply,
  read: { licence: StoredLicence; document: Buffer },
  kept: Kept,
  type: string = licenceDocumentType,
): FastifyReply {
  reply.header('hufu-receipt', lastOf(kept).id);
  return withEtag(reply, read.licence).type(type).send(read.document);
}

function operationJson(line: ShownOperation): LicenceOperationRecord {
  return { ...line, fromState: line.fromState ?? null, at: line.at.toISOString() };
}
