import type { Database } from '../../../kernel/index.ts';
import type { LicenceTables } from '../tables.ts';
import { digestOfPart } from './shared-parts.ts';

/** The formats in which files of a version are stored. */
export type FileFormat = 'ofd' | 'pdf';

/** A file as it goes into the vault, encrypted and without its shared parts. */
export interface StoredFile {
  readonly licence: string;
  readonly version: string;
  readonly format: FileFormat;
  /** SHA-256 and length of the whole file. */
  readonly digest: Buffer;
  readonly size: number;
  readonly content: Buffer;
  /** SHA-256 of the shared parts. */
  readonly shared: readonly Buffer[];
  /** The seal of the register that it bears. */
  readonly seal: string | undefined;
  /** SHA-256 of the signer's certificate. */
  readonly signer: Buffer;
  readonly madeAt: Date;
}

/** Stores files, and of their shared parts those that are not there yet. */
export async function insertFiles(
  tx: Database,
  files: readonly StoredFile[],
  options: { readonly parts: readonly Buffer[]; readonly at: Date },
): Promise<void> {
  if (files.length === 0) return;
  await storeParts(tx, files, options);
  await tx
    .tables<LicenceTables>()
    .insertInto('vault.licence_file')
    .values(
      files.map((file) => ({
        licence: file.licence,
        version: file.version,
        format: file.format,
        digest: file.digest,
        size: file.size,
        content: file.content,
        shared: [...file.shared],
        seal: file.seal ?? null,
        signer: file.signer,
        made_at: file.madeAt,
      })),
    )
    .execute();
}

/** What is told of a file without its content. */
export type FileRecord = Omit<StoredFile, 'content' | 'shared'>;

/** A file of a version; undefined where none was made. */
export async function findFile(
  database: Database,
  name: { readonly licence: string; readonly version: string; readonly format: FileFormat },
): Promise<StoredFile | undefined> {
  const row = await selectFiles(database)
    .select(['content', 'shared'])
    .where('licence', '=', name.licence)
    .where('version', '=', name.version)
    .where('format', '=', name.format)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...recordOf(row), content: row.content, shared: row.shared };
}

/** The files of all versions of a licence, the oldest version first. */
export async function listFiles(database: Database, licence: string): Promise<readonly FileRecord[]> {
  const rows = await selectFiles(database)
    .where('licence', '=', licence)
    .orderBy('version')
    .orderBy('format')
    .execute();
  return rows.map(recordOf);
}

function selectFiles(database: Database) {
  return database
    .tables<LicenceTables>()
    .selectFrom('vault.licence_file')
    .select(['licence', 'version', 'format', 'digest', 'size', 'seal', 'signer', 'made_at']);
}

function recordOf(row: Omit<LicenceTables['vault.licence_file'], 'content' | 'shared'>): FileRecord {
  const { licence, version, format, digest, size, signer } = row;
  return { licence, version, format, digest, size, seal: row.seal ?? undefined, signer, madeAt: row.made_at };
}

/** Shared parts by their digests in hex; one that is not there is left out. */
export async function readParts(database: Database, digests: readonly Buffer[]): Promise<ReadonlyMap<string, Buffer>> {
  if (digests.length === 0) return new Map();
  const rows = await database
    .tables<LicenceTables>()
    .selectFrom('vault.shared_part')
    .select(['digest', 'content'])
    .where('digest', 'in', [...digests])
    .execute();
  return new Map(rows.map(({ digest, content }) => [digest.toString('hex'), content]));
}

/** A part is large and nearly always there, so it is asked for before it is sent. */
async function storeParts(
  tx: Database,
  files: readonly StoredFile[],
  options: { readonly parts: readonly Buffer[]; readonly at: Date },
): Promise<void> {
  const wanted = new Set(files.flatMap(({ shared }) => shared.map((digest) => digest.toString('hex'))));
  const parts = new Map(options.parts.map((content) => [digestOfPart(content).toString('hex'), content]));
  const digests = [...wanted].map((digest) => Buffer.from(digest, 'hex'));
  if (digests.length === 0) return;
  const tables = tx.tables<LicenceTables>();
  const there = await tables.selectFrom('vault.shared_part').select('digest').where('digest', 'in', digests).execute();
  for (const { digest } of there) wanted.delete(digest.toString('hex'));
  const missing = [...wanted].sort().flatMap((digest) => {
    const content = parts.get(digest);
    return content === undefined ? [] : [{ digest: Buffer.from(digest, 'hex'), content, stored_at: options.at }];
  });
  if (missing.length === 0) return;
  await tables
    .insertInto('vault.shared_part')
    .values(missing)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
