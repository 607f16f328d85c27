import { type Actor, reaches } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type {
  ResourceEditionList,
  ResourceRevision,
  RevisionLine as RevisionLineBody,
  ResourceDifference as WrittenDifference,
} from '../generated/schemas.ts';
import { resourceDifferences } from '../resource/difference.ts';
import type { ResourceDifference } from '../resource/difference-texts.ts';
import { readResource } from '../resource/read-resource.ts';
import { type Resource, writtenContent } from '../resource/resource.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { revisionProblems } from './problems.ts';
import { findRevision, type Revision, type RevisionLine } from './revision-store.ts';

/**
 * The revision of a resource under way. Those who may see the resource see it from when it is scheduled, so that they have
 * the grace period to adjust; before, it is its provider's and the data administration's.
 * @throws RESOURCE_NOT_FOUND, REVISION_NOT_FOUND
 */
export async function readRevision(options: {
  database: Database;
  actor: Actor;
  id: ResourceId;
}): Promise<{ resource: Resource; revision: Revision }> {
  const resource = await readResource(options);
  const revision = await visibleRevision({ ...options, resource });
  if (revision === undefined) throw revisionProblems.REVISION_NOT_FOUND();
  return { resource, revision };
}

/** The revision under way of a resource that the actor may see, if it may see that too. */
export async function visibleRevision(options: {
  database: Database;
  actor: Actor;
  resource: Resource;
}): Promise<Revision | undefined> {
  const { database, actor, resource } = options;
  const revision = await findRevision(database, resource.id);
  const seen = revision?.status === 'scheduled' || reaches(actor, resource.provider);
  return seen ? revision : undefined;
}

/** A revision in few words, for the list of editions. */
export function revisionLine({ status, breaking, scheduled }: Revision): NonNullable<ResourceEditionList['revision']> {
  return {
    ...{ status, breaking },
    ...(scheduled === undefined ? {} : { effectiveFrom: scheduled.from.toISOString() }),
  };
}

/** A revision as the interface shows it, with the readable difference from the edition in force. */
export function revisionBody({ resource, revision }: { resource: Resource; revision: Revision }): ResourceRevision {
  const { status, breaking, createdBy, updatedBy, scheduled } = revision;
  return {
    ...{ resource: resource.id, status, breaking, version: resource.version, createdBy, updatedBy },
    ...(scheduled === undefined ? {} : { effectiveFrom: scheduled.from.toISOString() }),
    content: writtenContent(revision.content),
    differences: differencesBody(resourceDifferences(resource, revision.content)),
    createdAt: revision.createdAt.toISOString(),
    updatedAt: revision.updatedAt.toISOString(),
  };
}

/** A line of the list of revisions as the interface shows it. */
export function revisionLineBody({ effectiveFrom, updatedAt, ...line }: RevisionLine): RevisionLineBody {
  return {
    ...line,
    ...(effectiveFrom === null ? {} : { effectiveFrom: effectiveFrom.toISOString() }),
    updatedAt: updatedAt.toISOString(),
  };
}

/** Differences as the interface shows them. */
export function differencesBody(differences: readonly ResourceDifference[]): WrittenDifference[] {
  return differences.map((difference) => ({ ...difference }));
}
