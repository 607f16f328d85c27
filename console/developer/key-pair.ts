import { call } from '../api/index.ts';

/** A system's credentials as `HUFU_PROFILE`, the SDK and a connector's `signingKey` read them. Made here and never sent. */
export interface CredentialsFile {
  readonly hub: string;
  readonly kind: 'system';
  readonly id: string;
  readonly kid: string;
  readonly privateKey: Readonly<Record<string, string>>;
}

/** Can this browser make keys? Only where the page came over a connection that nobody could alter. */
export const canMakeKeys = (): boolean => globalThis.crypto?.subtle !== undefined;

/**
 * Makes a key pair (P-256, ES256) in the browser and registers its public half. The private half is given back for the file
 * that its owner keeps; it goes nowhere else. @throws RefusalError KEY_LIMIT_REACHED, NOT_FOUND
 */
export async function makeKey(system: string, notAfter: string | undefined): Promise<CredentialsFile> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { kty = '', crv = '', x = '', y = '', d = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const { kid } = await call('POST /v1/systems/{id}/keys', {
    params: { id: system },
    body: { jwk: { kty, crv, x, y }, ...(notAfter === undefined ? {} : { notAfter }) },
  });
  return { hub: location.origin, kind: 'system', id: system, kid, privateKey: { kty, crv, x, y, d } };
}
