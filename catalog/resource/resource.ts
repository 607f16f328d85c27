import type { OrganisationId } from '../../identity/index.ts';
import type { JsonSchema } from '../../kernel/index.ts';
import type {
  Resource as ResourceBody,
  ResourceCensus,
  ResourceClass,
  ResourceDraft,
  ResourceFormat,
  ResourceOpenness,
  ResourceSharing,
  ResourceSummary,
  InformationItem as WrittenItem,
} from '../generated/schemas.ts';
import type { ResourceStatus } from './lifecycle.ts';
import type { ResourceCode } from './resource-code.ts';
import type { ResourceId } from './resource-id.ts';

/** One information item (信息项): a field of the rows and what it means. */
export type InformationItem = Readonly<WrittenItem>;

export type Sensitivity = InformationItem['sensitivity'];

/** What an administrator writes of a resource: core metadata (2017-1272), information items and row schema. */
export interface ResourceContent {
  readonly id: ResourceId;
  readonly code: ResourceCode;
  readonly name: string;
  readonly nameEn: string;
  readonly provider: OrganisationId;
  readonly abstract: string;
  readonly class: Readonly<ResourceClass>;
  readonly format: Readonly<ResourceFormat>;
  readonly items: readonly InformationItem[];
  readonly sharing: Readonly<ResourceSharing>;
  readonly openness: Readonly<ResourceOpenness>;
  readonly updateCycle: string;
  /** `YYYY-MM-DD`; undefined until first published, unless written. */
  readonly publicationDate: string | undefined;
  readonly relatedResources: readonly ResourceCode[];
  /** Relations of a kind of their own (table relation-kind); plain ones stand in `relatedResources`. */
  readonly relations: readonly { readonly kind: string; readonly code: ResourceCode }[];
  /** What the census found (信息资源普查): the system that holds it, and figures. */
  readonly census: Readonly<ResourceCensus> | undefined;
  readonly extension: Readonly<Record<string, string>>;
  readonly synthetic: boolean;
  /** JSON Schema (2020-12) of one row: a closed object whose properties are the information items. */
  readonly rowSchema: JsonSchema;
  /** Combinations of fields by which rows may be looked up. */
  readonly matchKeys: readonly (readonly string[])[];
}

/** A resource of the directory (政务信息资源). */
export interface Resource extends ResourceContent {
  readonly status: ResourceStatus;
  /** Who submitted it for review; undefined before. */
  readonly submittedBy: string | undefined;
  /** The data administration suspended it, so nobody else lifts the suspension. */
  readonly held: boolean;
  /** Counts what was published of it; 0 before the first publication. */
  readonly edition: number;
  /** Counts changes of the record. */
  readonly version: number;
  /** Counts changes of the row schema. */
  readonly schemaVersion: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** 有条件共享 and 不予共享 in the table sharing-type; the rules below rest on these two. */
export const conditional = '2';
export const notShared = '3';

/** Content as it is kept with editions and revisions, and as the interface takes it in again. */
export type WrittenContent = ResourceDraft &
  Required<Pick<ResourceDraft, 'relatedResources' | 'relations' | 'extension' | 'synthetic' | 'rowSchema'>>;

/** What an administrator wrote of the resource, in the form in which it is sent. */
export function writtenContent(content: ResourceContent): WrittenContent {
  const { id, code, name, nameEn, provider, abstract, updateCycle, synthetic, publicationDate, census } = content;
  return {
    ...{ id, code, name, nameEn, provider, abstract },
    class: content.class,
    format: content.format,
    items: [...content.items],
    sharing: content.sharing,
    openness: content.openness,
    updateCycle,
    ...(publicationDate === undefined ? {} : { publicationDate }),
    relatedResources: [...content.relatedResources],
    relations: content.relations.map(({ kind, code: other }) => ({ kind, code: other })),
    ...(census === undefined ? {} : { census }),
    extension: content.extension,
    synthetic,
    rowSchema: content.rowSchema,
    matchKeys: content.matchKeys.map((key) => [...key]),
  };
}

/** What {@link writtenContent} wrote, read again; it was parsed before it was written. */
export function contentOfWritten(written: WrittenContent): ResourceContent {
  return {
    ...written,
    id: written.id as ResourceId,
    code: written.code as ResourceCode,
    provider: written.provider as OrganisationId,
    publicationDate: written.publicationDate,
    census: written.census,
    relatedResources: written.relatedResources as ResourceCode[],
    relations: written.relations as { kind: string; code: ResourceCode }[],
  };
}

/** The resource as the interface shows it. */
export function resourceBody(resource: Resource): ResourceBody {
  const { status, schemaVersion, edition, version, createdBy, updatedBy } = resource;
  return {
    ...writtenContent(resource),
    ...{ status, schemaVersion, edition, version, createdBy, updatedBy },
    createdAt: resource.createdAt.toISOString(),
    updatedAt: resource.updatedAt.toISOString(),
  };
}

/** The resource as a line of the directory. */
export function resourceSummary(resource: Resource): ResourceSummary {
  const { id, code, name, nameEn, provider, abstract, updateCycle, synthetic, status, version } = resource;
  return {
    ...{ id, code, name, nameEn, provider, abstract, updateCycle, synthetic, status, version },
    class: resource.class,
    ...(resource.publicationDate === undefined ? {} : { publicationDate: resource.publicationDate }),
    sharingType: resource.sharing.type,
    open: resource.openness.open,
    updatedAt: resource.updatedAt.toISOString(),
  };
}

/** Two names that differ only in white space, punctuation or width are one (2017-1272, practice): what remains of a name. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '');
}
