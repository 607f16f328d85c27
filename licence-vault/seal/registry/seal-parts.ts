import { type Actor, reaches } from '../../../identity/index.ts';
import type { Clock, Database, Random } from '../../../kernel/index.ts';
import type { VaultKeys } from '../../encryption/vault-keys.ts';
import type { ReceiptsOfFiles } from '../impact/receipts-of-files.ts';
import type { Stamp } from '../make/make-seal.ts';
import type { Signer } from '../make/signer.ts';
import { sealProblems } from '../problems.ts';
import type { SealTrust } from '../verify/trust.ts';
import { findSeal } from './seal-store.ts';
import type { StoredSeal } from './stored-seal.ts';

/** What the register of seals needs of the house; the wiring provides it. */
export interface SealParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: VaultKeys;
  /** Who signs the seals that are made here, at this moment; undefined while there is nobody. */
  readonly sealMaker: () => Promise<Signer | undefined>;
  readonly stamp?: Stamp | undefined;
  /** Whom to ask whether a signer's certificate was revoked; left out: nobody. */
  readonly trust?: (() => Promise<SealTrust>) | undefined;
  /** A demonstration: every picture says 样章 (specimen). */
  readonly specimen: boolean;
  /** Finds the receipts of sealed files in the evidence log. */
  readonly receiptsOfFiles?: ReceiptsOfFiles | undefined;
}

/** A seal that the actor reaches; what is out of reach counts as not there. @throws SEAL_NOT_FOUND */
export async function reachableSeal(
  database: Database,
  actor: Actor,
  id: string,
  options: { readonly lock?: 'change' | 'use' } = {},
): Promise<StoredSeal> {
  const seal = await findSeal(database, id, options);
  if (seal === undefined || !reaches(actor, seal.organisation)) throw sealProblems.SEAL_NOT_FOUND();
  return seal;
}
