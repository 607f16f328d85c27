import type { FastifyInstance } from 'fastify';
import {
  actorOf,
  actorReference,
  holderOf,
  holdsCitizenNumber,
  identityProblems,
  officerOf,
  parseHolder,
} from '../../../identity/index.ts';
import { kernelProblems, type Random } from '../../../kernel/index.ts';
import { holderIndex } from '../../../licence-vault/index.ts';
import type {
  OwnUsageRequest,
  UsageErasure,
  UsageRequest,
  UsageSeal,
  UsageSealRequest,
  UseSearchRequest,
} from '../../generated/schemas.ts';
import { blinded } from '../make-leaf.ts';
import { eraseHolder } from '../opening-store.ts';
import { sealsInForce, sealUses, type UseSeal } from './seal-store.ts';
import { searchUses } from './search-uses.ts';
import { showOwnUses, showUses, type UsageParts } from './show-uses.ts';

const tags = ['evidence'];

/** `/v1/usage`: who used a holder's data; seals on uses, and forgetting a holder, by the data administration. */
export function usageRoutes(app: FastifyInstance, parts: UsageParts & { readonly random: Random }): void {
  app.post<{ Body: UsageRequest }>(
    '/v1/usage',
    {
      config: { access: { officers: ['approval-clerk', 'auditor'], systems: ['consumer'] } },
      schema: {
        tags,
        summary: '谁用过我的数据 · Every use of a holder’s data, with proofs',
        body: { $ref: 'UsageRequest#' },
        response: { 200: { description: 'Uses, the latest first.', $ref: 'UsagePage#' } },
      },
    },
    async (request, reply) => {
      const { holder, matter, case: caseNumber, cursor, limit = 20 } = request.body;
      const page = await showUses({
        ...parts,
        actor: actorOf(request),
        holder: parseHolder(holder, { today: parts.clock.now(), origin: 'stored', pointer: '/holder' }),
        purpose: { matter, case: caseNumber },
        cursor,
        limit,
      });
      return reply.header('cache-control', 'no-store').send(page);
    },
  );

  app.post<{ Body: UseSearchRequest }>(
    '/v1/uses/search',
    {
      config: { access: { officers: ['auditor'] } },
      schema: {
        tags,
        summary: '按用途检索使用记录（审计） · Look for uses by what they were',
        description:
          'For auditors of the data administration all uses, for those of a department the ones in which it asked or answered. Nothing says whom a use was about. A search is on record itself.',
        body: { $ref: 'UseSearchRequest#' },
        response: { 200: { description: 'Uses, the latest first.', $ref: 'UseSearchPage#' } },
      },
    },
    async (request, reply) => {
      const page = await searchUses({ ...parts, actor: officerOf(request), wanted: request.body });
      return reply.header('cache-control', 'no-store').send(page);
    },
  );

  app.post<{ Body: OwnUsageRequest }>(
    '/v1/holder/usage',
    {
      config: { access: { holders: true } },
      schema: {
        tags: ['own view'],
        summary: '谁用过我的数据（本人） · Every use of my own data, with proofs',
        body: { $ref: 'OwnUsageRequest#' },
        response: { 200: { description: 'Uses, the latest first.', $ref: 'UsagePage#' } },
      },
    },
    async (request, reply) => {
      const { cursor, limit = 20 } = request.body;
      const page = await showOwnUses({ ...parts, actor: holderOf(request), cursor, limit });
      return reply.header('cache-control', 'no-store').send(page);
    },
  );

  app.post<{ Body: UsageSealRequest }>(
    '/v1/usage/seals',
    {
      config: { access: { officers: ['catalogue-administrator'] } },
      schema: {
        tags,
        summary: '密封某事项或办件的使用记录（数据主管部门） · Put uses under seal until a date (data administration)',
        body: { $ref: 'UsageSealRequest#' },
        response: { 201: { description: 'The seal.', $ref: 'UsageSeal#' } },
      },
    },
    async (request, reply) => {
      const actor = officerOf(request);
      if (!actor.administration) throw identityProblems.NOT_IN_REACH();
      const { until, case: caseNumber, ...rest } = request.body;
      requireImpersonal({ '/case': caseNumber, '/basis': rest.basis, '/matter': rest.matter });
      const seal = await sealUses({ ...parts, actor, seal: { ...rest, case: caseNumber, until: new Date(until) } });
      return reply.code(201).header('location', '/v1/usage/seals').send(sealJson(seal));
    },
  );

  app.get(
    '/v1/usage/seals',
    {
      config: { access: { officers: ['catalogue-administrator', 'auditor'] } },
      schema: {
        tags,
        summary: '现行的密封（数据主管部门） · Seals in force (data administration)',
        response: { 200: { description: 'The first to end first.', $ref: 'UsageSealList#' } },
      },
    },
    async (request) => {
      if (!officerOf(request).administration) throw identityProblems.NOT_IN_REACH();
      const seals = await sealsInForce(parts.database, parts.clock.now());
      return { items: seals.map(sealJson), next: null };
    },
  );

  app.post<{ Body: UsageErasure }>(
    '/v1/usage/erasures',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '让日志忘记某持证主体（数据主管部门） · Make the log forget a holder (data administration)',
        body: { $ref: 'UsageErasure#' },
        response: { 200: { description: 'What was forgotten; the proofs stand.', $ref: 'UsageErased#' } },
      },
    },
    async (request) => {
      const actor = officerOf(request);
      if (!actor.administration) throw identityProblems.NOT_IN_REACH();
      const { holder: asked, basis } = request.body;
      requireImpersonal({ '/basis': basis });
      const holder = parseHolder(asked, { today: parts.clock.now(), origin: 'stored', pointer: '/holder' });
      const { database, log, vaultKeys } = parts;
      return database.transaction(async (tx) => {
        const leaves = await eraseHolder(tx, blinded(log.keys, holderIndex(vaultKeys, holder)));
        // Without the holder, who is to be forgotten.
        const receipt = await log.appendWithin(tx, {
          event: 'holder-erased',
          outcome: 'answered',
          actor: actorReference(actor),
          organisation: actor.organisation,
          facts: { basis, leaves },
        });
        return { leaves, receipt };
      });
    },
  );
}

/** What goes into the record for ever holds no personal number. @throws INVALID_INPUT */
function requireImpersonal(texts: Readonly<Record<string, string | undefined>>): void {
  const errors = Object.entries(texts).flatMap(([pointer, text = '']) =>
    holdsCitizenNumber(text) ? [{ pointer, detail: 'holds a personal number' }] : [],
  );
  if (errors.length > 0) throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
}

function sealJson(seal: UseSeal): UsageSeal {
  const { case: caseNumber, until, at, ...rest } = seal;
  return {
    ...rest,
    ...(caseNumber === undefined ? {} : { case: caseNumber }),
    until: until.toISOString(),
    at: at.toISOString(),
  };
}
