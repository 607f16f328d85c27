import type { Database } from '../../kernel/index.ts';
import { json } from '../json-column.ts';
import {
  contentOfWritten,
  type Resource,
  type ResourceContent,
  type WrittenContent,
  writtenContent,
} from '../resource/resource.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { CatalogTables } from '../tables.ts';

/** A resource as it was published (版本): what stood in the directory from `effectiveFrom` until the next edition. */
export interface Edition {
  readonly edition: number;
  readonly schemaVersion: number;
  readonly effectiveFrom: Date;
  readonly publishedBy: string;
  /** Programs that relied on the edition before may have stopped working. */
  readonly breaking: boolean;
}

/** Keeps the resource as its edition `resource.edition`, for ever. */
export async function insertEdition(
  tx: Database,
  resource: Resource,
  { at, by, breaking }: { at: Date; by: string; breaking: boolean },
): Promise<void> {
  await tx
    .tables<CatalogTables>()
    .insertInto('catalog.resource_edition')
    .values({
      resource: resource.id,
      edition: resource.edition,
      schema_version: resource.schemaVersion,
      effective_from: at,
      published_by: by,
      breaking,
      content: json<WrittenContent>(writtenContent(resource)),
    })
    .execute();
}

/** The editions of a resource, newest first. */
export async function editionsOf(database: Database, resource: ResourceId): Promise<readonly Edition[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource_edition')
    .select(['edition', 'schema_version', 'effective_from', 'published_by', 'breaking'])
    .where('resource', '=', resource)
    .orderBy('edition', 'desc')
    .execute();
  return rows.map(editionOf);
}

/** One edition with its content. */
export async function findEdition(
  database: Database,
  resource: ResourceId,
  edition: number,
): Promise<(Edition & { readonly content: ResourceContent }) | undefined> {
  const row = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource_edition')
    .selectAll()
    .where('resource', '=', resource)
    .where('edition', '=', edition)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...editionOf(row), content: contentOfWritten(row.content) };
}

function editionOf(row: {
  edition: number;
  schema_version: number;
  effective_from: Date;
  published_by: string;
  breaking: boolean;
}): Edition {
  return {
    edition: row.edition,
    schemaVersion: row.schema_version,
    effectiveFrom: row.effective_from,
    publishedBy: row.published_by,
    breaking: row.breaking,
  };
}
