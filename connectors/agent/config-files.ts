import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { connectorProblems } from '../problems.ts';
import { importSigningKey, importVerificationKey, type SigningKey, type VerificationKey } from '../protocol/index.ts';

const maxBytes = 2_000_000;

/** @throws Problem CONNECTOR_FILE_UNREADABLE */
export async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw connectorProblems.CONNECTOR_FILE_UNREADABLE({ file: path, why: 'too large' });
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** @throws Problem CONNECTOR_FILE_UNREADABLE */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch {
    throw connectorProblems.CONNECTOR_FILE_UNREADABLE({ file: path, why: 'not JSON' });
  }
}

/**
 * A private key from a file that its owner alone may touch: a JWK, or a credentials file with `privateKey` and `kid`.
 * @throws Problem CONNECTOR_KEY_EXPOSED, CONNECTOR_FILE_UNREADABLE
 */
export async function readSigningKey(path: string): Promise<SigningKey> {
  await requirePrivate(path);
  const json = asObject(await readJson(path));
  try {
    return json.privateKey === undefined
      ? importSigningKey(json)
      : importSigningKey(asObject(json.privateKey), typeof json.kid === 'string' ? json.kid : undefined);
  } catch (error) {
    const why = error instanceof TypeError ? error.message : 'not a key';
    throw connectorProblems.CONNECTOR_FILE_UNREADABLE({ file: path, why });
  }
}

/** Public keys of a JWKS (RFC 7517 §5). @throws TypeError when it is none, or holds a key of another kind */
export function readKeySet(jwks: unknown): readonly VerificationKey[] {
  const { keys } = asObject(jwks);
  if (!Array.isArray(keys) || keys.length === 0) throw new TypeError('a JWKS has a list of keys');
  return keys.map((key) => importVerificationKey(asObject(key)));
}

/** @throws Problem CONNECTOR_KEY_EXPOSED when group or others may do anything with the file */
export async function requirePrivate(path: string): Promise<void> {
  const { mode } = await stat(path).catch((error) => {
    throw unreadable(path, error);
  });
  if ((mode & 0o077) !== 0) {
    throw connectorProblems.CONNECTOR_KEY_EXPOSED({ file: path, mode: (mode & 0o777).toString(8) });
  }
}

/** A path of the configuration, which starts at the configuration's own folder. */
export function resolvePath(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  return error.name === 'Problem'
    ? error
    : connectorProblems.CONNECTOR_FILE_UNREADABLE({ file: path, why: error.code });
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
