import type { FastifyInstance } from 'fastify';
import { applicationRoutes } from './application/routes.ts';
import { calendarRoutes } from './calendar/routes.ts';
import { clockRoutes } from './clock/routes.ts';
import { codeTableRoutes } from './code-table/routes.ts';
import { dcatRoutes } from './dcat/routes.ts';
import { demandRoutes } from './demand/routes.ts';
import type { WorldDeps } from './deps.ts';
import { editionRoutes } from './edition/routes.ts';
import { grantRoutes } from './grant/routes.ts';
import { listRoutes } from './list/routes.ts';
import { matterRoutes } from './matter/routes.ts';
import { objectionRoutes } from './objection/routes.ts';
import { openDataRoutes } from './open-data/routes.ts';
import { recordRoutes } from './resource/record-routes.ts';
import { resourceRoutes } from './resource/routes.ts';
import { revisionRoutes } from './revision/routes.ts';
import { searchRoutes } from './search/routes.ts';
import { workbookRoutes } from './workbook/routes.ts';

/** All of the catalogue's routes, each with its access rule. */
export function catalogRoutes(app: FastifyInstance, deps: WorldDeps): void {
  searchRoutes(app, deps);
  resourceRoutes(app, deps);
  recordRoutes(app, deps);
  revisionRoutes(app, deps);
  editionRoutes(app, deps);
  workbookRoutes(app, deps);
  codeTableRoutes(app, deps);
  matterRoutes(app, deps);
  grantRoutes(app, deps);
  applicationRoutes(app, deps);
  clockRoutes(app, deps);
  calendarRoutes(app, deps);
  demandRoutes(app, deps);
  listRoutes(app, deps);
  objectionRoutes(app, deps);
  dcatRoutes(app, deps);
  openDataRoutes(app, deps);
}
