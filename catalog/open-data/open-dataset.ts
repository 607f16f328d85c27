import type { Database } from '../../kernel/index.ts';
import { type CodeTables, isTableName, rowOf } from '../code-table/code-table.ts';
import { findCodeTable, rowsAt } from '../code-table/code-table-store.ts';
import type { OpenDataset, OpenDatasetItem, OpenDatasetLine, OpenDatasetTable } from '../generated/schemas.ts';
import type { Parties } from '../parties.ts';
import { openItems } from './openness.ts';
import type { PublicResource } from './public-resources.ts';
import { type OpenRows, rowAddresses } from './rows.ts';

/** What descriptions of open data are made with. */
export interface Describing {
  readonly parties: Parties;
  /** The hub's public address, without a slash at its end. */
  readonly base: string;
  /** Left out: rows cannot be downloaded. */
  readonly openRows: OpenRows | undefined;
}

/** Where the rows are to be had, or why they are not. */
function rowsOf(resource: PublicResource, { base, openRows }: Describing): OpenDataset['rows'] {
  if (openRows?.areListed(resource) === true) return { available: true, ...rowAddresses(base, resource) };
  return {
    available: false,
    reason: '目前没有提供部门的连接器能列出该资源的各行；可得的是数据说明、信息项和代码表。',
    reasonEn:
      'No connector of the provider can list the rows of this resource at present; what can be had is the description, the items and their code tables.',
  };
}

/** An open resource as a line of the listing. */
export function openDatasetLine(resource: PublicResource, describing: Describing): OpenDatasetLine {
  const { parties, base } = describing;
  const rows = rowsOf(resource, describing);
  const { id, code, name, nameEn, provider, abstract, updateCycle, synthetic, edition } = resource;
  return {
    ...{ id, code, name, nameEn, provider, abstract, updateCycle, synthetic, edition },
    providerName: parties.organisation(provider)?.name ?? provider,
    class: resource.class,
    ...(resource.publicationDate === undefined ? {} : { publicationDate: resource.publicationDate }),
    ...(resource.openness.condition === undefined ? {} : { condition: resource.openness.condition }),
    updatedAt: resource.updatedAt.toISOString(),
    itemCount: openItems(resource).length,
    downloads: {
      json: `${base}/v1/open-data/${id}.json`,
      csv: `${base}/v1/open-data/${id}.csv`,
      ...(rows.available ? { rowsJson: rows.json, rowsCsv: rows.csv } : {}),
    },
  };
}

/** Everything of an open resource that the hub can give the public: its description, open items and the codes they use. */
export async function openDataset(
  { database, ...describing }: Describing & { database: Database },
  resource: PublicResource,
  tables: CodeTables,
): Promise<OpenDataset> {
  const items = openDatasetItems(resource, tables);
  return {
    ...openDatasetLine(resource, describing),
    format: resource.format,
    items: [...items],
    codeTables: await codeTablesOf(database, items),
    rows: rowsOf(resource, describing),
  };
}

/** The open items of a resource, with the names of their types. */
export function openDatasetItems(resource: PublicResource, tables: CodeTables): readonly OpenDatasetItem[] {
  return openItems(resource).map((item) => {
    const { field, name, nameEn, type, length, scale, unit, codeTable, description, openness } = item;
    return {
      ...{ field, name, nameEn, type },
      typeName: rowOf(tables, 'item-type', type)?.name ?? type,
      ...(length === undefined ? {} : { length }),
      ...(scale === undefined ? {} : { scale }),
      ...(unit === undefined ? {} : { unit }),
      ...(codeTable === undefined ? {} : { codeTable }),
      ...(description === undefined ? {} : { description }),
      ...(openness?.condition === undefined ? {} : { condition: openness.condition }),
    };
  });
}

/** The tables of values that the items name and that are kept here; others are standards known by their number. */
async function codeTablesOf(database: Database, items: readonly OpenDatasetItem[]): Promise<OpenDatasetTable[]> {
  const names = new Set(items.flatMap(({ codeTable }) => codeTable ?? []).filter(isTableName));
  const found: OpenDatasetTable[] = [];
  for (const name of [...names].sort()) {
    const table = await findCodeTable(database, name);
    if (table === undefined) continue;
    const codes = (await rowsAt(database, table)).map(({ code, name: meaning, nameEn, parent }) => ({
      ...{ code, name: meaning, nameEn },
      ...(parent === undefined ? {} : { parent }),
    }));
    found.push({ name, title: table.title, titleEn: table.titleEn, version: table.version, rows: codes });
  }
  return found;
}
