import type { Database } from '../../../kernel/index.ts';
import { type Certificate, parseCertificate } from '../certificate/certificate.ts';
import { nameText } from '../certificate/name.ts';
import type { PkiParts } from './parts.ts';
import { caProblems } from './problems.ts';
import type { AuthorityTables, PkiAuthorityRow, Suite } from './tables.ts';

/** A certificate authority of ours (认证机构): an offline root, or one that issues. */
export interface Authority extends Omit<PkiAuthorityRow, 'certificate'> {
  readonly certificate: Certificate;
}

function authorityOf(row: PkiAuthorityRow): Authority {
  return { ...row, certificate: parseCertificate(row.certificate) };
}

function authorities(database: Database) {
  return database.tables<AuthorityTables>().selectFrom('identity.pki_authority').selectAll();
}

export async function listAuthorities(database: Database): Promise<readonly Authority[]> {
  const rows = await authorities(database).orderBy('created_at').orderBy('role', 'desc').orderBy('id').execute();
  return rows.map(authorityOf);
}

export async function findAuthority(database: Database, id: string): Promise<Authority | undefined> {
  const row = await authorities(database).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : authorityOf(row);
}

/** The authority of a suite that is in service. */
export async function activeAuthority(
  database: Database,
  suite: Suite,
  role: Authority['role'],
): Promise<Authority | undefined> {
  const row = await authorities(database)
    .where('suite', '=', suite)
    .where('role', '=', role)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row === undefined ? undefined : authorityOf(row);
}

/** @throws Problem AUTHORITY_MISSING */
export async function requireIssuing(database: Database, suite: Suite): Promise<Authority> {
  const authority = await activeAuthority(database, suite, 'issuing');
  if (authority === undefined) throw caProblems.AUTHORITY_MISSING({ suite });
  return authority;
}

/** Reads an authority whose list or service certificates are about to be made; others who want the same wait. */
export async function lockAuthority(tx: Database, id: string): Promise<Authority> {
  const row = await authorities(tx).where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
  return authorityOf(row);
}

/** Stores a new authority; its id tells role, suite and generation. */
export async function insertAuthority(
  { database, clock }: Pick<PkiParts, 'database' | 'clock'>,
  authority: Pick<PkiAuthorityRow, 'suite' | 'role' | 'parent' | 'key' | 'demonstration'> & { der: Buffer; by: string },
): Promise<Authority> {
  const { suite, role, parent, key, demonstration, der, by } = authority;
  const before = (await listAuthorities(database)).filter((one) => one.suite === suite && one.role === role);
  const row: PkiAuthorityRow = {
    id: `${role}-${suite}-${before.length + 1}`,
    suite,
    role,
    parent,
    key,
    certificate: der,
    subject: nameText(parseCertificate(der).subject),
    demonstration,
    status: 'active',
    crl_number: 0,
    crl_stale: false,
    created_by: by,
    created_at: clock.now(),
  };
  await database.tables<AuthorityTables>().insertInto('identity.pki_authority').values(row).execute();
  return authorityOf(row);
}

/** Notes that the next list must be made before its time. */
export async function markCrlStale(tx: Database, id: string): Promise<void> {
  await tx
    .tables<AuthorityTables>()
    .updateTable('identity.pki_authority')
    .set({ crl_stale: true })
    .where('id', '=', id)
    .execute();
}

/** The text of the first attribute of this type in an authority's own name. */
export function ownNamePart(authority: Authority, type: string): string {
  return authority.certificate.subject.parts.flat().find((part) => part.type === type)?.text ?? '';
}
