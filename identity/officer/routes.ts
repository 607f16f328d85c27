import type { FastifyInstance } from 'fastify';
import { etagOf, kernelProblems } from '../../kernel/index.ts';
import { type OfficerActor, officerOf, requireReach } from '../actor.ts';
import type {
  IdentityStatusChange,
  OfficerChange,
  OfficerRegistration,
  OfficerRoles,
  PasswordChange,
} from '../generated/schemas.ts';
import type { OfficerId } from '../ids.ts';
import {
  type OfficerNamesQuery,
  type OfficerQuery,
  officerNamesQuery,
  officerParams,
  officerQuery,
} from '../parameters.ts';
import type { IdentityParts } from '../parts.ts';
import { sessionTokenHash } from '../session/session.ts';
import { presentedSession } from '../session/session-cookie.ts';
import { changePassword } from './change-password.ts';
import { changeRoles } from './change-roles.ts';
import { createOfficer } from './create-officer.ts';
import { officerToJson } from './officer.ts';
import { findOfficer, listOfficers, officerNames } from './officer-store.ts';
import { setOfficerStatus } from './set-officer-status.ts';
import { updateOfficer } from './update-officer.ts';

interface Params {
  readonly id: OfficerId;
}

const tags = ['officers'];
const response = { 200: { $ref: 'Officer#' } };

/** Officers' accounts. Operators keep them, auditors may look, everybody sees and re-keys their own, and learns colleagues' names. */
export function officerRoutes(app: FastifyInstance, parts: IdentityParts): void {
  const { database, sessions } = parts;

  app.get<{ Querystring: OfficerQuery }>(
    '/v1/officers',
    {
      config: { access: { officers: ['operator', 'auditor'] } },
      schema: {
        tags,
        summary: '人员列表 · List officers',
        querystring: officerQuery,
        response: { 200: { $ref: 'OfficerPage#' } },
      },
    },
    async (request) => {
      const actor = officerOf(request);
      const organisation = request.query.organisation ?? (actor.administration ? undefined : actor.organisation);
      if (organisation !== undefined) requireReach(actor, organisation);
      const page = await listOfficers(database, { ...request.query, organisation });
      return { items: page.items.map(officerToJson), next: page.next };
    },
  );

  app.get<{ Querystring: OfficerNamesQuery }>(
    '/v1/officers/names',
    {
      config: { access: { officers: 'any' } },
      schema: {
        tags,
        summary: '同事姓名 · Names of colleagues',
        description:
          'What officers are called, whom a history knows by their ids alone. Officers learn the names of their own organisation, those of the data administration every name, and of all others whose officers they are.',
        querystring: officerNamesQuery,
        response: { 200: { $ref: 'OfficerNames#' } },
      },
    },
    async (request) => ({
      // The pattern of the query has made sure of each.
      items: await officerNames(database, {
        actor: officerOf(request),
        ids: request.query.ids.split(',') as OfficerId[],
      }),
    }),
  );

  app.get<{ Params: Params }>(
    '/v1/officers/:id',
    {
      config: { access: { officers: 'any' } },
      schema: { tags, summary: '读取人员或本人 · Read an officer, or oneself', params: officerParams, response },
    },
    async (request, reply) => {
      const officer = await findOfficer(
        database,
        requireSight(officerOf(request), request.params.id),
        request.params.id,
      );
      reply.header('etag', etagOf(officer.version));
      return officerToJson(officer);
    },
  );

  app.post<{ Body: OfficerRegistration }>(
    '/v1/officers',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '开设人员账户 · Make an officer’s account',
        body: { $ref: 'OfficerRegistration#' },
        response: { 201: { $ref: 'Officer#' } },
      },
    },
    async (request, reply) => {
      const officer = await createOfficer({ ...parts, actor: officerOf(request), input: request.body });
      reply.code(201).header('location', `/v1/officers/${officer.id}`).header('etag', etagOf(officer.version));
      return officerToJson(officer);
    },
  );

  app.patch<{ Params: Params; Body: OfficerChange }>(
    '/v1/officers/:id',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '修改名称 · Change the name',
        params: officerParams,
        body: { $ref: 'OfficerChange#' },
        response,
      },
    },
    async (request, reply) => {
      const officer = await updateOfficer({
        ...parts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
        input: request.body,
      });
      reply.header('etag', etagOf(officer.version));
      return officerToJson(officer);
    },
  );

  app.put<{ Params: Params; Body: OfficerRoles }>(
    '/v1/officers/:id/roles',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '调整角色 · Give other roles',
        params: officerParams,
        body: { $ref: 'OfficerRoles#' },
        response,
      },
    },
    async (request, reply) => {
      const officer = await changeRoles({
        ...parts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
        roles: request.body.roles,
      });
      reply.header('etag', etagOf(officer.version));
      return officerToJson(officer);
    },
  );

  app.put<{ Params: Params; Body: IdentityStatusChange }>(
    '/v1/officers/:id/status',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '停用或恢复 · Suspend or reactivate',
        params: officerParams,
        body: { $ref: 'IdentityStatusChange#' },
        response,
      },
    },
    async (request, reply) => {
      const officer = await setOfficerStatus({
        ...parts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
        status: request.body.status,
      });
      reply.header('etag', etagOf(officer.version));
      return officerToJson(officer);
    },
  );

  app.put<{ Params: Params; Body: PasswordChange }>(
    '/v1/officers/:id/password',
    {
      config: { access: { officers: 'any' } },
      schema: {
        tags,
        summary: '修改本人口令，或由运行管理员重置 · Change one’s own password, or reset another’s as operator',
        description: 'Ends the account’s other sessions and lifts a lock on its login.',
        params: officerParams,
        body: { $ref: 'PasswordChange#' },
        response,
      },
    },
    async (request, reply) => {
      const session = presentedSession(request, parts.publicUrl);
      const officer = await changePassword({
        ...parts,
        attempts: sessions.attempts,
        actor: officerOf(request),
        id: request.params.id,
        ifMatch: request.headers['if-match'],
        password: request.body.password,
        currentPassword: request.body.currentPassword,
        keepSession: session === undefined ? undefined : sessionTokenHash(session.token),
      });
      reply.header('etag', etagOf(officer.version));
      return officerToJson(officer);
    },
  );
}

/** Everybody may look at themselves, operators and auditors at the officers in reach; others count as not there. */
function requireSight(actor: OfficerActor, id: OfficerId): OfficerActor {
  const looksAtOthers = actor.roles.includes('operator') || actor.roles.includes('auditor');
  if (actor.id !== id && !looksAtOthers) throw kernelProblems.NOT_FOUND();
  return actor;
}
