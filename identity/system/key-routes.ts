import type { FastifyInstance } from 'fastify';
import { actorOf, officerOf } from '../actor.ts';
import type { SystemKeyRegistration } from '../generated/schemas.ts';
import { type SystemParams, shortIdParams, systemKeyParams } from '../parameters.ts';
import type { IdentityParts } from '../parts.ts';
import { addSystemKey } from './add-system-key.ts';
import { revokeSystemKey } from './revoke-system-key.ts';
import { systemKeyToJson } from './system-key.ts';
import { keysOfSystem } from './system-key-store.ts';
import { findSystem } from './system-store.ts';

const tags = ['systems'];

/** The public keys by which a system proves itself. */
export function systemKeyRoutes(app: FastifyInstance, parts: IdentityParts): void {
  const { database, clock } = parts;

  app.get<{ Params: SystemParams }>(
    '/v1/systems/:id/keys',
    {
      config: { access: { officers: 'any', systems: 'any' } },
      schema: {
        tags,
        summary: '系统的公钥列表 · List the keys of a system',
        params: shortIdParams,
        response: { 200: { $ref: 'SystemKeyList#' } },
      },
    },
    async (request) => {
      const system = await findSystem(database, actorOf(request), request.params.id);
      const keys = await keysOfSystem(database, system.id);
      return { items: keys.map((key) => systemKeyToJson(key, clock.now())) };
    },
  );

  app.post<{ Params: SystemParams; Body: SystemKeyRegistration }>(
    '/v1/systems/:id/keys',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '添加公钥 · Add a public key',
        params: shortIdParams,
        body: { $ref: 'SystemKeyRegistration#' },
        response: { 201: { $ref: 'SystemKey#' } },
      },
    },
    async (request, reply) => {
      const key = await addSystemKey({
        ...parts,
        actor: officerOf(request),
        system: request.params.id,
        input: request.body,
      });
      reply.code(201).header('location', `/v1/systems/${key.system}/keys`);
      return systemKeyToJson(key, clock.now());
    },
  );

  app.delete<{ Params: SystemParams & { readonly kid: string } }>(
    '/v1/systems/:id/keys/:kid',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '吊销公钥 · Revoke a public key',
        description: 'Takes no If-Match: revoking is final and may be done twice.',
        params: systemKeyParams,
        response: { 200: { $ref: 'SystemKey#' } },
      },
    },
    async (request) => {
      const { id: system, kid } = request.params;
      const key = await revokeSystemKey({ ...parts, actor: officerOf(request), system, kid });
      return systemKeyToJson(key, clock.now());
    },
  );
}
