import type { ColumnType, Generated } from 'kysely';
import type { OrganisationId, SystemId } from '../identity/index.ts';
import type { JsonSchema } from '../kernel/index.ts';
import type { Grant, GrantedPredicate, Hours, MatterQuota, RowCondition } from './grant/grant.ts';
import type { GrantId } from './grant/grant-id.ts';
import type { Material, Matter } from './matter/matter.ts';
import type { MatterCode } from './matter/matter-code.ts';
import type { Resource, WrittenContent } from './resource/resource.ts';
import type { ResourceCode } from './resource/resource-code.ts';
import type { ResourceId } from './resource/resource-id.ts';
import type { RevisionStatus } from './revision/revision-lifecycle.ts';

interface Stamps {
  version: number;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  updated_by: string;
}

export interface CodeRowTable {
  table_name: string;
  code: string;
  name: string;
  name_en: string;
  parent: string | null;
  fits: string[] | null;
  extension: boolean;
  position: number;
  /** The version of the table that brought the row. */
  since: Generated<number>;
  /** The first version of the table that no longer has it. */
  until: number | null;
}

export interface CodeTableTable {
  name: string;
  title: string;
  title_en: string;
  standard: string | null;
  kind: 'directory' | 'values';
  version: number;
}

export interface UpdateCycleAgeTable {
  code: string;
  /** A bigint, which the driver gives as a text. */
  longest_seconds: ColumnType<string, number, never>;
}

export interface ResourceTable extends Stamps {
  id: ResourceId;
  code: ResourceCode;
  provider: OrganisationId;
  name: string;
  name_en: string;
  name_key: string;
  abstract: string;
  class: Resource['class'];
  format: Resource['format'];
  items: Resource['items'];
  sharing: Resource['sharing'];
  sharing_type: ColumnType<string, never, never>;
  openness: Resource['openness'];
  update_cycle: string;
  publication_date: string | null;
  related_resources: ResourceCode[];
  extension: Resource['extension'];
  synthetic: boolean;
  row_schema: JsonSchema;
  match_keys: Resource['matchKeys'];
  status: Resource['status'];
  schema_version: number;
  relations: Resource['relations'];
  census: Resource['census'] | null;
  edition: number;
  submitted_by: string | null;
  held: boolean;
}

export interface ResourceEditionTable {
  resource: ResourceId;
  edition: number;
  schema_version: number;
  effective_from: Date;
  published_by: string;
  breaking: boolean;
  content: WrittenContent;
}

export interface ResourceRevisionTable {
  resource: ResourceId;
  status: RevisionStatus;
  content: WrittenContent;
  breaking: boolean;
  submitted_by: string | null;
  effective_from: Date | null;
  published_by: string | null;
  published_for: OrganisationId | null;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  updated_by: string;
}

export interface MatterTable extends Stamps {
  code: MatterCode;
  name: string;
  organisation: OrganisationId;
  legal_basis: string;
  materials: readonly Material[];
  officers: string[];
  status: Matter['status'];
}

export interface GrantTable extends Stamps {
  id: GrantId;
  consumer_organisation: OrganisationId;
  consumer_system: SystemId | null;
  resource: ResourceId;
  provider: OrganisationId;
  modes: Grant['modes'][number][];
  fields: string[];
  verify_fields: string[];
  predicates: readonly GrantedPredicate[];
  match_fields: string[];
  matters: MatterCode[];
  row_scope: readonly RowCondition[];
  daily_quota: number;
  matter_quotas: readonly MatterQuota[];
  per_second: number | null;
  valid_from: Date;
  valid_until: Date;
  hours: Hours | null;
  requires_officer: boolean;
  represents: string[];
  basis: string;
  status: Grant['status'];
}

export interface ChangeTable {
  sequence: Generated<number>;
  at: Date;
  actor: string;
  organisation: string;
  kind: string;
  subject: string;
  event: string;
  version: number;
  reason: string | null;
  what: unknown;
}

/** The tables of this folder's PostgreSQL schema. */
export interface CatalogTables {
  'catalog.code_row': CodeRowTable;
  'catalog.code_table': CodeTableTable;
  'catalog.update_cycle_age': UpdateCycleAgeTable;
  'catalog.resource': ResourceTable;
  'catalog.resource_edition': ResourceEditionTable;
  'catalog.resource_revision': ResourceRevisionTable;
  'catalog.matter': MatterTable;
  'catalog.grant': GrantTable;
  'catalog.change': ChangeTable;
}
