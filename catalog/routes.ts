import type { FastifyInstance } from 'fastify';
import { codeTableRoutes } from './code-table/routes.ts';
import { dcatRoutes } from './dcat/routes.ts';
import type { WorldDeps } from './deps.ts';
import { editionRoutes } from './edition/routes.ts';
import { grantRoutes } from './grant/routes.ts';
import { matterRoutes } from './matter/routes.ts';
import { openDataRoutes } from './open-data/routes.ts';
import { recordRoutes } from './resource/record-routes.ts';
import { resourceRoutes } from './resource/routes.ts';
import { revisionRoutes } from './revision/routes.ts';

/** All of the catalogue's routes, each with its access rule. */
export function catalogRoutes(app: FastifyInstance, deps: WorldDeps): void {
  resourceRoutes(app, deps);
  recordRoutes(app, deps);
  revisionRoutes(app, deps);
  editionRoutes(app, deps);
  codeTableRoutes(app, deps);
  matterRoutes(app, deps);
  grantRoutes(app, deps);
  dcatRoutes(app, deps);
  openDataRoutes(app, deps);
}
