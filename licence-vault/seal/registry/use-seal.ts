import { sql } from 'kysely';
import { type Actor, actorReference } from '../../../identity/index.ts';
import { type Clock, type Database, Problem, type Random, sha256 } from '../../../kernel/index.ts';
import type { Stamp } from '../make/make-seal.ts';
import { type SealedThing, signWithSeal } from '../make/sign-with-seal.ts';
import type { Signer } from '../make/signer.ts';
import { sealProblems } from '../problems.ts';
import { sealStates } from './seal-life.ts';
import { reachableSeal } from './seal-parts.ts';
import { readFileOf } from './seal-store.ts';
import { insertUse } from './seal-use-store.ts';
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

/**
 * Seals something with a seal of the register and records the use, in the transaction `tx` of whatever is sealed: what
 * cannot be recorded is not sealed, and a seal that is being stopped is not used any more once that is committed.
 * @returns DER of the SES_Signature
 * @throws SEAL_NOT_FOUND, SEAL_NOT_ACTIVE and the refusals of `signWithSeal`; each is recorded too
 */
export async function useSeal(
  options: UseSealParts & {
    readonly tx: Database;
    readonly actor: Actor;
    /** Id of the seal. */
    readonly seal: string;
    readonly signer: Signer;
    readonly thing: SealedThing;
    readonly purpose?: { readonly matter?: string | undefined; readonly case?: string | undefined } | undefined;
  },
): Promise<Buffer> {
  const { tx, actor, thing, purpose } = options;
  const seal = await reachableSeal(tx, actor, options.seal, { lock: 'use' });
  const use = {
    id: options.random.uuid(),
    seal: seal.id,
    organisation: seal.organisation,
    actor: actorReference(actor),
    matter: purpose?.matter,
    case: purpose?.case,
    dataHash: thing.dataHash,
    at: options.clock.now(),
  };
  try {
    const signature = await sign(options, seal);
    const signatureDigest = sha256(signature);
    await insertUse(tx, { ...use, outcome: 'sealed', code: undefined, signatureDigest });
    return signature;
  } catch (error) {
    if (error instanceof Problem) await recordRefusal(options.database, use, error.code);
    throw error;
  }
}

async function sign(options: UseSealParts & { tx: Database; signer: Signer; thing: SealedThing }, seal: StoredSeal) {
  const { tx } = options;
  const file = seal.state === 'active' ? await readFileOf(tx, seal.id) : undefined;
  if (file === undefined) {
    const { zh, en } = sealStates[seal.state];
    throw sealProblems.SEAL_NOT_ACTIVE({ stateZh: zh, stateEn: en });
  }
  return signWithSeal({ ...options, seal: file, trustedTime: await options.trustedTime(tx) });
}

type UseBefore = Omit<SealUse, 'outcome' | 'code' | 'signatureDigest'>;

async function recordRefusal(database: Database, use: UseBefore, code: string): Promise<void> {
  await insertUse(database, { ...use, outcome: 'refused', code, signatureDigest: undefined });
}

/** The database's time: another machine's clock in a cluster, and the same for all hubs. */
export async function databaseTime(tx: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx.tables<object>());
  const [row] = rows;
  if (row === undefined) throw new Error('the database gave no time');
  return row.now;
}
