import type { FastifyInstance } from 'fastify';
import { officerOf } from '../actor.ts';
import type { NatsCredential, NatsCredentialRequest } from '../generated/schemas.ts';
import { natsUserParams, type SystemParams, shortIdParams } from '../parameters.ts';
import type { IdentityParts } from '../parts.ts';
import { issueConnectorCredentials } from './issue-connector-credentials.ts';
import { type NatsUserRecord, natsUsersOfSystem } from './nats-user-store.ts';
import { revokeConnectorCredentials } from './revoke-connector-credentials.ts';
import { findSystem } from './system-store.ts';

const tags = ['systems'];

/** Credentials by which a department's agent speaks on NATS. */
export function natsCredentialRoutes(app: FastifyInstance, parts: IdentityParts): void {
  const { database, natsIssuing: issuing } = parts;

  app.get<{ Params: SystemParams }>(
    '/v1/systems/:id/nats-credentials',
    {
      config: { access: { officers: ['operator', 'auditor'] } },
      schema: {
        tags,
        summary: '系统的消息凭证列表 · List the NATS credentials of a system',
        params: shortIdParams,
        response: { 200: { $ref: 'NatsCredentialList#' } },
      },
    },
    async (request) => {
      const system = await findSystem(database, officerOf(request), request.params.id);
      const users = await natsUsersOfSystem(database, system.id);
      return { items: users.map(toJson) };
    },
  );

  app.post<{ Params: SystemParams; Body: NatsCredentialRequest }>(
    '/v1/systems/:id/nats-credentials',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '签发消息凭证，秘密只告知一次 · Issue a NATS credential; its secret is told once',
        params: shortIdParams,
        body: { $ref: 'NatsCredentialRequest#' },
        response: { 201: { $ref: 'IssuedNatsCredential#' } },
      },
    },
    async (request, reply) => {
      const issued = await issueConnectorCredentials({
        ...parts,
        issuing,
        actor: officerOf(request),
        system: request.params.id,
        validDays: request.body.validDays,
      });
      reply.code(201).header('location', `/v1/systems/${issued.system}/nats-credentials`);
      reply.header('cache-control', 'no-store');
      const { revokedAt: _, ...credential } = toJson(issued);
      return { ...credential, inboxPrefix: issued.inboxPrefix, creds: issued.creds };
    },
  );

  app.delete<{ Params: SystemParams & { readonly publicKey: string } }>(
    '/v1/systems/:id/nats-credentials/:publicKey',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '吊销消息凭证并断开连接 · Revoke a NATS credential and cut its connection',
        description: 'Takes no If-Match: revoking is final and may be done twice.',
        params: natsUserParams,
        response: { 200: { $ref: 'NatsCredential#' } },
      },
    },
    async (request) => {
      const { id: system, publicKey } = request.params;
      return toJson(
        await revokeConnectorCredentials({ ...parts, issuing, actor: officerOf(request), system, publicKey }),
      );
    },
  );
}

function toJson(user: NatsUserRecord): NatsCredential {
  return {
    publicKey: user.publicKey,
    system: user.system,
    issuedAt: user.issuedAt.toISOString(),
    expiresAt: user.expiresAt.toISOString(),
    revokedAt: user.revokedAt?.toISOString() ?? null,
  };
}
