import { call } from '../api/index.ts';
import { commonName } from '../parts/subject-name.ts';

/**
 * The names of an organisation's signers by the SHA-256 of their certificates, hexadecimal, as seals list them. Empty where
 * the browser has no WebCrypto: it gives it to https and to the machine itself only.
 * @throws RefusalError
 */
export async function signerNames(organisation: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  if (globalThis.crypto?.subtle === undefined) return new Map();
  const query = { profile: 'signer', organisation, limit: 200 } as const;
  const { items } = await call('GET /v1/pki/certificates', { query, signal });
  return new Map(
    await Promise.all(items.map(async ({ pem, subject }) => [await printOf(pem), commonName(subject)] as const)),
  );
}

/** SHA-256 of a certificate, hexadecimal. */
async function printOf(pem: string): Promise<string> {
  const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, '')), (character) => character.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
