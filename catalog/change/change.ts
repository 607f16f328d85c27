import { type Actor, actorReference } from '../../identity/index.ts';
import { canonicalJson, type Database } from '../../kernel/index.ts';
import { jsonb } from '../json-column.ts';
import type { CatalogTables } from '../tables.ts';

/** What of the catalogue changed; enough to read it again. */
export interface CatalogChange {
  readonly kind: 'resource' | 'matter' | 'grant' | 'code-row';
  /** Id of the resource or grant, code of the matter, `table/code` of a code row. */
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

/** Writes a change down, in the transaction that makes it. The record is append-only. */
export async function recordChange(
  tx: Database,
  options: {
    change: CatalogChange;
    actor: Actor;
    at: Date;
    reason?: string | undefined;
    before: object | undefined;
    after: object;
  },
): Promise<void> {
  const { change, actor, at } = options;
  await tx
    .tables<CatalogTables>()
    .insertInto('catalog.change')
    .values({
      at,
      actor: actorReference(actor),
      organisation: actor.organisation,
      kind: change.kind,
      subject: change.subject,
      event: change.event,
      version: change.version,
      reason: options.reason ?? null,
      what: jsonb<unknown>(difference(options.before ?? {}, options.after)),
    })
    .execute();
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
  return rows.map(({ at, actor, organisation, event, version, reason, what }) => ({
    ...thing,
    ...{ at, actor, organisation, event, version },
    reason: reason ?? undefined,
    what: what as ChangeRecord['what'],
  }));
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
