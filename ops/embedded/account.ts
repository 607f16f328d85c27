import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ServiceUnavailable } from './unavailable.ts';

const run = promisify(execFile);

/** A Unix account, as far as starting a process under it goes. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Accounts without rights of their own, the most fitting first. */
const candidates = ['postgres', 'nobody'];

/**
 * The account PostgreSQL runs under: undefined, meaning our own, unless we are root, whom PostgreSQL refuses.
 * @throws ServiceUnavailable when root has no such account to use.
 */
export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of candidates) {
    const fields = accounts.find((line) => line.startsWith(`${name}:`))?.split(':');
    const uid = Number(fields?.[2]);
    const gid = Number(fields?.[3]);
    if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0) return { name, uid, gid };
  }
  throw new ServiceUnavailable(
    `PostgreSQL does not run as root and there is no account ${candidates.join(' or ')}: run as an ordinary user, or set DATABASE_URL`,
  );
}

/**
 * The account that owns existing data, so that root goes on with what was begun under another account (before a package made
 * an account `postgres`, or by an ordinary user). Undefined: there is no data, or it is root's.
 */
export async function ownerOf(path: string): Promise<Account | undefined> {
  const owner = await stat(path).catch(() => undefined);
  if (owner === undefined || owner.uid === 0) return undefined;
  return { name: `with the id ${owner.uid}`, uid: owner.uid, gid: owner.gid };
}

/** The options of `spawn` that make a process run under the account. */
export function asAccount(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/**
 * Can the account do this? Asked by letting it try, since that alone sees every folder on the way, access lists and mounts.
 * @param test a condition in the language of sh; `"$1"` is the path.
 */
export async function accountCan(account: Account, test: string, path: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', test, 'sh', path], { ...asAccount(account), cwd: '/' });
    return true;
  } catch {
    return false;
  }
}
