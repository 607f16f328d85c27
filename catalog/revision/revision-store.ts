import type { Actor, OrganisationId } from '../../identity/index.ts';
import { type Database, type Page, pageOf } from '../../kernel/index.ts';
import { actsForAdministration } from '../access.ts';
import { json } from '../json-column.ts';
import { readIdCursor } from '../paging.ts';
import {
  contentOfWritten,
  notShared,
  type ResourceContent,
  type WrittenContent,
  writtenContent,
} from '../resource/resource.ts';
import { isResourceId, type ResourceId } from '../resource/resource-id.ts';
import type { CatalogTables } from '../tables.ts';
import type { RevisionStatus } from './revision-lifecycle.ts';

/**
 * The next edition of a published resource, on its way (修订). It has no version of its own: the resource's counts its
 * changes too, so that one lock covers the whole record.
 */
export interface Revision {
  readonly resource: ResourceId;
  readonly status: RevisionStatus;
  readonly content: ResourceContent;
  /** Programs that rely on the resource stop working with it. */
  readonly breaking: boolean;
  readonly submittedBy: string | undefined;
  /** Who published it and when it takes effect, once it is scheduled. */
  readonly scheduled: { readonly from: Date; readonly by: string; readonly organisation: OrganisationId } | undefined;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** The revision under way, if any. Whoever would change it has locked the resource. */
export async function findRevision(database: Database, resource: ResourceId): Promise<Revision | undefined> {
  const row = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource_revision')
    .selectAll()
    .where('resource', '=', resource)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { effective_from: from, published_by: by, published_for: organisation } = row;
  const scheduled = from !== null && by !== null && organisation !== null ? { from, by, organisation } : undefined;
  return {
    ...{ resource, status: row.status, breaking: row.breaking, scheduled },
    content: contentOfWritten(row.content),
    submittedBy: row.submitted_by ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

/** A revision in the list of those under way. */
export interface RevisionLine extends Pick<Revision, 'resource' | 'status' | 'breaking' | 'createdBy' | 'updatedBy'> {
  readonly name: string;
  readonly provider: OrganisationId;
  readonly effectiveFrom: Date | null;
  readonly updatedAt: Date;
}

/**
 * One page of the revisions under way, in order of id: of the resources whose provider the actor acts for, and what is
 * scheduled, which everybody sees who may see the resource.
 */
export async function pageOfRevisions(
  database: Database,
  actor: Actor,
  filter: { status?: RevisionStatus | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<RevisionLine>> {
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource_revision as revision')
    .innerJoin('catalog.resource as kept', 'kept.id', 'revision.resource')
    .select(['revision.resource', 'revision.status', 'revision.breaking', 'kept.name', 'kept.provider'])
    .select(['revision.created_by', 'revision.updated_by', 'revision.updated_at', 'revision.effective_from'])
    .orderBy('revision.resource')
    .limit(filter.limit + 1);
  if (!actsForAdministration(actor)) {
    query = query.where(({ and, eb, or }) =>
      or([
        eb('kept.provider', '=', actor.organisation),
        and([
          eb('revision.status', '=', 'scheduled'),
          eb('kept.status', '=', 'published'),
          eb('kept.sharing_type', '<>', notShared),
        ]),
      ]),
    );
  }
  if (filter.status !== undefined) query = query.where('revision.status', '=', filter.status);
  if (filter.cursor !== undefined)
    query = query.where('revision.resource', '>', readIdCursor(filter.cursor, isResourceId));
  const rows = await query.execute();
  return pageOf({
    rows,
    limit: filter.limit,
    key: (row) => [row.resource],
    item: ({ resource, status, breaking, name, provider, ...row }) => ({
      ...{ resource, status, breaking, name, provider, effectiveFrom: row.effective_from },
      ...{ createdBy: row.created_by, updatedBy: row.updated_by, updatedAt: row.updated_at },
    }),
  });
}

/** Writes the revision, over the one that is there. */
export async function saveRevision(tx: Database, revision: Revision): Promise<void> {
  const { resource, ...rest } = rowOf(revision);
  await tx
    .tables<CatalogTables>()
    .insertInto('catalog.resource_revision')
    .values({ resource, ...rest })
    .onConflict((conflict) => conflict.column('resource').doUpdateSet(rest))
    .execute();
}

export async function deleteRevision(tx: Database, resource: ResourceId): Promise<void> {
  await tx.tables<CatalogTables>().deleteFrom('catalog.resource_revision').where('resource', '=', resource).execute();
}

/** Resources whose scheduled revision is due at `at`, the longest due first. */
export async function dueRevisions(database: Database, at: Date): Promise<readonly ResourceId[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource_revision')
    .select('resource')
    .where('status', '=', 'scheduled')
    .where('effective_from', '<=', at)
    .orderBy('effective_from')
    .execute();
  return rows.map((row) => row.resource);
}

function rowOf(revision: Revision) {
  const { resource, status, breaking, scheduled } = revision;
  return {
    ...{ resource, status, breaking },
    content: json<WrittenContent>(writtenContent(revision.content)),
    submitted_by: revision.submittedBy ?? null,
    effective_from: scheduled?.from ?? null,
    published_by: scheduled?.by ?? null,
    published_for: scheduled?.organisation ?? null,
    created_at: revision.createdAt,
    created_by: revision.createdBy,
    updated_at: revision.updatedAt,
    updated_by: revision.updatedBy,
  };
}
