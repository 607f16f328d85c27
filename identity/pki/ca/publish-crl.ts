import { after, type Database, kernelProblems } from '../../../kernel/index.ts';
import type { KeySigner } from '../signer/signer.ts';
import { type Authority, findAuthority, listAuthorities, lockAuthority } from './authority-store.ts';
import { type PkiParts, toSecond } from './parts.ts';
import type { AuthorityTables, PkiCrlRow } from './tables.ts';
import { keyIdentifier } from './write-certificate.ts';
import { type RevokedEntry, writeCrl } from './write-crl.ts';

const hourMs = 60 * 60 * 1000;

/** A list is good for a day and replaced after half of it, so that whoever fetched one always has half a day left. */
export const crlLifeMs = 24 * hourMs;
export const crlEveryMs = 12 * hourMs;

/** How late a list may be when nobody asks for it: the pause between two runs of {@link publishDueCrls}, at most. */
export const crlLatestMs = 5 * 60 * 1000;

/** An offline root signs a list at each ceremony; one is due every year, and the list is good for a month longer. */
const rootCrlLifeMs = 400 * 24 * hourMs;

/**
 * The list that an authority publishes now. One that is due, or misses a revocation or release, is made first: nobody is ever
 * given a list that is known to be behind. Hubs that ask at once wait for the one that makes it.
 * @throws Problem NOT_FOUND for an authority that is not there
 */
export async function currentCrl(parts: PkiParts, authorityId: string): Promise<PkiCrlRow> {
  const { database, clock } = parts;
  const authority = await findAuthority(database, authorityId);
  if (authority === undefined) throw kernelProblems.NOT_FOUND();
  const latest = await latestCrl(database, authority);
  if (latest !== undefined && !isDue({ authority, latest, now: clock.now() })) return latest;
  return database.transaction(async (tx) => {
    const locked = await lockAuthority(tx, authorityId);
    const newest = await latestCrl(tx, locked);
    if (newest !== undefined && !isDue({ authority: locked, latest: newest, now: clock.now() })) return newest;
    return makeCrl({ parts, tx, authority: locked, signer: await parts.keys.signer(locked.key, tx) });
  });
}

/** Makes every list that is due. To be called every few minutes. @returns ids of the authorities whose list is new */
export async function publishDueCrls(parts: PkiParts): Promise<readonly string[]> {
  const made: string[] = [];
  for (const authority of await listAuthorities(parts.database)) {
    const before = await latestCrl(parts.database, authority);
    const now = await currentCrl(parts, authority.id);
    if (now.number !== before?.number) made.push(authority.id);
  }
  return made;
}

function isDue({ authority, latest, now }: { authority: Authority; latest: PkiCrlRow; now: Date }): boolean {
  // A root's list waits for the next ceremony; an ended authority signs nothing more.
  if (authority.role === 'root' || authority.certificate.notAfter < now) return false;
  return authority.crl_stale || now >= after(latest.this_update, crlEveryMs);
}

async function latestCrl(database: Database, authority: Authority): Promise<PkiCrlRow | undefined> {
  return database
    .tables<AuthorityTables>()
    .selectFrom('identity.pki_crl')
    .selectAll()
    .where('authority', '=', authority.id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Signs and stores the next list of an authority that {@link lockAuthority} has locked. */
export async function makeCrl(options: {
  parts: PkiParts;
  tx: Database;
  authority: Authority;
  signer: KeySigner;
}): Promise<PkiCrlRow> {
  const { parts, tx, authority, signer } = options;
  const thisUpdate = toSecond(parts.clock.now());
  const before = await latestCrl(tx, authority);
  const number = authority.crl_number + 1;
  const nextUpdate = after(thisUpdate, authority.role === 'root' ? rootCrlLifeMs : crlLifeMs);
  const { certificate } = authority;
  const der = await writeCrl(
    {
      issuer: certificate.subject.raw,
      issuerKeyIdentifier: keyIdentifier(certificate.publicKey.keyBytes),
      number,
      thisUpdate,
      nextUpdate,
      entries: await entriesOf(tx, authority.id, before?.this_update),
    },
    signer,
  );
  const row: PkiCrlRow = { authority: authority.id, number, this_update: thisUpdate, next_update: nextUpdate, der };
  const tables = tx.tables<AuthorityTables>();
  await tables.insertInto('identity.pki_crl').values(row).execute();
  await tables
    .updateTable('identity.pki_authority')
    .set({ crl_number: number, crl_stale: false })
    .where('id', '=', authority.id)
    .execute();
  return row;
}

/**
 * What is revoked or on hold. An entry stays until it has stood on one list made after its certificate ended, and then leaves
 * (RFC 5280 §3.3): so it goes when the list before was such a one.
 */
async function entriesOf(tx: Database, authority: string, before: Date | undefined): Promise<RevokedEntry[]> {
  let query = tx
    .tables<AuthorityTables>()
    .selectFrom('identity.pki_certificate')
    .select(['serial', 'revoked_at', 'reason', 'invalid_from'])
    .where('authority', '=', authority)
    .where('revoked_at', 'is not', null);
  if (before !== undefined) query = query.where('not_after', '>=', before);
  const rows = await query.orderBy('revoked_at').orderBy('serial').execute();
  return rows.flatMap(({ serial, revoked_at, reason, invalid_from }) =>
    revoked_at === null || reason === null
      ? []
      : [{ serial, revokedAt: revoked_at, reason, invalidFrom: invalid_from ?? undefined }],
  );
}
