import type { Actor, OrganisationId } from '../../../identity/index.ts';
import type { Clock, Database, Random } from '../../../kernel/index.ts';
import type { Stamp } from '../make/make-seal.ts';
import type { Signer } from '../make/signer.ts';
import type { StoredSeal } from '../registry/stored-seal.ts';
import { type HeldSeal, holdSeal } from '../registry/use-seal.ts';
import { chooseSeal } from './choose-seal.ts';

/** How licences come by their seals; the wiring joins it to who keeps the signers' keys. */
export interface Sealing {
  /**
   * Who signs with a seal, at this moment.
   * @throws SEAL_SIGNER_MISSING, and what the keeper of the key refuses: a certificate that has ended or was revoked
   */
  signerOf(seal: StoredSeal, tx: Database): Promise<Signer>;
  /** A moment from outside this process, to hold the clock against. */
  readonly trustedTime: (tx: Database) => Promise<Date>;
  readonly stamp?: Stamp | undefined;
}

/**
 * Takes the seal for licences of a type in hand, for the rest of the transaction.
 * @throws SEAL_NOT_CHOSEN, SEAL_NOT_FOR_TYPE, SEAL_NOT_ACTIVE, and the refusals of {@link Sealing.signerOf}
 */
export async function holdSealFor(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly sealing: Sealing;
  readonly tx: Database;
  readonly actor: Actor;
  readonly organisation: OrganisationId;
  /** Code of the licence type. */
  readonly type: string;
  readonly purpose?: { readonly matter?: string | undefined; readonly case?: string | undefined } | undefined;
}): Promise<HeldSeal> {
  const { sealing, tx } = options;
  const seal = await chooseSeal(tx, options);
  const signer = await sealing.signerOf(seal, tx);
  return holdSeal({ ...options, ...sealing, seal, signer });
}
