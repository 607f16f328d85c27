import { sql } from 'kysely';
import { type Actor, actorReference } from '../../../identity/index.ts';
import { type Clock, type Database, Problem, type Random, sha256 } from '../../../kernel/index.ts';
import { requireNobodyNamed } from '../../licence/purpose.ts';
import type { Stamp } from '../make/make-seal.ts';
import { type SealedThing, signWithSeal } from '../make/sign-with-seal.ts';
import type { Signer } from '../make/signer.ts';
import { sealProblems } from '../problems.ts';
import { sealStates } from './seal-life.ts';
import { reachableSeal } from './seal-parts.ts';
import { readFileOf } from './seal-store.ts';
import { insertUses } from './seal-use-store.ts';
import type { SealUse, StoredSeal } from './stored-seal.ts';

/** What sealing needs of the house. */
export interface UseSealParts {
  /** Where a refused attempt is recorded, whatever becomes of the transaction. */
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** A moment from outside this process, to hold the clock against; {@link databaseTime} unless there is a better one. */
  readonly trustedTime: (tx: Database) => Promise<Date>;
  readonly stamp?: Stamp | undefined;
}

/** Who uses a seal, and for what. */
interface Use {
  readonly tx: Database;
  readonly actor: Actor;
  readonly signer: Signer;
  readonly purpose?: { readonly matter?: string | undefined; readonly case?: string | undefined } | undefined;
}

/**
 * Seals something with a seal of the register and records the use, in the transaction `tx` of whatever is sealed: what
 * cannot be recorded is not sealed, and a seal that is being stopped is not used any more once that is committed.
 * @returns DER of the SES_Signature
 * @throws INVALID_INPUT for a purpose that holds a citizen number; SEAL_NOT_FOUND, SEAL_NOT_ACTIVE and the refusals of
 *   `signWithSeal`, each of which is recorded too
 */
export async function useSeal(
  options: UseSealParts & Use & { readonly seal: string; readonly thing: SealedThing },
): Promise<Buffer> {
  const { tx, thing } = options;
  requireNobodyNamed(options.purpose);
  const seal = await reachableSeal(tx, options.actor, options.seal, { lock: 'use' });
  if (seal.state !== 'active') {
    const refusal = notActive(seal);
    await recordRefusal(options.database, useOf(options, seal, thing), refusal.code);
    throw refusal;
  }
  const held = await holdSeal({ ...options, seal });
  const signature = await held.apply(thing);
  await held.record();
  return signature;
}

/** A seal in hand for as long as a transaction lasts. */
export interface HeldSeal {
  readonly seal: StoredSeal;
  readonly signer: Signer;
  /** The electronic seal (.esl). */
  readonly file: Buffer;
  /** Seals one thing. A refusal is recorded at once. @returns DER of the SES_Signature */
  apply(thing: SealedThing): Promise<Buffer>;
  /** Records what was sealed since the last time, in the transaction. What is not recorded must not leave. */
  record(): Promise<void>;
}

/**
 * Takes a seal in hand to seal one thing or many in a transaction that has locked it for use. Whether the actor may use it
 * has been decided: it is in their reach, or it was chosen for what they issue.
 * @throws INVALID_INPUT for a purpose that holds a citizen number, SEAL_NOT_ACTIVE
 */
export async function holdSeal(options: UseSealParts & Use & { readonly seal: StoredSeal }): Promise<HeldSeal> {
  const { tx, seal, signer, database } = options;
  // What is refused stays recorded whatever becomes of the transaction, with matter and case in clear.
  requireNobodyNamed(options.purpose);
  const file = seal.state === 'active' ? await readFileOf(tx, seal.id) : undefined;
  if (file === undefined) throw notActive(seal);
  const trustedTime = await options.trustedTime(tx);
  let unrecorded: SealUse[] = [];
  return {
    seal,
    signer,
    file,
    async apply(thing) {
      const use = useOf(options, seal, thing);
      try {
        const signature = await signWithSeal({ ...options, seal: file, thing, trustedTime });
        unrecorded.push({ ...use, outcome: 'sealed', code: undefined, signatureDigest: sha256(signature) });
        return signature;
      } catch (error) {
        if (error instanceof Problem) await recordRefusal(database, use, error.code);
        throw error;
      }
    },
    async record() {
      const uses = unrecorded;
      unrecorded = [];
      await insertUses(tx, uses);
    },
  };
}

type UseBefore = Omit<SealUse, 'outcome' | 'code' | 'signatureDigest'>;

function useOf(options: UseSealParts & Use, seal: StoredSeal, thing: SealedThing): UseBefore {
  const { purpose } = options;
  return {
    id: options.random.uuid(),
    seal: seal.id,
    organisation: seal.organisation,
    actor: actorReference(options.actor),
    matter: purpose?.matter,
    case: purpose?.case,
    dataHash: thing.dataHash,
    at: options.clock.now(),
  };
}

function notActive(seal: StoredSeal): Problem {
  const { zh, en } = sealStates[seal.state];
  return sealProblems.SEAL_NOT_ACTIVE({ stateZh: zh, stateEn: en });
}

async function recordRefusal(database: Database, use: UseBefore, code: string): Promise<void> {
  await insertUses(database, [{ ...use, outcome: 'refused', code, signatureDigest: undefined }]);
}

/** The database's time: another machine's clock in a cluster, and the same for all hubs. */
export async function databaseTime(tx: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx.tables<object>());
  const [row] = rows;
  if (row === undefined) throw new Error('the database gave no time');
  return row.now;
}
