import { type Database, isUniqueViolation, kernelProblems } from '../../../kernel/index.ts';
import { type Certificate, parseCertificate } from '../certificate/certificate.ts';
import { nameText } from '../certificate/name.ts';
import { caProblems } from './problems.ts';
import type { AuthorityTables, PkiTrustAnchorRow } from './tables.ts';

/** An authority whose certificates are believed (信任锚): an own root, or somebody else's that the administration has listed. */
export interface TrustAnchor extends PkiTrustAnchorRow {}

function anchors(database: Database) {
  return database.tables<AuthorityTables>().selectFrom('identity.pki_trust_anchor').selectAll();
}

/** @throws Problem ANCHOR_ALREADY_LISTED */
export async function insertTrustAnchor(
  database: Database,
  options: { certificate: Certificate; origin: TrustAnchor['origin']; reason: string; by: string; at: Date },
): Promise<TrustAnchor> {
  const { certificate, origin, reason, by, at } = options;
  const row: PkiTrustAnchorRow = {
    fingerprint: certificate.fingerprint,
    certificate: certificate.raw,
    subject: nameText(certificate.subject),
    not_before: certificate.notBefore,
    not_after: certificate.notAfter,
    origin,
    status: 'active',
    reason,
    changed_by: by,
    changed_at: at,
    added_by: by,
    added_at: at,
    version: 1,
  };
  try {
    await database.tables<AuthorityTables>().insertInto('identity.pki_trust_anchor').values(row).execute();
  } catch (error) {
    if (isUniqueViolation(error, 'pki_trust_anchor_pkey')) throw caProblems.ANCHOR_ALREADY_LISTED({}, { cause: error });
    throw error;
  }
  return row;
}

export async function listTrustAnchors(database: Database): Promise<readonly TrustAnchor[]> {
  return anchors(database).orderBy('added_at').orderBy('fingerprint').execute();
}

export async function findTrustAnchor(database: Database, fingerprint: string): Promise<TrustAnchor | undefined> {
  return anchors(database).where('fingerprint', '=', fingerprint).executeTakeFirst();
}

/** Reads an anchor that is about to be changed; others who want to change it wait. @throws Problem NOT_FOUND */
export async function lockTrustAnchor(tx: Database, fingerprint: string): Promise<TrustAnchor> {
  const found = await anchors(tx).where('fingerprint', '=', fingerprint).forUpdate().executeTakeFirst();
  if (found === undefined) throw kernelProblems.NOT_FOUND();
  return found;
}

export async function saveTrustAnchor(tx: Database, anchor: TrustAnchor): Promise<void> {
  const { fingerprint, status, reason, changed_by, changed_at, version } = anchor;
  await tx
    .tables<AuthorityTables>()
    .updateTable('identity.pki_trust_anchor')
    .set({ status, reason, changed_by, changed_at, version })
    .where('fingerprint', '=', fingerprint)
    .execute();
}

/** The certificates that paths may end at now. */
export async function activeTrustAnchors(database: Database): Promise<readonly Certificate[]> {
  const rows = await anchors(database).where('status', '=', 'active').orderBy('added_at').execute();
  return rows.map((row) => parseCertificate(row.certificate));
}
