import type { FastifyInstance } from 'fastify';
import { officerOf } from '../actor.ts';
import type { SigningKey as SigningKeyJson, SigningKeyRotation } from '../generated/schemas.ts';
import { requireAdministration } from '../organisation/organisation.ts';
import type { IdentityParts } from '../parts.ts';
import { rotateSigningKey } from './rotate-signing-key.ts';
import type { SigningKey } from './signing-key-store.ts';

const tags = ['keys'];

/** The hub's own keys: the public halves for everybody, rotation for the data administration. */
export function keyRoutes(app: FastifyInstance, parts: IdentityParts): void {
  const { signingKeys } = parts;

  app.get(
    '/.well-known/jwks.json',
    {
      config: { access: { public: true } },
      schema: {
        tags,
        summary: '验证令牌、指令和证照的公钥 · Public keys that verify tokens, orders and licences (RFC 7517)',
        response: { 200: { $ref: 'JwkSet#' } },
      },
    },
    async (_request, reply) => {
      // Shorter than a new key is published before it is used, so no verifier meets a key it could not have seen.
      reply.header('cache-control', 'public, max-age=300');
      return signingKeys.jwks();
    },
  );

  app.post<{ Body: SigningKeyRotation }>(
    '/v1/signing-keys',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '轮换中枢签名密钥（数据主管部门） · Rotate a signing key of the hub (data administration)',
        body: { $ref: 'SigningKeyRotation#' },
        response: { 201: { $ref: 'SigningKey#' } },
      },
    },
    async (request, reply) => {
      const actor = officerOf(request);
      requireAdministration(actor);
      const { use, compromised } = request.body;
      const key = await rotateSigningKey({ ...parts, use, compromised, actor });
      await signingKeys.refresh();
      reply.code(201).header('location', '/.well-known/jwks.json');
      return toJson(key);
    },
  );
}

function toJson(key: Pick<SigningKey, 'kid' | 'use' | 'createdAt' | 'activeFrom'>): SigningKeyJson {
  return {
    kid: key.kid,
    use: key.use,
    alg: 'ES256',
    createdAt: key.createdAt.toISOString(),
    activeFrom: key.activeFrom.toISOString(),
    retiresAt: null,
  };
}
