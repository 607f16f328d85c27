import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OfficerProfile, SystemProfile } from '../../../exchange/index.ts';
import { type PublicJwk, thumbprint } from '../../../identity/index.ts';
import { systemRandom, writeWholeFile } from '../../../kernel/index.ts';

/** Where the demonstration keeps what its systems and officers need to prove who they are. */
export interface CredentialFolder {
  /** Path of the file of a system or officer. */
  path(id: string): string;
  has(id: string): boolean;
  /** Path of the public key of the evidence log, which `hufu receipt verify` goes by. */
  readonly logKey: string;
}

export function credentialFolder(dataDirectory: string): CredentialFolder {
  const path = (id: string) => join(dataDirectory, 'demo', 'credentials', `${id}.json`);
  return { path, has: (id) => existsSync(path(id)), logKey: join(dataDirectory, 'demo', 'log.key') };
}

/** A new P-256 key for a system: the public half to register, and the profile to keep. */
export function newSystemCredentials(id: string, hub: string): { publicJwk: JsonWebKey; credentials: SystemProfile } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicJwk = publicKey.export({ format: 'jwk' });
  const kid = thumbprint(publicJwk as PublicJwk);
  return {
    publicJwk,
    credentials: { hub, kind: 'system', id, kid, privateKey: { ...privateKey.export({ format: 'jwk' }), kid } },
  };
}

/** A password nobody has to remember: the demonstration shows it to whoever may read its folder. */
export function newOfficerCredentials(login: string, hub: string): OfficerProfile {
  return { hub, kind: 'officer', login, password: `${systemRandom.bytes(15).toString('base64url')}-Hufu` };
}

/** Writes a file that only its owner may read, whole or not at all. */
export async function writePrivateFile(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeWholeFile(path, content);
}

/** Reads a profile and sets the hub's address in it, should that have changed since. */
export async function refreshedProfile<T extends { hub: string }>(path: string, hub: string): Promise<T> {
  const profile = JSON.parse(await readFile(path, 'utf8')) as T;
  if (profile.hub === hub) return profile;
  const moved = { ...profile, hub };
  await writePrivateFile(path, `${JSON.stringify(moved, null, 2)}\n`);
  return moved;
}
