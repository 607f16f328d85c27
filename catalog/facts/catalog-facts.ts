import { sql } from 'kysely';
import type { Database } from '../../kernel/index.ts';
import type { Grant } from '../grant/grant.ts';
import { isGrantId } from '../grant/grant-id.ts';
import { activeGrants, findGrant } from '../grant/grant-store.ts';
import type { Matter } from '../matter/matter.ts';
import { isMatterCode } from '../matter/matter-code.ts';
import { allMatters, findMatter } from '../matter/matter-store.ts';
import type { Resource } from '../resource/resource.ts';
import { isResourceId } from '../resource/resource-id.ts';
import { allResources, findResource } from '../resource/resource-store.ts';
import { GrantIndex, type GrantQuestion } from './grant-index.ts';

/** What of a {@link CatalogChange} a notice needs to carry. A kind that is not kept in memory is passed over. */
export interface ChangedThing {
  readonly kind: string;
  readonly subject: string;
}

/**
 * The catalogue as a decision needs it: in memory, immutable records, no waiting. What it says is as new as the last
 * refresh; whoever hears of a change calls {@link CatalogFacts.refresh}.
 */
export interface CatalogFacts {
  /** The resource in whatever state: mind its `status`. */
  resource(id: string): Resource | undefined;
  /** Active grants of the organisation that this system may use on the resource, oldest first. Mind their validity. */
  grantsFor(question: GrantQuestion): readonly Grant[];
  /** The matter, active or ended: mind its `status`. */
  matter(code: string): Matter | undefined;
  /** The organisation's active matters of this name. */
  mattersNamed(name: string, organisation: string): readonly Matter[];
  /** Reads one thing again, or everything. Calls take their turn, so a later one never undoes what an earlier one read. */
  refresh(changed?: ChangedThing): Promise<void>;
  /** How many there are in memory. */
  size(): { readonly resources: number; readonly grants: number; readonly matters: number };
}

interface Snapshot {
  readonly resources: Map<string, Resource>;
  readonly matters: Map<string, Matter>;
  readonly grants: GrantIndex;
}

/** Loads the catalogue into memory. @example const facts = await loadCatalogFacts(database) */
export async function loadCatalogFacts(database: Database): Promise<CatalogFacts> {
  let snapshot = await readAll(database);
  let turn: Promise<void> = Promise.resolve();
  return {
    resource: (id) => snapshot.resources.get(id),
    matter: (code) => snapshot.matters.get(code),
    mattersNamed: (name, organisation) =>
      [...snapshot.matters.values()].filter(
        (matter) => matter.name === name && matter.organisation === organisation && matter.status === 'active',
      ),
    grantsFor: (question) => snapshot.grants.forQuestion(question),
    refresh: (changed) => {
      const mine = turn.then(async () => {
        if (changed === undefined) snapshot = await readAll(database);
        else await readOne(database, snapshot, changed);
      });
      turn = mine.catch(() => {});
      return mine;
    },
    size: () => ({
      resources: snapshot.resources.size,
      grants: snapshot.grants.size,
      matters: snapshot.matters.size,
    }),
  };
}

function readAll(database: Database): Promise<Snapshot> {
  return database.transaction(async (tx) => {
    // One moment for all three tables.
    await sql`set transaction isolation level repeatable read, read only`.execute(tx.tables());
    const resources = await allResources(tx);
    const matters = await allMatters(tx);
    const grants = await activeGrants(tx);
    return {
      resources: new Map(resources.map((resource) => [resource.id, resource])),
      matters: new Map(matters.map((matter) => [matter.code, matter])),
      grants: new GrantIndex(grants),
    };
  });
}

async function readOne(database: Database, snapshot: Snapshot, { kind, subject }: ChangedThing): Promise<void> {
  if (kind === 'resource' && isResourceId(subject)) {
    setOrDelete(snapshot.resources, subject, await findResource(database, subject));
  } else if (kind === 'matter' && isMatterCode(subject)) {
    setOrDelete(snapshot.matters, subject, await findMatter(database, subject));
  } else if (kind === 'grant' && isGrantId(subject)) {
    const grant = await findGrant(database, subject);
    snapshot.grants.replace(subject, grant?.status === 'active' ? grant : undefined);
  }
}

function setOrDelete<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
