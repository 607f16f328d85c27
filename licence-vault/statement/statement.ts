import type { Assurance } from '../licence/stock-origin.ts';
import type { LicenceEnd } from '../licence/term.ts';
import { memberOf, readCbor, writeCbor } from '../token/cbor.ts';
import { instantOf, secondsOf } from '../token/claim-time.ts';

/** What is written on a licence, as far as its holder shows it: items of the face by their names. */
export type ShownFace = Readonly<Record<string, unknown>>;

/** What a QR says (证照二维码): that the hub vouches for this licence at this moment, and what of its face is shown. */
export interface LicenceStatement {
  /** Address of the hub that says so. It is only what the statement claims until the signature is proved. */
  readonly issuer: string;
  /** Distinguishes two statements of one moment; 8 bytes. */
  readonly id: Buffer;
  readonly issuedAt: Date;
  /** Who presents it later needs a new one. */
  readonly expiresAt: Date;
  readonly licence: {
    readonly identifier: string;
    /** Title of the type, in Chinese, as it stands on the licence. */
    readonly type: string;
    readonly validFrom: string;
    readonly validTo: LicenceEnd;
    readonly face: ShownFace;
    readonly assurance: Assurance;
  };
  /** Where its status stands: which list, and where in it. */
  readonly status: { readonly uri: string; readonly index: number };
  /** For whom and what it was made, when an officer made it. */
  readonly purpose?: { readonly organisation: string; readonly matter: string } | undefined;
}

/**
 * Claims of a CBOR web token (RFC 8392 §3.1): issuer, expiry, issue, id; the status claim of the Token Status List; and
 * ours, from the numbers for private use (below −65536).
 */
const claim = {
  issuer: 1,
  expiresAt: 4,
  issuedAt: 6,
  id: 7,
  status: 65535,
  licence: -65537,
  purpose: -65538,
  stock: -65539,
} as const;

const day = /^\d{4}-\d{2}-\d{2}$/;

/** The claims as CBOR. Instants are whole seconds. */
export function writeStatement(statement: LicenceStatement): Buffer {
  const { licence, purpose, status } = statement;
  return writeCbor(
    new Map<number, unknown>([
      [claim.issuer, statement.issuer],
      [claim.expiresAt, secondsOf(statement.expiresAt)],
      [claim.issuedAt, secondsOf(statement.issuedAt)],
      [claim.id, statement.id],
      [claim.status, { status_list: { idx: status.index, uri: status.uri } }],
      [claim.licence, [licence.identifier, licence.type, licence.validFrom, licence.validTo, licence.face]],
      ...(licence.assurance === 'stock' ? [[claim.stock, true] as const] : []),
      ...(purpose === undefined ? [] : [[claim.purpose, [purpose.organisation, purpose.matter]] as const]),
    ]),
  );
}

/** Reads the claims; undefined for what is no statement of a licence. */
export function readStatement(bytes: Uint8Array): LicenceStatement | undefined {
  const claims = readCbor(bytes);
  const id = memberOf(claims, claim.id);
  const issuer = textOf(memberOf(claims, claim.issuer));
  const issuedAt = instantOf(memberOf(claims, claim.issuedAt));
  const expiresAt = instantOf(memberOf(claims, claim.expiresAt));
  const licence = licenceOf(memberOf(claims, claim.licence), memberOf(claims, claim.stock) === true);
  const status = statusOf(memberOf(memberOf(claims, claim.status), 'status_list'));
  const purpose = purposeOf(memberOf(claims, claim.purpose));
  if (!(id instanceof Uint8Array) || issuer === undefined || issuedAt === undefined || expiresAt === undefined)
    return undefined;
  if (licence === undefined || status === undefined || purpose === 'wrong') return undefined;
  return { issuer, id: Buffer.from(id), issuedAt, expiresAt, licence, status, purpose };
}

function licenceOf(value: unknown, isStock: boolean): LicenceStatement['licence'] | undefined {
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const [identifier, type, validFrom, validTo] = value.slice(0, 4).map(textOf);
  const face = plainOf(value[4]);
  if (identifier === undefined || type === undefined || validFrom === undefined || validTo === undefined)
    return undefined;
  if (!day.test(validFrom) || !(day.test(validTo) || validTo === '长期') || !isFace(face)) return undefined;
  return { identifier, type, validFrom, validTo, face, assurance: isStock ? 'stock' : 'issued' };
}

function statusOf(value: unknown): LicenceStatement['status'] | undefined {
  const uri = textOf(memberOf(value, 'uri'));
  const index = memberOf(value, 'idx');
  return uri === undefined || typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0
    ? undefined
    : { uri, index };
}

function purposeOf(value: unknown): LicenceStatement['purpose'] | 'wrong' {
  if (value === undefined) return undefined;
  const [organisation, matter, ...more] = Array.isArray(value) ? value.map(textOf) : [];
  return organisation === undefined || matter === undefined || more.length > 0 ? 'wrong' : { organisation, matter };
}

function isFace(value: unknown): value is ShownFace {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Maps with text keys as objects, to any depth, so that what is shown is plain JSON; undefined for what JSON has no form for. */
function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(plainOf);
    return items.includes(undefined) ? undefined : items;
  }
  if (value instanceof Map) {
    const members = [...value].map(([key, member]): [unknown, unknown] => [key, plainOf(member)]);
    return members.every(([key, member]) => typeof key === 'string' && key !== '__proto__' && member !== undefined)
      ? Object.fromEntries(members)
      : undefined;
  }
  return ['string', 'number', 'boolean'].includes(typeof value) || value === null ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
