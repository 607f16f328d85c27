import { sql } from 'kysely';
import type { Database } from '../../../kernel/index.ts';
import type { KeySigner } from '../signer/signer.ts';
import { openSoftKey } from '../signer/soft-key.ts';
import { type Authority, activeAuthority, lockAuthority, requireIssuing } from './authority-store.ts';
import { authorityCertificate, saveRevocation } from './certificate-store.ts';
import { makeIssuing, makeRoot } from './make-authority.ts';
import { type PkiActor, type PkiParts, referenceOf, toSecond } from './parts.ts';
import { makeCrl } from './publish-crl.ts';
import type { AuthorityTables, Suite } from './tables.ts';

export interface Ceremony {
  readonly suite: Suite;
  /** Whose authority it is, such as 灵山县大数据发展局. Counts when the root is made. */
  readonly name: string;
  /** A demonstration authority says so in its name (演示 CA). Counts when the root is made. */
  readonly demonstration: boolean;
  /** Opens the root's key together with the master key, and is kept nowhere. 16 characters at least. */
  readonly secret: string;
  /**
   * `keep` the issuing authority in service, `renew` it (the old one goes on publishing lists for what it issued), or replace
   * and revoke one that is `compromised`.
   */
  readonly issuing: 'keep' | 'renew' | 'compromised';
}

/** Any fixed number: it names the lock under which ceremonies are held. */
const ceremonyLock = 0x48554341;

/**
 * The one occasion on which the root's key is used (根密钥仪式): makes the root when there is none, the issuing authority when
 * there is none or it is to be replaced, and the root's revocation list, which is good for 400 days. Own roots become trust
 * anchors. Two at a time wait for each other.
 * @throws Problem CEREMONY_SECRET_WRONG, AUTHORITY_ENDING
 */
export async function holdCeremony(options: {
  parts: PkiParts;
  actor: PkiActor;
  ceremony: Ceremony;
}): Promise<{ root: Authority; issuing: Authority }> {
  const { actor, ceremony } = options;
  const { suite } = ceremony;
  const by = referenceOf(actor);
  return options.parts.database.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(${ceremonyLock})`.execute(tx.tables());
    const parts = { ...options.parts, database: tx };
    const { root, signer } = (await openRoot(parts, ceremony)) ?? (await makeRoot(parts, { ...ceremony, by }));
    const current = await activeAuthority(tx, suite, 'issuing');
    if (current === undefined || ceremony.issuing !== 'keep') {
      if (current !== undefined) await retire(tx, current);
      if (current !== undefined && ceremony.issuing === 'compromised') await revoke(parts, current, by);
      await makeIssuing(parts, { root, signer, by });
    }
    await makeCrl({ parts, tx, authority: await lockAuthority(tx, root.id), signer });
    return { root, issuing: await requireIssuing(tx, suite) };
  });
}

async function openRoot(
  parts: PkiParts,
  { suite, secret }: Ceremony,
): Promise<{ root: Authority; signer: KeySigner } | undefined> {
  const root = await activeAuthority(parts.database, suite, 'root');
  return root === undefined ? undefined : { root, signer: await openSoftKey({ ...parts, id: root.key, secret }) };
}

/** It issues nothing more; lists and answers for what it issued go on. */
async function retire(tx: Database, { id }: Authority): Promise<void> {
  await tx
    .tables<AuthorityTables>()
    .updateTable('identity.pki_authority')
    .set({ status: 'retired' })
    .where('id', '=', id)
    .execute();
}

async function revoke(parts: PkiParts, authority: Authority, by: string): Promise<void> {
  const certificate = await authorityCertificate(parts.database, authority);
  const at = toSecond(parts.clock.now());
  const reason = 'cACompromise';
  const revoked = { ...certificate, revoked_at: at, reason, version: certificate.version + 1 } as const;
  await saveRevocation(parts.database, revoked, { event: 'revoked', reason, by, at });
}
