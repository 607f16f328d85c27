import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Actor, OrganisationId } from '../../../identity/index.ts';
import { type Clock, type Database, type Random, sha256 } from '../../../kernel/index.ts';
import { holdSealFor, type Sealing } from '../../seal/choice/sealing.ts';
import type { HeldSeal } from '../../seal/registry/use-seal.ts';
import type { MadeVersion } from '../make-version.ts';
import { insertFiles } from './file-store.ts';
import { sealLicence } from './make-ofd.ts';
import { storedFile } from './stored-file.ts';

/** What sealing a version needs of the house. */
export interface SealingParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly sealing: Sealing;
}

/** A version that was stored and shall have its sealed file. */
export interface VersionToSeal {
  readonly licence: string;
  /** Code of the licence type. */
  readonly type: string;
  readonly dataKey: Buffer;
  readonly made: MadeVersion;
}

/** The seals of a transaction, each taken in hand once. */
export interface SealsInHand {
  /** @throws SEAL_NOT_CHOSEN, SEAL_NOT_FOR_TYPE, SEAL_NOT_ACTIVE, SEAL_SIGNER_MISSING */
  of(type: string): Promise<HeldSeal>;
  all(): readonly HeldSeal[];
}

/** Takes seals in hand for what one organisation issues. */
export function sealsInHand(
  options: SealingParts & { readonly tx: Database; readonly actor: Actor; readonly organisation: OrganisationId },
): SealsInHand {
  const held = new Map<string, HeldSeal>();
  return {
    async of(type) {
      const seal = held.get(type) ?? (await holdSealFor({ ...options, type }));
      held.set(type, seal);
      return seal;
    },
    all: () => [...held.values()],
  };
}

/**
 * Seals versions in the transaction that stores them, and stores the files and the uses of the seals with them.
 * @returns the digests of the files, in the order of the versions
 * @throws what sealing refuses; then nothing of the transaction may stay
 */
export async function sealVersions(
  options: SealingParts & {
    readonly tx: Database;
    readonly seals: SealsInHand;
    readonly versions: readonly VersionToSeal[];
  },
): Promise<readonly Buffer[]> {
  const { tx, seals, random } = options;
  const at = options.clock.now();
  const files = [];
  const parts = new Set<Buffer>();
  for (const { licence, type, dataKey, made } of options.versions) {
    // Sealing takes a millisecond or two, and many are sealed in a row.
    if (files.length > 0) await othersTurn();
    const held = await seals.of(type);
    const shared = [held.file, ...made.ofd.shared];
    for (const part of shared) parts.add(part);
    const bytes = await sealLicence({ ofd: made.ofd, held, at });
    const name = { licence, version: made.version, format: 'ofd' } as const;
    const signer = sha256(held.signer.certificate);
    files.push(storedFile({ name, dataKey, bytes, shared, seal: held.seal.id, signer, madeAt: at, random }));
  }
  await insertFiles(tx, files, { parts: [...parts], at });
  for (const held of seals.all()) await held.record();
  return files.map(({ digest }) => digest);
}
