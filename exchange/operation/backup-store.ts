import { type Clock, type Database, isUniqueViolation } from '../../kernel/index.ts';
import { operationProblems } from './problems.ts';

/** A backup of the database that somebody took, as it was reported. */
export interface Backup {
  readonly sha256: string;
  readonly takenAt: Date;
  /** Bytes. */
  readonly size: number;
  /** Where it is kept, in the words of who took it. */
  readonly place: string;
  readonly verifiedAt: Date | undefined;
  readonly recordedAt: Date;
  /** Reference of the officer. */
  readonly recordedBy: string;
}

interface BackupTable {
  'exchange.backup': {
    sha256: string;
    taken_at: Date;
    /** bigint: a text as the driver gives it. */
    size: string | number;
    place: string;
    verified_at: Date | null;
    recorded_at: Date;
    recorded_by: string;
  };
}

/** Backups that are listed, newest first. */
const mostListed = 200;

/** @throws BACKUP_RECORDED when the same file was reported before */
export async function insertBackup(database: Database, backup: Backup): Promise<void> {
  const { sha256, size, place } = backup;
  try {
    await database
      .tables<BackupTable>()
      .insertInto('exchange.backup')
      .values({
        ...{ sha256, size, place },
        taken_at: backup.takenAt,
        verified_at: backup.verifiedAt ?? null,
        recorded_at: backup.recordedAt,
        recorded_by: backup.recordedBy,
      })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error, 'backup_pkey')) throw operationProblems.BACKUP_RECORDED();
    throw error;
  }
}

/** Notes that the file was found whole and readable just now. @throws BACKUP_NOT_RECORDED */
export async function noteVerified(options: { database: Database; clock: Clock; sha256: string }): Promise<Backup> {
  const row = await options.database
    .tables<BackupTable>()
    .updateTable('exchange.backup')
    .set({ verified_at: options.clock.now() })
    .where('sha256', '=', options.sha256)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw operationProblems.BACKUP_NOT_RECORDED();
  return backupOf(row);
}

/** The newest first. */
export async function listBackups(database: Database): Promise<readonly Backup[]> {
  const rows = await database
    .tables<BackupTable>()
    .selectFrom('exchange.backup')
    .selectAll()
    .orderBy('taken_at', 'desc')
    .orderBy('sha256')
    .limit(mostListed)
    .execute();
  return rows.map(backupOf);
}

function backupOf(row: BackupTable['exchange.backup']): Backup {
  return {
    ...{ sha256: row.sha256, place: row.place, size: Number(row.size) },
    takenAt: row.taken_at,
    verifiedAt: row.verified_at ?? undefined,
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_by,
  };
}
