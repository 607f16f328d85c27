import { generateKeyPairSync, sign } from 'node:crypto';
import {
  composeLicenceIdentifier,
  type LicenceStatement,
  packStatuses,
  signLicence,
  signStatement,
  type TokenSigner,
  writeStatusCwt,
  writeStatusJwt,
} from '../../../licence-vault/index.ts';
import { times } from './holder.ts';

/** The one key id that the licences of a corpus know. */
export const licenceKeyId = 'demonstration';

/** Of an organisation and a licence type that the standards take for examples. */
const code = '11100000MB0143028R';
const type = `${code}001`;

/** Address of the status list in which the QRs' licence stands. */
const listUri = 'https://hub.example/v1/status-lists/1';

/** What the QRs say. */
export const statement: LicenceStatement = {
  issuer: 'https://hub.example',
  id: Buffer.alloc(8, 7),
  issuedAt: times.at,
  expiresAt: new Date(times.at.getTime() + 300_000),
  licence: {
    identifier: composeLicenceIdentifier({ type, issuer: code, serial: '20260000001', version: '001' }),
    type: '营业执照',
    validFrom: '2020-03-18',
    validTo: '长期',
    face: { name: '演示', term: { from: '2020-03-18', to: '长期' }, shares: [1, 2.5, null, true] },
    assurance: 'stock',
  },
  status: { uri: listUri, index: 9 },
  purpose: { organisation: '演示', matter: 'M-1' },
};

/**
 * Licences as signed JSON, the signed statements in their QRs, status lists, and the public key (SPKI) that all are signed
 * with.
 */
export async function makeLicences() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tokenSigner: TokenSigner = {
    sign: async (make) => ({
      kid: licenceKeyId,
      signature: sign('sha256', make(licenceKeyId), { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    }),
  };
  const list = {
    ...{ uri: listUri, issuedAt: times.at, expiresAt: new Date(times.at.getTime() + 3_600_000), ttl: 300 },
    list: await packStatuses([{ position: 9, value: 2 }]),
  };
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
    statements: [await signStatement(statement, tokenSigner)],
    statusLists: [Buffer.from(await writeStatusJwt(list, tokenSigner)), await writeStatusCwt(list, tokenSigner)],
    licenceKey: [publicKey.export({ format: 'der', type: 'spki' })],
  };
}
