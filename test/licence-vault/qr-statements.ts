import { composeLicenceIdentifier, drawQr } from '../../licence-vault/index.ts';
import { signStatement, writeQrText } from '../../licence-vault/statement/qr-text.ts';
import type { LicenceStatement } from '../../licence-vault/statement/statement.ts';
import { packStatuses } from '../../licence-vault/status/status-list.ts';
import type { StatusToken } from '../../licence-vault/status/status-token.ts';
import type { StatusValue } from '../../licence-vault/status/status-value.ts';
import { company, organisations, signingKey } from './vault.ts';

export const hubKey = signingKey('vX4kRC8bOZ8oyIJrsMKDGHSUBkpIRU2L1yRk7Zk6aUk');
export const hubKeys = { key: (kid: string) => (kid === hubKey.kid ? hubKey.key : undefined) };

export const listUri = 'https://hub.lingshan.example/v1/status-lists/1';

/** What the QR of a company's business licence says. */
export function statement(change: Partial<LicenceStatement> = {}): LicenceStatement {
  const { name, unifiedCode, legalRepresentative, operatingTerm } = company(1);
  const type = '11100000MB0143028R001';
  const issuer = organisations.approval.code;
  return {
    issuer: 'https://hub.lingshan.example',
    id: Buffer.from('0011223344556677', 'hex'),
    issuedAt: new Date('2026-11-21T08:00:00Z'),
    expiresAt: new Date('2026-11-21T08:05:00Z'),
    licence: {
      identifier: composeLicenceIdentifier({ type, issuer, serial: '20260000001', version: '001' }),
      type: '营业执照',
      validFrom: '2020-03-18',
      validTo: '2040-03-17',
      face: { name, unifiedCode, legalRepresentative, operatingTerm },
      assurance: 'issued',
    },
    status: { uri: listUri, index: 777_777 },
    purpose: { organisation: '灵山县行政审批局', matter: 'FOOD-PERMIT-01' },
    ...change,
  };
}

export async function qrText(change: Partial<LicenceStatement> = {}, signer = hubKey.tokenSigner): Promise<string> {
  return writeQrText(await signStatement(statement(change), signer));
}

/** A list in which the statement's licence has this value. */
export async function statusToken(value: StatusValue, change: Partial<StatusToken> = {}): Promise<StatusToken> {
  return {
    uri: listUri,
    issuedAt: new Date('2026-11-21T07:58:00Z'),
    expiresAt: new Date('2026-11-21T19:58:00Z'),
    ttl: 300,
    list: await packStatuses([
      { position: 777_776, value: 3 },
      { position: 777_777, value },
      { position: 777_778, value: 3 },
    ]),
    ...change,
  };
}

/** A QR as it lies on a grey desk: turned, out of focus and lit from one side. */
export async function scene(
  texts: readonly string[],
  how: { readonly size: number; readonly degrees?: number; readonly blur?: number },
): Promise<string> {
  const { size, degrees = 0, blur = 0 } = how;
  const pictures = await Promise.all(texts.map(drawQr));
  const codes = pictures.map(({ png }, index) => {
    const place = `translate(${22 + index * 110} 22)`;
    return `<image transform="${place}" width="96" height="96" href="data:image/png;base64,${png.toString('base64')}"/>`;
  });
  const width = 30 + 110 * texts.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 140" width="${size}" height="${(size * 140) / width}">
    <defs><filter id="b"><feGaussianBlur stdDeviation="${blur}"/></filter>
    <linearGradient id="l"><stop offset="0" stop-color="#000" stop-opacity="0.35"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient></defs>
    <rect width="${width}" height="140" fill="#b9b2a4"/>
    <g filter="url(#b)"><g transform="rotate(${degrees} ${width / 2} 70)">${codes.join('')}</g></g>
    <rect width="${width}" height="140" fill="url(#l)"/></svg>`;
}
