import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { OrganisationId, SystemId } from '../identity/index.ts';
import type { JsonSchema } from '../kernel/index.ts';
import type { Application } from './application/application.ts';
import type { ClockNoun } from './clock/clock.ts';
import type { Demand } from './demand/demand.ts';
import type { Grant, GrantedPredicate, Hours, MatterQuota, RowCondition } from './grant/grant.ts';
import type { GrantId } from './grant/grant-id.ts';
import type { Material, Matter } from './matter/matter.ts';
import type { MatterCode } from './matter/matter-code.ts';
import type { Objection } from './objection/objection.ts';
import type { RecordId } from './record-id.ts';
import type { Refusal } from './refusal.ts';
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

/** What the directory is searched by, derived from the resource. */
export interface ResourceSearchTable {
  resource: ResourceId;
  provider: OrganisationId;
  /** Everybody who is known may see it. */
  shown: boolean;
  /** Numbers of `catalog.search_value`; a bigint, which the driver writes as text. */
  facets: string;
  name_words: string;
  name_length: number;
  grams: string[];
  made: string;
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

export interface CalendarYearTable {
  year: number;
  source: string;
  version: number;
  updated_at: Date;
  updated_by: string;
}

export interface CalendarDayTable {
  day: string;
  year: number;
  working: boolean;
  name: string;
}

export interface ClockLimitTable {
  kind: string;
  name: string;
  name_en: string;
  working_days: number;
  reminder_days: number;
  escalation_days: number;
  version: number;
  updated_at: Date;
  updated_by: string;
}

export interface ClockTable {
  id: GeneratedAlways<number>;
  noun: ClockNoun;
  subject: RecordId;
  kind: string;
  stage: string;
  organisation: string;
  started_at: Date;
  started_on: string;
  working_days: number;
  due_on: string;
  stopped_at: Date | null;
  answered: Generated<boolean>;
  reminded: Generated<boolean>;
  escalated: Generated<boolean>;
}

export interface NoticeTable {
  sequence: GeneratedAlways<number>;
  at: Date;
  organisation: string;
  noun: ClockNoun | 'grant';
  subject: string;
  event: string;
  due_on: string | null;
}

export interface ApplicationTable extends Stamps {
  id: RecordId;
  resource: ResourceId;
  provider: OrganisationId;
  consumer_organisation: OrganisationId;
  form: Application['form'];
  status: Application['status'];
  edition: number | null;
  submitted_at: Date | null;
  submitted_by: string | null;
  reviews: Application['reviews'];
  refusal: Refusal | null;
  renews: GrantId | null;
  grant: GrantId | null;
}

export interface DemandTable extends Stamps {
  id: RecordId;
  title: string;
  demanding: OrganisationId;
  responsible: OrganisationId | null;
  form: Demand['form'];
  status: Demand['status'];
  answer: NonNullable<Demand['answer']> | null;
  refusal: Refusal | null;
  resource: ResourceId | null;
}

export interface ObjectionTable extends Stamps {
  id: RecordId;
  kind: string;
  raised_by: OrganisationId;
  handler: OrganisationId | null;
  resource: string | null;
  application: string | null;
  grant: string | null;
  form: Objection['form'];
  status: Objection['status'];
  rejection: string | null;
  outcome: string | null;
  rating: NonNullable<Objection['rating']> | null;
}

export interface DemandListView {
  id: RecordId;
  title: string;
  demanding: string;
  responsible: string | null;
  status: string;
  wanted_service: string;
  update_cycle: string;
  wanted_by: string;
  resource: string | null;
  ground: string | null;
  created_at: Date;
}

export interface ResponsibilityListView {
  id: ResourceId;
  code: string;
  name: string;
  provider: OrganisationId;
  sharing_type: string;
  sharing_mode: string;
  condition: string | null;
  update_cycle: string;
  open: boolean;
  publication_date: string | null;
  status: string;
  edition: number;
}

export interface NegativeListView {
  resource: ResourceId;
  /** Empty: the whole resource. */
  field: string;
  code: string;
  name: string;
  item: string | null;
  provider: OrganisationId;
  law: string | null;
  sharing_type: string;
  status: string;
}

export interface WorkbookImportTable {
  id: string;
  at: Date;
  actor: string;
  organisation: string;
  sha256: Buffer;
  records: number;
  created: number;
  updated: number;
  revised: number;
  unchanged: number;
}

/** The tables of this folder's PostgreSQL schema. */
export interface CatalogTables {
  'catalog.calendar_year': CalendarYearTable;
  'catalog.calendar_day': CalendarDayTable;
  'catalog.clock_limit': ClockLimitTable;
  'catalog.clock': ClockTable;
  'catalog.notice': NoticeTable;
  'catalog.application': ApplicationTable;
  'catalog.demand': DemandTable;
  'catalog.objection': ObjectionTable;
  'catalog.demand_list': DemandListView;
  'catalog.responsibility_list': ResponsibilityListView;
  'catalog.negative_list': NegativeListView;
  'catalog.code_row': CodeRowTable;
  'catalog.code_table': CodeTableTable;
  'catalog.update_cycle_age': UpdateCycleAgeTable;
  'catalog.resource': ResourceTable;
  'catalog.resource_search': ResourceSearchTable;
  'catalog.resource_edition': ResourceEditionTable;
  'catalog.resource_revision': ResourceRevisionTable;
  'catalog.matter': MatterTable;
  'catalog.grant': GrantTable;
  'catalog.change': ChangeTable;
  'catalog.workbook_import': WorkbookImportTable;
}
