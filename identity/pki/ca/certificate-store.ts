import { sql } from 'kysely';
import {
  cursorRefused,
  type Database,
  decodeCursor,
  kernelProblems,
  type Page,
  pageOf,
} from '../../../kernel/index.ts';
import type { OrganisationId } from '../../ids.ts';
import type { IssuedCertificate } from './issued-certificate.ts';
import type { CertificateProfile } from './profile.ts';
import type { AuthorityTables, PkiCertificateRow, PkiRevocationEventTable } from './tables.ts';

function certificates(database: Database) {
  return database.tables<AuthorityTables>().selectFrom('identity.pki_certificate').selectAll();
}

export async function insertCertificate(tx: Database, row: PkiCertificateRow): Promise<void> {
  await tx.tables<AuthorityTables>().insertInto('identity.pki_certificate').values(row).execute();
}

export async function findCertificate(database: Database, id: string): Promise<IssuedCertificate | undefined> {
  return certificates(database).where('id', '=', id).executeTakeFirst();
}

/** Reads a certificate that is about to be changed; others who want to change it wait. @throws Problem NOT_FOUND */
export async function lockCertificate(tx: Database, id: string): Promise<IssuedCertificate> {
  const found = await certificates(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  if (found === undefined) throw kernelProblems.NOT_FOUND();
  return found;
}

/** The record of an issuing authority's own certificate. */
export async function authorityCertificate(
  tx: Database,
  authority: { readonly certificate: { readonly raw: Buffer } },
): Promise<IssuedCertificate> {
  return certificates(tx).where('der', '=', authority.certificate.raw).forUpdate().executeTakeFirstOrThrow();
}

/** The certificates of one authority with these serial numbers, by serial number in hex. */
export async function certificatesBySerial(
  database: Database,
  authority: string,
  serials: readonly Buffer[],
): Promise<ReadonlyMap<string, Pick<IssuedCertificate, 'serial' | 'revoked_at' | 'reason'>>> {
  const rows = await database
    .tables<AuthorityTables>()
    .selectFrom('identity.pki_certificate')
    .select(['serial', 'revoked_at', 'reason'])
    .where('authority', '=', authority)
    .where('serial', 'in', [...serials])
    .execute();
  return new Map(rows.map((row) => [row.serial.toString('hex'), row]));
}

/** Every certificate of a key, newest first. */
export async function certificatesOfKey(tx: Database, spkiDigest: Buffer): Promise<readonly IssuedCertificate[]> {
  return certificates(tx).where('spki_digest', '=', spkiDigest).orderBy('issued_at', 'desc').execute();
}

/** Certificates that continue another, newest first. */
export async function renewalsOf(tx: Database, id: string): Promise<readonly IssuedCertificate[]> {
  return certificates(tx).where('renews', '=', id).orderBy('issued_at', 'desc').execute();
}

/** Lets one at a time issue for a key; held until the transaction ends. */
export async function lockKey(tx: Database, spkiDigest: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock(${spkiDigest.readBigInt64BE(0).toString()}::bigint)`.execute(tx.tables());
}

/** The newest certificate for a purpose whose key is kept here: an organisation's, or the hub's own. */
export async function newestKeptCertificate(
  database: Database,
  options: { authority: string; profile: CertificateProfile; organisation: OrganisationId | null; now: Date },
): Promise<IssuedCertificate | undefined> {
  return certificates(database)
    .where('authority', '=', options.authority)
    .where('profile', '=', options.profile)
    .where('key', 'is not', null)
    .where('organisation', 'is not distinct from', options.organisation)
    .where('revoked_at', 'is', null)
    .where('not_after', '>', options.now)
    .orderBy('not_after', 'desc')
    .executeTakeFirst();
}

/** Writes what became of a certificate, and who did it. */
export async function saveRevocation(
  tx: Database,
  certificate: IssuedCertificate,
  event: Omit<PkiRevocationEventTable, 'certificate'>,
): Promise<void> {
  const { id, revoked_at, reason, invalid_from, version } = certificate;
  await tx
    .tables<AuthorityTables>()
    .updateTable('identity.pki_certificate')
    .set({ revoked_at, reason, invalid_from, version })
    .where('id', '=', id)
    .execute();
  await tx
    .tables<AuthorityTables>()
    .insertInto('identity.pki_revocation_event')
    .values({ certificate: id, ...event })
    .execute();
}

export interface CertificateFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Undefined: of everybody. */
  readonly organisation?: OrganisationId | undefined;
  readonly profile?: string | undefined;
  /** Hex. */
  readonly serial?: string | undefined;
}

/** Certificates, newest first. */
export async function listCertificates(
  database: Database,
  { limit, cursor, organisation, profile, serial }: CertificateFilter,
): Promise<Page<IssuedCertificate>> {
  let query = certificates(database);
  if (organisation !== undefined) query = query.where('organisation', '=', organisation);
  if (profile !== undefined) query = query.where('profile', '=', profile as PkiCertificateRow['profile']);
  if (serial !== undefined) query = query.where('serial', '=', Buffer.from(serial, 'hex'));
  if (cursor !== undefined) {
    const [at, id] = decodeCursor(cursor, 2);
    if (typeof at !== 'number' || typeof id !== 'string' || !isUuid(id)) throw cursorRefused();
    const before = new Date(at);
    query = query.where((e) =>
      e.or([e('issued_at', '<', before), e.and([e('issued_at', '=', before), e('id', '>', id)])]),
    );
  }
  const rows = await query
    .orderBy('issued_at', 'desc')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return pageOf({ rows, limit, key: (row) => [row.issued_at.getTime(), row.id], item: (row) => row });
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
