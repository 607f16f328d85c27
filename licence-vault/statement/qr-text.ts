import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { makeSign1, readSign1, type Sign1 } from '../token/sign1.ts';
import type { TokenSigner } from '../token/token-signer.ts';
import { fromBase45, toBase45 } from './base45.ts';
import { type LicenceStatement, readStatement, writeStatement } from './statement.ts';

/** What the text of a licence's QR begins with: whose format it is, and its version. */
const prefix = 'HUFU1:';
const anyVersion = /^HUFU\d{1,4}:/;

/** A statement that fits a QR inflates to less than a kilobyte or two; what inflates further was made to hurt a reader. */
const largestStatement = 16 * 1024;
/** No QR code holds more (ISO/IEC 18004, version 40-L, alphanumeric). */
const longestText = 4296;

/** A statement and what proves it. */
export interface SignedStatement {
  readonly statement: LicenceStatement;
  readonly proof: Sign1;
}

/** What the text of a QR turned out to be. */
export type QrText =
  | { readonly kind: 'statement'; readonly signed: SignedStatement }
  /** It says that it is ours and is not. */
  | { readonly kind: 'damaged' }
  /** Ours, of a version that this program does not know. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'other'; readonly text: string };

/** Signs a statement: a COSE_Sign1 (RFC 9052) over its claims. */
export function signStatement(statement: LicenceStatement, signer: TokenSigner): Promise<Buffer> {
  return makeSign1({ payload: writeStatement(statement), signer });
}

/**
 * Writes a signed statement as the text of a QR: `HUFU1:` and the Base45 (RFC 9285) of its deflated (RFC 1951) bytes,
 * characters that a QR code stores most closely.
 */
export function writeQrText(signed: Uint8Array): string {
  return prefix + toBase45(deflateRawSync(signed, { level: 9 }));
}

/** Tells what the text of a QR is. Nothing of a statement is proved by that. */
export function readQrText(text: string): QrText {
  if (!text.startsWith(prefix)) return anyVersion.test(text) ? { kind: 'newer' } : { kind: 'other', text };
  const proof = text.length > longestText ? undefined : proofIn(text.slice(prefix.length));
  const statement = proof === undefined ? undefined : readStatement(proof.payload);
  return proof === undefined || statement === undefined
    ? { kind: 'damaged' }
    : { kind: 'statement', signed: { statement, proof } };
}

function proofIn(text: string): Sign1 | undefined {
  const deflated = fromBase45(text);
  const bytes = deflated === undefined ? undefined : inflated(deflated);
  return bytes === undefined ? undefined : readSign1(bytes);
}

function inflated(deflated: Buffer): Buffer | undefined {
  try {
    return inflateRawSync(deflated, { maxOutputLength: largestStatement });
  } catch {
    return undefined;
  }
}
