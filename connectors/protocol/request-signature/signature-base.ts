import { type KeyObject, sign, verify } from 'node:crypto';
import type { SignatureAlgorithm } from '../keys.ts';

/** The names of our algorithms in the registry of RFC 9421 §6.2.2. */
export const algorithmNames: Readonly<Record<SignatureAlgorithm, string>> = {
  ES256: 'ecdsa-p256-sha256',
  EdDSA: 'ed25519',
};

/** Bytes of a signature, which are as many with either algorithm (RFC 9421 §3.3.4, §3.3.6). */
export const signatureLength = 64;

/**
 * The lines of a signature base that stand for the covered components (RFC 9421 §2.5), each with a line break at its end.
 * @param components name and value, as §2.1 and §2.2 derive it; names without parameters, each once
 * @returns undefined when a value would break its line
 */
export function componentLines(components: Iterable<readonly [name: string, value: string]>): string | undefined {
  let lines = '';
  for (const [name, value] of components) {
    if (value.includes('\n') || value.includes('\r')) return undefined;
    lines += `"${name}": ${value}\n`;
  }
  return lines;
}

/**
 * The text that is signed (RFC 9421 §2.5): a line for each covered component, and the parameters last.
 * @param parameters the inner list of `Signature-Input` with its parameters, as RFC 8941 writes it
 * @example '"@method": POST\n"@signature-params": ("@method");created=1618884473;keyid="k"'
 */
export function signatureBase(lines: string, parameters: string): string {
  return `${lines}"@signature-params": ${parameters}`;
}

/** Signs a text (RFC 9421 §3.1), such as a signature base. @returns 64 bytes */
export function signText(text: string | Uint8Array, { key, alg }: { key: KeyObject; alg: SignatureAlgorithm }): Buffer {
  const bytes = Buffer.from(text);
  return alg === 'ES256' ? sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }) : sign(null, bytes, key);
}

/**
 * Verifies a signature of a text (RFC 9421 §3.2) on a thread of its own: a verification takes 72 µs of a core with P-256
 * and 97 µs with Ed25519, of which 4 to 8 µs stay on this one; handing it over costs 2 to 9 µs.
 */
export function verifyText(
  text: string | Uint8Array,
  signature: Uint8Array,
  { key, alg }: { key: KeyObject; alg: SignatureAlgorithm },
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, valid: boolean) => (error === null ? resolve(valid) : reject(error));
    const bytes = Buffer.from(text);
    if (alg === 'ES256') verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature, done);
    else verify(null, bytes, key, signature, done);
  });
}
