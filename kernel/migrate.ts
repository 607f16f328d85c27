import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { sha256 } from './digest.ts';

/** One step forward. There are no steps back: a mistake is mended by the next migration. */
export interface Migration {
  /** `0001-what-it-does`; applied in this order. */
  readonly name: string;
  /** One or more statements, run in one transaction. */
  readonly sql: string;
}

/** The migrations of one domain folder, in its own PostgreSQL schema. */
export interface MigrationFolder {
  readonly schema: string;
  readonly migrations: readonly Migration[];
}

interface MigrationTables {
  'kernel.migration': { schema: string; name: string; checksum: string; applied_at: Date };
}

/** Any fixed number: it names the lock under which one process at a time migrates. */
const migrationLock = 0x48554655;

/**
 * Brings every folder's schema up to date, in the order given. Two hubs may start at once: an advisory lock lets one
 * work and the other find the work done. All of it happens in one transaction, so a failure leaves the database as it was.
 * @returns the names of what was applied, `schema/name`.
 * @throws Error when a migration that was applied has been changed since, or is missing.
 */
export async function migrate(database: Database, folders: readonly MigrationFolder[]): Promise<readonly string[]> {
  return database.transaction(async (tx) => {
    const tables = tx.tables<MigrationTables>();
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(tables);
    await sql`create schema if not exists kernel`.execute(tables);
    await sql`create table if not exists kernel.migration (
      schema text not null, name text not null, checksum text not null, applied_at timestamptz not null default now(),
      primary key (schema, name))`.execute(tables);
    const applied: string[] = [];
    for (const folder of folders) applied.push(...(await migrateFolder(tables, folder)));
    return applied;
  });
}

async function migrateFolder(tables: Kysely<MigrationTables>, folder: MigrationFolder): Promise<readonly string[]> {
  await sql`create schema if not exists ${sql.id(folder.schema)}`.execute(tables);
  const rows = await tables.selectFrom('kernel.migration').selectAll().where('schema', '=', folder.schema).execute();
  const known = new Map(rows.map((row) => [row.name, row.checksum]));
  const ordered = folder.migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const applied: string[] = [];
  for (const { name, sql: statements } of ordered) {
    const checksum = sha256(statements).toString('hex');
    const before = known.get(name);
    known.delete(name);
    if (before === checksum) continue;
    if (before !== undefined) throw new Error(`migration ${folder.schema}/${name} was applied and then changed`);
    await sql.raw(statements).execute(tables);
    await tables
      .insertInto('kernel.migration')
      .values({ schema: folder.schema, name, checksum, applied_at: sql<Date>`now()` })
      .execute();
    applied.push(`${folder.schema}/${name}`);
  }
  const [unknown] = known.keys();
  if (unknown !== undefined)
    throw new Error(
      `the database knows migration ${folder.schema}/${unknown}, this program does not: it is older than the database`,
    );
  return applied;
}
