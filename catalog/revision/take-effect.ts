import type { Clock, Database } from '../../kernel/index.ts';
import { type CatalogChange, type ChangeEntry, type RecordedActor, recordChanges } from '../change/change.ts';
import type { CatalogDeps } from '../deps.ts';
import { insertEdition } from '../edition/edition-store.ts';
import { saveGrant } from '../grant/grant-store.ts';
import { grantsNotStanding } from '../grant/standing.ts';
import type { Resource } from '../resource/resource.ts';
import { findResource, saveResource } from '../resource/resource-store.ts';
import { sameRows } from '../resource/update-resource.ts';
import { deleteRevision, dueRevisions, findRevision, type Revision } from './revision-store.ts';

/**
 * Puts a scheduled revision in the place of the edition in force: the next edition. Grants that the resource no longer
 * carries are suspended in the same breath, since an exchange that fails closed passes nothing on that was not granted.
 * @returns what to announce
 */
export async function takeEffect(
  tx: Database,
  options: { resource: Resource; revision: Revision; actor: RecordedActor; at: Date },
): Promise<{ resource: Resource; changes: readonly CatalogChange[] }> {
  const { resource: before, revision, actor, at } = options;
  const { content } = revision;
  const after: Resource = {
    ...before,
    ...content,
    publicationDate: content.publicationDate ?? before.publicationDate,
    version: before.version + 1,
    schemaVersion: before.schemaVersion + (sameRows(before, content) ? 0 : 1),
    edition: before.edition + 1,
    updatedAt: at,
    updatedBy: actor.reference,
  };
  await deleteRevision(tx, before.id);
  await saveResource(tx, after);
  await insertEdition(tx, after, { at, by: actor.reference, breaking: revision.breaking });
  const own: ChangeEntry = {
    change: { kind: 'resource', subject: before.id, event: 'revision-in-force', version: after.version },
    ...{ actor, at, before, after },
  };
  const fallen = await suspendFallenGrants(tx, after, { actor, at });
  await recordChanges(tx, [own, ...fallen]);
  return { resource: after, changes: [own, ...fallen].map(({ change }) => change) };
}

async function suspendFallenGrants(
  tx: Database,
  resource: Resource,
  { actor, at }: { actor: RecordedActor; at: Date },
): Promise<readonly ChangeEntry[]> {
  const entries: ChangeEntry[] = [];
  for (const { grant, findings } of await grantsNotStanding(tx, resource, at)) {
    if (grant.status !== 'active') continue;
    const after = {
      ...grant,
      status: 'suspended',
      version: grant.version + 1,
      updatedAt: at,
      updatedBy: actor.reference,
    } as const;
    await saveGrant(tx, after);
    entries.push({
      change: { kind: 'grant', subject: grant.id, event: 'suspend', version: after.version },
      ...{ actor, at, before: grant, after },
      reason: `${resource.id} edition ${resource.edition}: ${findings.map(({ code }) => code).join(', ')}`,
    });
  }
  return entries;
}

/**
 * Lets every scheduled revision that is due take effect, each in a transaction of its own. Hubs may do it at once: the
 * second finds nothing left to do.
 * @returns how many took effect
 */
export async function applyDueRevisions(options: {
  database: Database;
  clock: Clock;
  onChange?: CatalogDeps['onChange'];
}): Promise<number> {
  const at = options.clock.now();
  let applied = 0;
  for (const id of await dueRevisions(options.database, at)) {
    const changes = await options.database.transaction(async (tx) => {
      const resource = await findResource(tx, id, 'change');
      const revision = await findRevision(tx, id);
      const scheduled = revision?.scheduled;
      if (resource === undefined || revision === undefined || scheduled === undefined || scheduled.from > at) return [];
      const actor = { kind: 'recorded', reference: scheduled.by, organisation: scheduled.organisation } as const;
      return (await takeEffect(tx, { resource, revision, actor, at })).changes;
    });
    if (changes.length > 0) applied += 1;
    for (const change of changes) await options.onChange?.(change);
  }
  return applied;
}
