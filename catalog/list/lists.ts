import { sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import { cursorRefused, type Database, decodeCursor, type Page, pageOf } from '../../kernel/index.ts';
import { actsForAdministration } from '../access.ts';
import type { DemandLine, NegativeLine, ResponsibilityLine } from '../generated/schemas.ts';
import { newestFirst, readIdCursor } from '../paging.ts';
import { isRecordId } from '../record-id.ts';
import { notShared } from '../resource/resource.ts';
import { isResourceId } from '../resource/resource-id.ts';
import { isStorable } from '../storable.ts';
import type { CatalogTables } from '../tables.ts';

/** Which lines of a list: of one provider, or for demands one organisation that wants or answers; a page of them. */
export interface ListFilter {
  readonly organisation?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of the demand list (需求清单), newest first: of the demands that the actor may see. */
export async function pageOfDemandList(
  database: Database,
  actor: Actor,
  filter: ListFilter,
): Promise<Page<DemandLine>> {
  let query = database.tables<CatalogTables>().selectFrom('catalog.demand_list').selectAll();
  const concerning = [actsForAdministration(actor) ? undefined : actor.organisation, filter.organisation];
  for (const organisation of concerning) {
    if (organisation === undefined) continue;
    query = query.where(({ eb, or }) => or([eb('demanding', '=', organisation), eb('responsible', '=', organisation)]));
  }
  return newestFirst({
    ...{ query, filter, isId: isRecordId },
    item: ({ id, title, demanding, responsible, status, resource, ground, ...row }) => ({
      ...{ demand: id, title, demanding, status, createdAt: row.created_at.toISOString() },
      ...{ wantedService: row.wanted_service, updateCycle: row.update_cycle, wantedBy: row.wanted_by },
      ...present({ responsible, resource, ground }),
    }),
  });
}

/** One page of the responsibility list (责任清单), in order of id: of the published resources that the actor may see. */
export async function pageOfResponsibilities(
  database: Database,
  actor: Actor,
  filter: ListFilter,
): Promise<Page<ResponsibilityLine>> {
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.responsibility_list')
    .selectAll()
    .orderBy('id')
    .limit(filter.limit + 1);
  if (!actsForAdministration(actor)) {
    query = query.where(({ eb, or }) =>
      or([eb('provider', '=', actor.organisation), eb('sharing_type', '<>', notShared)]),
    );
  }
  if (filter.organisation !== undefined) query = query.where(sql<string>`provider`, '=', filter.organisation);
  if (filter.cursor !== undefined) query = query.where('id', '>', readIdCursor(filter.cursor, isResourceId));
  const rows = await query.execute();
  return pageOf({
    rows,
    limit: filter.limit,
    key: (row) => [row.id],
    item: ({ id, code, name, provider, open, edition, condition, ...row }) => ({
      ...{ resource: id, code, name, provider, open, edition, updateCycle: row.update_cycle },
      ...{ sharingType: row.sharing_type, sharingMode: row.sharing_mode },
      ...present({ condition, publicationDate: row.publication_date }),
    }),
  });
}

/** One page of the negative list (负面清单), in order of resource and field: of the resources that the actor may see. */
export async function pageOfNegatives(
  database: Database,
  actor: Actor,
  filter: ListFilter,
): Promise<Page<NegativeLine>> {
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.negative_list')
    .selectAll()
    .orderBy('resource')
    .orderBy('field')
    .limit(filter.limit + 1);
  if (!actsForAdministration(actor)) {
    query = query.where(({ eb, or }) =>
      or([eb('provider', '=', actor.organisation), eb('sharing_type', '<>', notShared)]),
    );
  }
  if (filter.organisation !== undefined) query = query.where(sql<string>`provider`, '=', filter.organisation);
  if (filter.cursor !== undefined) {
    const [resource, field] = decodeCursor(filter.cursor, 2);
    if (!isResourceId(resource) || typeof field !== 'string' || !isStorable(field)) throw cursorRefused();
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('resource', 'field'), '>', tuple(resource, field)));
  }
  const rows = await query.execute();
  return pageOf({
    rows,
    limit: filter.limit,
    key: (row) => [row.resource, row.field],
    item: ({ resource, field, code, name, item, provider, law }) => ({
      ...{ resource, code, name, provider },
      ...present({ field: field === '' ? null : field, item, law }),
    }),
  });
}

/** The members that are there. */
function present<T extends Readonly<Record<string, string | null>>>(members: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: string;
  };
}
