import { sql } from 'kysely';
import { type Database, isUniqueViolation, type Problem } from '../../kernel/index.ts';
import { columnsOf, insertRows } from '../json-rows.ts';
import { writeSearchRows } from '../search/search-rows.ts';
import type { CatalogTables, ResourceTable } from '../tables.ts';
import { resourceProblems } from './problems.ts';
import { nameKey, type Resource } from './resource.ts';
import type { ResourceCode } from './resource-code.ts';
import type { ResourceId } from './resource-id.ts';

/** @throws RESOURCE_ID_TAKEN, RESOURCE_CODE_TAKEN, RESOURCE_NAME_TAKEN */
export async function insertResource(tx: Database, resource: Resource): Promise<void> {
  await namingWhatIsTaken(resource, () => insertRows(tx, 'catalog.resource', [rowOf(resource)]));
  await writeSearchRows(tx, [resource]);
}

/** Enters many resources in one statement, in the order given. @throws as {@link insertResource}, for the first that is taken */
export async function insertResources(tx: Database, resources: readonly Resource[]): Promise<void> {
  for (let start = 0; start < resources.length; start += rowsPerStatement) {
    const part = resources.slice(start, start + rowsPerStatement);
    try {
      await insertRows(tx, 'catalog.resource', part.map(rowOf));
    } catch (error) {
      const value = takenValue(error);
      throw taken(error, value, value) ?? error;
    }
    await writeSearchRows(tx, part);
  }
}

/** A megabyte or two a statement. */
const rowsPerStatement = 500;

/** Writes the resource over the row that {@link findResource} locked. @throws RESOURCE_CODE_TAKEN, RESOURCE_NAME_TAKEN */
export async function saveResource(tx: Database, resource: Resource): Promise<void> {
  const row = rowOf(resource);
  await namingWhatIsTaken(resource, () =>
    sql`update catalog.resource set (${columnsOf(row)}) =
      (select ${columnsOf(row)} from json_populate_record(null::catalog.resource, ${JSON.stringify(row)}::json))
      where id = ${resource.id}`.execute(tx.tables()),
  );
  await writeSearchRows(tx, [resource]);
}

/**
 * Reads one resource. Within a transaction, `lock: 'change'` makes others who would change it wait, `lock: 'rely'` makes
 * those wait who would change it under what relies on it.
 */
export async function findResource(
  database: Database,
  id: ResourceId,
  lock?: 'change' | 'rely',
): Promise<Resource | undefined> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.resource').selectAll().where('id', '=', id);
  if (lock === 'change') query = query.forUpdate();
  if (lock === 'rely') query = query.forShare();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : resourceOf(row);
}

/** Reads several resources and keeps them as they are until the transaction ends. */
export async function findResources(
  tx: Database,
  ids: readonly ResourceId[],
): Promise<ReadonlyMap<ResourceId, Resource>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .tables<CatalogTables>()
    .selectFrom('catalog.resource')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forShare()
    .execute();
  return new Map(rows.map((row) => [row.id, resourceOf(row)]));
}

/** The resources that have one of the codes or ids. Locked, others who would change them wait until the transaction ends. */
export async function findNamedResources(
  database: Database,
  named: { readonly codes: readonly ResourceCode[]; readonly ids: readonly ResourceId[] },
  lock?: 'change',
): Promise<readonly Resource[]> {
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource')
    .selectAll()
    .where(({ eb, fn, or, val }) =>
      or([eb('code', '=', fn.any(val([...named.codes]))), eb('id', '=', fn.any(val([...named.ids])))]),
    )
    .orderBy('id');
  if (lock === 'change') query = query.forUpdate();
  return (await query.execute()).map(resourceOf);
}

export async function allResources(database: Database): Promise<readonly Resource[]> {
  const rows = await database.tables<CatalogTables>().selectFrom('catalog.resource').selectAll().execute();
  return rows.map(resourceOf);
}

/** Reads several resources as they are now. */
export async function readResources(
  database: Database,
  ids: readonly ResourceId[],
): Promise<ReadonlyMap<ResourceId, Resource>> {
  if (ids.length === 0) return new Map();
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource')
    .selectAll()
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, resourceOf(row)]));
}

/** Every column, so that the statement is the same for each resource. */
function rowOf(resource: Resource) {
  const { id, code, provider, name, abstract, synthetic, status, version } = resource;
  return {
    ...{ id, code, provider, name, abstract, synthetic, status, version },
    name_en: resource.nameEn,
    name_key: nameKey(name),
    class: resource.class,
    format: resource.format,
    items: resource.items,
    sharing: resource.sharing,
    openness: resource.openness,
    update_cycle: resource.updateCycle,
    publication_date: resource.publicationDate ?? null,
    related_resources: [...resource.relatedResources],
    extension: resource.extension,
    row_schema: resource.rowSchema,
    match_keys: resource.matchKeys,
    schema_version: resource.schemaVersion,
    relations: resource.relations,
    census: resource.census === undefined ? null : resource.census,
    edition: resource.edition,
    submitted_by: resource.submittedBy ?? null,
    held: resource.held,
    created_at: resource.createdAt,
    created_by: resource.createdBy,
    updated_at: resource.updatedAt,
    updated_by: resource.updatedBy,
  };
}

/** What {@link rowOf} wrote, read again. */
function resourceOf(row: { [K in keyof Omit<ResourceTable, 'sharing_type'>]: ResourceTable[K] }): Resource {
  const { id, code, provider, name, abstract, items, sharing, openness, extension, synthetic, status, version } = row;
  return {
    ...{ id, code, provider, name, abstract, items, sharing, openness, extension, synthetic, status, version },
    nameEn: row.name_en,
    class: row.class,
    format: row.format,
    updateCycle: row.update_cycle,
    publicationDate: row.publication_date ?? undefined,
    relatedResources: row.related_resources,
    rowSchema: row.row_schema,
    matchKeys: row.match_keys,
    schemaVersion: row.schema_version,
    relations: row.relations,
    census: row.census ?? undefined,
    edition: row.edition,
    submittedBy: row.submitted_by ?? undefined,
    held: row.held,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

async function namingWhatIsTaken({ id, code }: Resource, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw taken(error, id, code) ?? error;
  }
}

function taken(error: unknown, id: string, code: string): Problem | undefined {
  if (isUniqueViolation(error, 'resource_pkey')) return resourceProblems.RESOURCE_ID_TAKEN({ id });
  if (isUniqueViolation(error, 'resource_code_unique')) return resourceProblems.RESOURCE_CODE_TAKEN({ code });
  if (isUniqueViolation(error, 'resource_name_unique')) return resourceProblems.RESOURCE_NAME_TAKEN();
  return undefined;
}

/** The value that PostgreSQL names in the detail of a unique violation: `Key (id)=(population.resident) already exists.` */
function takenValue(error: unknown): string {
  const detail = typeof error === 'object' && error !== null && 'detail' in error ? String(error.detail) : '';
  return /\)=\((.*)\) already/.exec(detail)?.[1] ?? '–';
}
