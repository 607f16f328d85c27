import { generateKeyPairSync, sign } from 'node:crypto';
import { composeLicenceIdentifier, signLicence } from '../../../licence-vault/index.ts';
import { times } from './holder.ts';

/** The one key id that the licences of a corpus know. */
export const licenceKeyId = 'demonstration';

/** Of an organisation and a licence type that the standards take for examples. */
const code = '11100000MB0143028R';
const type = `${code}001`;

/** Licences as signed JSON, and the public key (SPKI) that they are signed with. */
export async function makeLicences(): Promise<{ licences: Buffer[]; licenceKey: Buffer[] }> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = {
    sign: async (bytes: Uint8Array) => ({
      kid: licenceKeyId,
      alg: 'ES256' as const,
      signature: sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    }),
  };
  const make = async (data: Record<string, string>, serial: string) => {
    const content = {
      identifier: composeLicenceIdentifier({ type, issuer: code, serial, version: '001' }),
      type: { code: type, name: '营业执照' },
      holder: { kind: '001' as const, number: code, name: '演示 Demonstration' },
      issuer: { code, name: '演示' },
      issuedOn: '2026-11-20',
      validFrom: '2020-03-18',
      validTo: '2040-03-17',
      data,
      version: '001',
    };
    return (await signLicence({ content, signer, clock: { now: () => times.at } })).bytes;
  };
  return {
    licences: [await make({}, '20260000001'), await make({ name: '演示 "quoted" \n 😀', note: 'x' }, '20260000002')],
    licenceKey: [publicKey.export({ format: 'der', type: 'spki' })],
  };
}
