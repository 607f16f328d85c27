import { type Actor, actorReference, type OrganisationId } from '../../identity/index.ts';
import { canonicalJson, type Database, type Page, pageOf } from '../../kernel/index.ts';
import type { CatalogueChange } from '../generated/schemas.ts';
import { insertRows } from '../json-rows.ts';
import { readSequenceCursor } from '../paging.ts';
import type { CatalogTables, ChangeTable } from '../tables.ts';

/** What of the catalogue changed; enough to read it again. */
export interface CatalogChange {
  readonly kind:
    | 'resource'
    | 'matter'
    | 'grant'
    | 'code-row'
    | 'code-table'
    | 'application'
    | 'demand'
    | 'objection'
    | 'calendar'
    | 'clock-limit';
  /**
   * Id of the resource, grant, application, demand or objection, code of the matter, `table/code` of a code row, name of a
   * code table, year of the calendar, kind of a limit.
   */
  readonly subject: string;
  readonly event: string;
  readonly version: number;
}

/** One line of the record of changes: who, when, what. */
export interface ChangeRecord extends CatalogChange {
  readonly at: Date;
  /** `officer:<id>` or `system:<id>`. */
  readonly actor: string;
  readonly organisation: string;
  readonly reason: string | undefined;
  /** Per changed member, what it was and what it is; absent where it was or is not there. */
  readonly what: Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>;
}

/** Stamps that change with every change and say nothing of it. */
const stamps = new Set(['version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']);

/** Who is answerable for a change that takes effect later than it was decided. */
export interface RecordedActor {
  readonly kind: 'recorded';
  /** `officer:<id>` or `system:<id>`. */
  readonly reference: string;
  readonly organisation: OrganisationId;
}

/** A change with what it changed, about to be written down. */
export interface ChangeEntry {
  readonly change: CatalogChange;
  readonly actor: Actor | RecordedActor;
  readonly at: Date;
  readonly reason?: string | undefined;
  readonly before: object | undefined;
  readonly after: object;
}

/** Writes a change down, in the transaction that makes it. The record is append-only. */
export function recordChange(tx: Database, entry: ChangeEntry): Promise<void> {
  return recordChanges(tx, [entry]);
}

/** Writes many changes down, in their order. */
export async function recordChanges(tx: Database, entries: readonly ChangeEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += rowsPerStatement) {
    const rows = entries.slice(start, start + rowsPerStatement).map(rowOf);
    await insertRows(tx, 'catalog.change', rows);
  }
}

/** A few megabytes a statement. */
const rowsPerStatement = 1000;

function rowOf({ change, actor, at, reason, before, after }: ChangeEntry) {
  const { kind, subject, event, version } = change;
  return {
    ...{ at, kind, subject, event, version },
    actor: referenceOf(actor),
    organisation: actor.organisation,
    reason: reason ?? null,
    what: difference(before ?? {}, after),
  };
}

/** A short word for who is answerable. */
export function referenceOf(actor: Actor | RecordedActor): string {
  return actor.kind === 'recorded' ? actor.reference : actorReference(actor);
}

/** One page of the record of changes of one thing, newest first. */
export async function pageOfChanges(
  database: Database,
  thing: Pick<CatalogChange, 'kind' | 'subject'>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<ChangeRecord>> {
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.change')
    .selectAll()
    .where('kind', '=', thing.kind)
    .where('subject', '=', thing.subject)
    .orderBy('sequence', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) query = query.where('sequence', '<', readSequenceCursor(cursor));
  const rows = await query.execute();
  return pageOf({ rows, limit, key: (row) => [Number(row.sequence)], item: (row) => recordOf(thing, row) });
}

/** A change as the interface shows it. */
export function changeBody({ at, actor, organisation, event, version, reason, what }: ChangeRecord): CatalogueChange {
  return {
    ...{ actor, organisation, event, version, what },
    at: at.toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The record of changes of one thing, oldest first. */
export async function changesOf(
  database: Database,
  thing: Pick<CatalogChange, 'kind' | 'subject'>,
): Promise<readonly ChangeRecord[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.change')
    .selectAll()
    .where('kind', '=', thing.kind)
    .where('subject', '=', thing.subject)
    .orderBy('sequence')
    .execute();
  return rows.map((row) => recordOf(thing, row));
}

function recordOf(
  { kind, subject }: Pick<CatalogChange, 'kind' | 'subject'>,
  { at, actor, organisation, event, version, reason, what }: Omit<ChangeTable, 'sequence'>,
): ChangeRecord {
  return {
    ...{ kind, subject, at, actor, organisation, event, version },
    reason: reason ?? undefined,
    what: what as ChangeRecord['what'],
  };
}

/** The members that differ between two states of a record. */
export function difference(before: object, after: object): ChangeRecord['what'] {
  const old = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  const changed: Record<string, { before?: unknown; after?: unknown }> = {};
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [a, b] = [old.get(name), now.get(name)];
    if (stamps.has(name) || same(a, b)) continue;
    changed[name] = { ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) };
  }
  return changed;
}

function same(a: unknown, b: unknown): boolean {
  return a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
}
