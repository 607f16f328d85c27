import type { FastifyInstance } from 'fastify';
import { createPki, type PkiParts } from './ca/parts.ts';
import { publicationRoutes } from './ca/publication-routes.ts';
import { authorityRoutes, certificateRoutes } from './ca/routes.ts';
import { trustAnchorRoutes } from './ca/trust-anchor-routes.ts';
import { timeStampRoutes } from './timestamp/routes.ts';

/** Every route under `/v1/pki`. */
export function pkiRoutes(app: FastifyInstance, options: Omit<PkiParts, 'keys'>): void {
  const parts = createPki(options);
  certificateRoutes(app, parts);
  authorityRoutes(app, parts);
  trustAnchorRoutes(app, parts);
  publicationRoutes(app, parts);
  timeStampRoutes(app, parts);
}
