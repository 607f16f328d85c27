import { divisionResource } from './division-resource.ts';
import { enterpriseResource } from './enterprise-resource.ts';
import { indicatorResource } from './indicator-resource.ts';
import { residentResource } from './resident-resource.ts';
import type { DemoResource } from './resource.ts';

/** The four resources of the demonstration county, each from a department and a kind of source of its own. */
export const demoResources: readonly DemoResource[] = [
  residentResource,
  enterpriseResource,
  divisionResource,
  indicatorResource,
];
