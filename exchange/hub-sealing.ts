import { sql } from 'kysely';
import { openHeldSigner, type PkiParts } from '../identity/index.ts';
import { type Database, Problem } from '../kernel/index.ts';
import { databaseTime, type Sealing, type StoredSeal, sealProblems } from '../licence-vault/index.ts';

/**
 * Who signs with the seals that licences bear: the signer of the seal whose key the exchange keeps, the one whose certificate
 * lasts longest. Which certificates those are is remembered; whether one still counts is asked each time.
 */
export function hubSealing(pki: PkiParts): Sealing {
  const held = new Map<string, string>();
  return {
    async signerOf(seal, tx) {
      const parts = { ...pki, database: tx };
      const before = held.get(seal.id);
      if (before !== undefined) {
        const signer = await openHeldSigner(parts, before).catch(forgotten);
        if (signer !== undefined) return signer;
        held.delete(seal.id);
      }
      const id = await certificateOf(tx, seal);
      if (id === undefined) throw sealProblems.SEAL_SIGNER_MISSING();
      const signer = await openHeldSigner(parts, id);
      held.set(seal.id, id);
      return signer;
    },
    trustedTime: databaseTime,
  };
}

/** One that was revoked or has ended makes room for another. */
function forgotten(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

/** Of all whose key is kept, revoked ones last: what is wrong with the only one shall be told. */
async function certificateOf(tx: Database, { signers }: StoredSeal): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from identity.pki_certificate
    where key is not null and encode(sha256(der), 'hex') = any(${[...signers]})
    order by revoked_at is not null, not_after desc limit 1`.execute(tx.tables<object>());
  return rows[0]?.id;
}
