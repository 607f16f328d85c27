import type { FastifyInstance } from 'fastify';
import type { IssueParts } from './licence/issue-licence.ts';
import type { RecordUses } from './licence/licence-use.ts';
import { licenceRoutes } from './licence/routes.ts';
import type { UseParts } from './licence/use-parts.ts';
import { licenceTypeRoutes } from './licence-type/routes.ts';
import { verifyRoutes } from './verify/routes.ts';
import type { VerifyParts } from './verify/verify-licence.ts';

/** Everything the vault needs of the house; the wiring provides it. */
export type VaultParts = IssueParts & UseParts & VerifyParts & { readonly recordUses: RecordUses };

/** Adds the vault's routes: `/v1/licence-types`, `/v1/licences` and `/v1/verify`. */
export function vaultRoutes(app: FastifyInstance, deps: VaultParts): void {
  licenceTypeRoutes(app, deps);
  licenceRoutes(app, deps);
  verifyRoutes(app, deps);
}
