import type { FastifyInstance } from 'fastify';
import type { CopyParts } from './copy/make-copy.ts';
import { copyRoutes } from './copy/routes.ts';
import type { FetchParts } from './licence/fetch-facts.ts';
import type { IssueParts } from './licence/issue-licence.ts';
import type { RecordUses } from './licence/licence-use.ts';
import { licenceRoutes } from './licence/routes.ts';
import type { UseParts } from './licence/use-parts.ts';
import { licenceTypeRoutes } from './licence-type/routes.ts';
import type { LinkParts } from './link/make-link.ts';
import { linkRoutes } from './link/routes.ts';
import { type ShareParts, shareRoutes } from './share/routes.ts';
import type { PresentParts } from './statement/present-licence.ts';
import { presentRoutes } from './statement/routes.ts';
import { statusRoutes } from './status/routes.ts';
import { verifyRoutes } from './verify/routes.ts';
import type { VerifyParts } from './verify/verify-licence.ts';

/** Everything the vault needs of the house; the wiring provides it. */
export type VaultParts = IssueParts &
  UseParts &
  LinkParts &
  CopyParts &
  ShareParts &
  VerifyParts &
  PresentParts &
  FetchParts & { readonly recordUses: RecordUses };

/**
 * Adds the vault's routes: `/v1/licence-types`, `/v1/licences`, `/v1/licence-links`, `/v1/status-lists`, `/v1/verify` and
 * `/v1/share`.
 */
export function vaultRoutes(app: FastifyInstance, deps: VaultParts): void {
  licenceTypeRoutes(app, deps);
  licenceRoutes(app, deps);
  linkRoutes(app, deps);
  copyRoutes(app, deps);
  presentRoutes(app, deps);
  statusRoutes(app, deps);
  verifyRoutes(app, deps);
  shareRoutes(app, deps);
}
