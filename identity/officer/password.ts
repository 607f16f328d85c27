import { type ScryptOptions, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { equalInConstantTime, type Random } from '../../kernel/index.ts';
import { officerProblems } from './problems.ts';

/** How dear one guess is (RFC 7914 §2): memory 128·N·r bytes, work N·r·p. */
export interface PasswordCost {
  /** N = 2^logN. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/**
 * N = 2^15, r = 8, p = 3: one of the equivalent settings of the OWASP Password Storage Cheat Sheet. It takes 32 MiB a
 * check; 2^17 with p = 1 is as dear for a guesser and would take 128 MiB of a hub that is to live in 200.
 */
export const standardPasswordCost: PasswordCost = { logN: 15, r: 8, p: 3 };

/** RFC 7914 leaves these open; 128 bits of salt (NIST SP 800-63B asks for 32) and a hash as long as SHA-256. */
const saltLength = 16;
const hashLength = 32;

/** Checks at one time: libuv has four threads, and files and host names want some of them. */
const standardConcurrency = 2;
/** Checks that may wait for their turn; the rest are sent away, so that a flood of logins cannot pile up work. */
const longestQueue = 32;
const retryAfterSeconds = 2;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Hashes and compares passwords, a few at a time. */
export interface Passwords {
  /** A PHC string `$scrypt$ln=…,r=…,p=…$salt$hash` with everything it takes to compare. @throws PASSWORD_CHECKS_BUSY */
  hash(password: string): Promise<string>;
  /**
   * Does the password fit? Without a hash, because there is no such account, a made-up one is compared: it takes as
   * long and never fits. @throws PASSWORD_CHECKS_BUSY
   */
  matches(options: { password: string; hash: string | undefined }): Promise<boolean>;
  /** Was this hash made with other settings than today's? Then it is made anew at the next login. */
  isOutdated(hash: string): boolean;
}

/** @param options.cost for tests, which need many logins and no protection */
export function createPasswords(options: {
  random: Random;
  cost?: PasswordCost | undefined;
  concurrency?: number | undefined;
}): Passwords {
  const { random, cost = standardPasswordCost } = options;
  const inTurn = createQueue({ concurrency: options.concurrency ?? standardConcurrency, longest: longestQueue });
  const nobody = phc(cost, random.bytes(saltLength), random.bytes(hashLength));
  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = random.bytes(saltLength);
        return phc(cost, salt, await deriveHash({ password, salt, cost }));
      }),
    matches: ({ password, hash }) =>
      inTurn(async () => {
        const stored = parsePhc(hash ?? nobody);
        const derived = await deriveHash({ password, salt: stored.salt, cost: stored.cost });
        return equalInConstantTime(derived, stored.hash) && hash !== undefined;
      }),
    isOutdated: (hash) => {
      const stored = parsePhc(hash).cost;
      return stored.logN !== cost.logN || stored.r !== cost.r || stored.p !== cost.p;
    },
  };
}

/** The same text typed on two keyboards is the same password (NIST SP 800-63B §5.1.1.2: NFKC). */
function deriveHash(options: { password: string; salt: Buffer; cost: PasswordCost }): Promise<Buffer> {
  const { logN, r, p } = options.cost;
  const memory = 128 * 2 ** logN * r;
  return derive(options.password.normalize('NFKC'), options.salt, hashLength, {
    N: 2 ** logN,
    r,
    p,
    // Node counts its own overhead too; the parameters, not this bound, decide what is used.
    maxmem: 2 * memory + 1024 * 1024,
  });
}

function phc(cost: PasswordCost, salt: Buffer, hash: Buffer): string {
  const { logN, r, p } = cost;
  return `$scrypt$ln=${logN},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/** @throws Error for text that {@link phc} did not write */
function parsePhc(text: string): { cost: PasswordCost; salt: Buffer; hash: Buffer } {
  const [, logN, r, p, salt, hash] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([\w-]+)\$([\w-]+)$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('a stored password hash is malformed');
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

/** Runs a few at a time, first come first served. */
function createQueue(options: { concurrency: number; longest: number }): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= options.concurrency) {
      if (waiting.length >= options.longest) throw officerProblems.PASSWORD_CHECKS_BUSY({}, { retryAfterSeconds });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next(); // hands its place on
    }
  };
}
