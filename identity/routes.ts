import type { FastifyInstance } from 'fastify';
import { keyRoutes } from './keys/routes.ts';
import { officerRoutes } from './officer/routes.ts';
import { organisationRoutes } from './organisation/routes.ts';
import type { IdentityParts } from './parts.ts';
import { pkiRoutes } from './pki/routes.ts';
import { sessionRoutes } from './session/routes.ts';
import { systemKeyRoutes } from './system/key-routes.ts';
import { natsCredentialRoutes } from './system/nats-routes.ts';
import { systemRoutes } from './system/routes.ts';
import { tokenRoutes } from './token/routes.ts';

/**
 * Every route of identity. The server is expected to hold each to its access rule, to set `request.actor`, to answer
 * Problems, and to have `@fastify/cookie`.
 */
export function identityRoutes(app: FastifyInstance, parts: IdentityParts): void {
  organisationRoutes(app, parts);
  systemRoutes(app, parts);
  systemKeyRoutes(app, parts);
  natsCredentialRoutes(app, parts);
  officerRoutes(app, parts);
  sessionRoutes(app, parts);
  tokenRoutes(app, parts);
  keyRoutes(app, parts);
  pkiRoutes(app, parts);
}
