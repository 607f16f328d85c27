import type { FastifyInstance } from 'fastify';
import { type AccessRule, actorOf, holderOf, type OrganisationId } from '../../identity/index.ts';
import type {
  ConsentConfirmation,
  ConsentDraft,
  Consent as ConsentJson,
  ConsentRequest,
  HolderObjectionDraft,
  HolderObjection as HolderObjectionJson,
  OwnLicence as OwnLicenceJson,
  SharingStopDraft,
  SharingStop as SharingStopJson,
} from '../generated/schemas.ts';
import { licenceDocumentType } from '../licence/document.ts';
import { mediaTypes } from '../licence/file/licence-file.ts';
import { licenceJson } from '../licence/licence.ts';
import { parseLicenceReference } from '../licence/reference.ts';

import { type AskParts, askConsent, confirmConsent } from './ask-consent.ts';
import { giveConsent, withdrawConsent } from './consent.ts';
import { type Consent, consentsOf } from './consent-store.ts';
import {
  type HolderObjection,
  type ObjectionClock,
  type ObjectionParts,
  objectToUse,
  showObjections,
  type UseOfHolder,
} from './object.ts';
import { readOwnFile } from './own-file.ts';
import { faceItems, type OwnLicence, type OwnParts, showOwnLicences } from './own-licences.ts';
import { resumeSharing, stopSharing } from './stop-sharing.ts';
import { type Stop, stopsOf } from './stop-store.ts';
import { every } from './tables.ts';

/** Everything that a holder's own view needs of the house. */
export type HolderViewParts = OwnParts & AskParts & ObjectionParts;

const holders: AccessRule = { holders: true };
/** Who finds and reads for a matter. */
const users: AccessRule = { officers: ['approval-clerk'], systems: ['consumer'] };
const tags = ['own view'];
const byId = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: { id: { type: 'string', format: 'uuid' } },
} as const;
const fileTypes = { json: licenceDocumentType, ...mediaTypes } as const;
const named = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: { id: { type: 'string', maxLength: 200, description: 'The vault’s id, or a licence identifier.' } },
} as const;
const gone = { 204: { type: 'null', description: 'Done.' } } as const;

interface ById {
  Params: { id: string };
}

/** `/v1/holder`: what a person or organisation sees of their own licences, and decides about them. Answers are never cached. */
export function holderRoutes(app: FastifyInstance, deps: HolderViewParts): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    licences(scope, deps);
    handingOn(scope, deps);
    counters(scope, deps);
    consents(scope, deps);
    stops(scope, deps);
    objections(scope, deps);
  });
}

function licences(app: FastifyInstance, deps: HolderViewParts): void {
  app.get<{ Querystring: { cursor?: string; limit?: number } }>(
    '/v1/holder/licences',
    {
      config: { access: holders },
      schema: {
        tags,
        summary: '我的证照 · My licences, with what stands on their faces',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: {
            cursor: { type: 'string', maxLength: 300 },
            limit: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
          },
        },
        response: { 200: { $ref: 'OwnLicencePage#' } },
      },
    },
    async (request) => {
      const { cursor, limit = 20 } = request.query;
      const page = await showOwnLicences({ ...deps, actor: holderOf(request), cursor, limit });
      return { items: page.items.map(ownLicenceJson), next: page.next };
    },
  );
}

/** What the holder hands on: the file, and the QR that verifies offline. */
function handingOn(app: FastifyInstance, deps: HolderViewParts): void {
  app.get<ById & { Querystring: { format?: keyof typeof fileTypes } }>(
    '/v1/holder/licences/:id/file',
    {
      config: { access: holders },
      schema: {
        tags,
        summary: '下载我的证照 · Download a licence of mine',
        params: named,
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { format: { type: 'string', enum: Object.keys(fileTypes), default: 'ofd' } },
        },
        response: {
          200: {
            description: 'The licence as a file, its bytes as they were signed.',
            content: Object.fromEntries(
              Object.values(fileTypes).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
            ),
          },
        },
      },
    },
    async (request, reply) => {
      const { format = 'ofd' } = request.query;
      const reference = parseLicenceReference(request.params.id);
      const { licence, document } = await readOwnFile({ ...deps, actor: holderOf(request), reference, format });
      reply.header('content-disposition', `attachment; filename="${licence.identifier}.${format}"`);
      return reply.type(fileTypes[format]).send(document);
    },
  );
}

/** At a counter: the holder is asked by a code, and says yes by handing it over. */
function counters(app: FastifyInstance, deps: HolderViewParts): void {
  app.post<{ Body: ConsentRequest }>(
    '/v1/consent-requests',
    {
      config: { access: users },
      schema: {
        tags: ['licences'],
        summary: '在窗口请持证主体同意 · Ask a holder at the counter for their consent',
        body: { $ref: 'ConsentRequest#' },
        response: { 202: { description: 'The same for every right number.', $ref: 'ConsentAsked#' } },
      },
    },
    async (request, reply) => {
      const { holder, type, matter, case: caseNumber } = request.body;
      const purpose = { matter, case: caseNumber };
      const asked = await askConsent({ ...deps, actor: actorOf(request), holder, type, purpose });
      return reply.code(202).send({ request: asked.request, expiresAt: asked.expiresAt.toISOString() });
    },
  );

  app.post<ById & { Body: ConsentConfirmation }>(
    '/v1/consent-requests/:id/confirmation',
    {
      config: { access: users },
      schema: {
        tags: ['licences'],
        summary: '以持证主体交来的验证码确认同意 · Confirm the consent with the holder’s code',
        params: byId,
        body: { $ref: 'ConsentConfirmation#' },
        response: { 201: { $ref: 'Consent#' } },
      },
    },
    async (request, reply) => {
      const { code } = request.body;
      const consent = await confirmConsent({ ...deps, actor: actorOf(request), request: request.params.id, code });
      return reply.code(201).send(await consentJson(consent, deps));
    },
  );
}

function consents(app: FastifyInstance, deps: HolderViewParts): void {
  app.get(
    '/v1/holder/consents',
    {
      config: { access: holders },
      schema: { tags, summary: '我的同意 · My consents', response: { 200: { $ref: 'ConsentList#' } } },
    },
    async (request) => {
      const found = await consentsOf(deps.database, holderOf(request).index, deps.clock.now());
      return { items: await Promise.all(found.map((one) => consentJson(one, deps))), next: null };
    },
  );

  app.post<{ Body: ConsentDraft }>(
    '/v1/holder/consents',
    {
      config: { access: holders },
      schema: {
        tags,
        summary: '同意某单位为一个办件使用 · Consent to one case of an organisation’s matter',
        body: { $ref: 'ConsentDraft#' },
        response: { 200: { $ref: 'Consent#' }, 201: { $ref: 'Consent#' } },
      },
    },
    async (request, reply) => {
      const { until, ...draft } = request.body;
      const { consent, created } = await giveConsent({
        ...deps,
        actor: holderOf(request),
        draft: { ...draft, until: until === undefined ? undefined : new Date(until) },
      });
      return reply.code(created ? 201 : 200).send(await consentJson(consent, deps));
    },
  );

  app.delete<ById>(
    '/v1/holder/consents/:id',
    {
      config: { access: holders },
      schema: { tags, summary: '撤回同意 · Withdraw a consent', params: byId, response: gone },
    },
    async (request, reply) => {
      await withdrawConsent({ ...deps, actor: holderOf(request), id: request.params.id });
      return reply.code(204).send();
    },
  );
}

function stops(app: FastifyInstance, deps: HolderViewParts): void {
  app.get(
    '/v1/holder/stops',
    {
      config: { access: holders },
      schema: { tags, summary: '已停止的共享 · What I have stopped', response: { 200: { $ref: 'SharingStopList#' } } },
    },
    async (request) => {
      const found = await stopsOf(deps.database, holderOf(request).index);
      return { items: await Promise.all(found.map((one) => stopJson(one, deps))), next: null };
    },
  );

  app.post<{ Body: SharingStopDraft }>(
    '/v1/holder/stops',
    {
      config: { access: holders },
      schema: {
        tags,
        summary: '停止共享 · Stop sharing; what rests on law goes on and says so',
        body: { $ref: 'SharingStopDraft#' },
        response: { 200: { $ref: 'SharingStop#' }, 201: { $ref: 'SharingStop#' } },
      },
    },
    async (request, reply) => {
      const { stop, created } = await stopSharing({ ...deps, actor: holderOf(request), draft: request.body });
      return reply.code(created ? 201 : 200).send(await stopJson(stop, deps));
    },
  );

  app.delete<ById>(
    '/v1/holder/stops/:id',
    {
      config: { access: holders },
      schema: { tags, summary: '恢复共享 · Resume sharing', params: byId, response: gone },
    },
    async (request, reply) => {
      await resumeSharing({ ...deps, actor: holderOf(request), id: request.params.id });
      return reply.code(204).send();
    },
  );
}

function objections(app: FastifyInstance, deps: HolderViewParts): void {
  app.get(
    '/v1/holder/objections',
    {
      config: { access: holders },
      schema: { tags, summary: '我的异议 · My objections', response: { 200: { $ref: 'HolderObjectionList#' } } },
    },
    async (request) => {
      const found = await showObjections({ ...deps, actor: holderOf(request) });
      return { items: await Promise.all(found.map((each) => objectionJson(each, deps))), next: null };
    },
  );

  app.post<{ Body: HolderObjectionDraft }>(
    '/v1/holder/objections',
    {
      config: { access: holders },
      schema: {
        tags,
        summary: '对一次使用提出异议，可同时停止共享 · Object to a use, and stop sharing in the same step',
        body: { $ref: 'HolderObjectionDraft#' },
        response: { 200: { $ref: 'HolderObjection#' }, 201: { $ref: 'HolderObjection#' } },
      },
    },
    async (request, reply) => {
      const { receipt, description, stopSharing: stop = false } = request.body;
      const actor = holderOf(request);
      const done = await objectToUse({ ...deps, actor, receipt, words: description, stop });
      return reply.code(done.created ? 201 : 200).send({
        ...(await objectionJson(done.objection, deps)),
        ...(done.stop === undefined ? {} : { stop: await stopJson(done.stop, deps) }),
      });
    },
  );
}

function ownLicenceJson({ licence, type, face }: OwnLicence): OwnLicenceJson {
  return {
    licence: licenceJson(licence),
    title: { ...type.title },
    items: faceItems(type).map(({ name, title }) => ({ name, title: { ...title } })),
    face: face === undefined ? null : { ...face },
  };
}

type Names = Pick<HolderViewParts, 'issuers' | 'matterName'>;

/** People know an organisation by its name. */
async function nameOf(organisation: string, { issuers }: Names): Promise<{ organisationName?: string }> {
  const name = (await issuers.issuer(organisation as OrganisationId))?.name;
  return name === undefined ? {} : { organisationName: name };
}

async function consentJson(
  { id, organisation, matter, type, ...consent }: Consent,
  names: Names,
): Promise<ConsentJson> {
  const matterName = names.matterName(matter);
  return {
    ...{ id, organisation, matter, type },
    ...(await nameOf(organisation, names)),
    ...(matterName === undefined ? {} : { matterName }),
    givenAt: consent.givenAt.toISOString(),
    until: consent.until.toISOString(),
    bound: consent.caseHash !== undefined,
    firstUsedAt: consent.firstUsedAt?.toISOString() ?? null,
  };
}

async function stopJson({ id, organisation, type, stoppedAt }: Stop, names: Names): Promise<SharingStopJson> {
  return {
    id,
    ...(organisation === every ? {} : await nameOf(organisation, names)),
    organisation: organisation === every ? null : organisation,
    type: type === every ? null : type,
    stoppedAt: stoppedAt.toISOString(),
  };
}

async function objectionJson(
  { id, receipt, raisedAt, words, standing, use }: HolderObjection,
  names: Names,
): Promise<HolderObjectionJson> {
  const { status, rejection, outcome, clock } = standing;
  return {
    ...{ id, receipt, status: status as HolderObjectionJson['status'], raisedAt: raisedAt.toISOString() },
    ...(words === undefined ? {} : { description: words }),
    ...(use === undefined ? {} : { use: await useJson(use, names) }),
    ...(clock === undefined ? {} : { clock: await clockJson(clock, names) }),
    ...(rejection === undefined ? {} : { rejection }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

async function useJson(
  { event, at, organisation, object, type, title, matter }: UseOfHolder,
  names: Names,
): Promise<NonNullable<HolderObjectionJson['use']>> {
  const matterName = matter === undefined ? undefined : names.matterName(matter);
  return {
    ...{ event, at },
    ...(organisation === undefined ? {} : { organisation, ...(await nameOf(organisation, names)) }),
    ...(object === undefined ? {} : { object }),
    ...(type === undefined ? {} : { type }),
    ...(title === undefined ? {} : { objectTitle: { ...title } }),
    ...(matter === undefined ? {} : { matter }),
    ...(matterName === undefined ? {} : { matterName }),
  };
}

async function clockJson(
  { organisation, dueOn, provisional, state }: ObjectionClock,
  names: Names,
): Promise<NonNullable<HolderObjectionJson['clock']>> {
  return { organisation, ...(await nameOf(organisation, names)), dueOn, provisional, state };
}
