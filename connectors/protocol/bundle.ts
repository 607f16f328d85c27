import { sha256 } from '../../kernel/index.ts';
import { type Attested, type AttestedType, attest, checkRoot, maxRootLength, type RootFault } from './attestation.ts';
import type { SigningKey, VerificationKey } from './keys.ts';
import { maxBundleBytes, maxBundleMembers } from './limits.ts';

/** One order or answer in a bundle. */
export interface BundleMember {
  /**
   * Of an order its `traceparent`, or nothing. Of an answer the SHA-256 of the order's body; or nothing, when it speaks of
   * the whole bundle of orders. No part of what is attested: it leads the way and proves nothing.
   */
  readonly label: Uint8Array;
  /** JSON, exactly as it is attested. */
  readonly body: Uint8Array;
}

/** A member on its way out. */
export interface OutgoingMember extends BundleMember {
  /** SHA-256 of the body. */
  readonly digest: Buffer;
}

/** A bundle that has been read and not been believed. */
export interface Bundle {
  readonly root: string;
  /** At least one. Labels and bodies are parts of the message's bytes. */
  readonly members: readonly { readonly label: Buffer; readonly body: Buffer }[];
}

export type BundleFault =
  | 'BUNDLE_TOO_LARGE'
  /** Not of the form: cut off, bytes left over, no member, or too many. */
  | 'BUNDLE_MALFORMED'
  /** A bundle of another version of the contract. */
  | 'VERSION_UNSUPPORTED';

export type ReadBundle =
  | { readonly ok: true; readonly bundle: Bundle }
  | { readonly ok: false; readonly code: BundleFault };

export type ProvedBundle =
  /** `digests`: SHA-256 of each body. */
  | ({ readonly ok: true; readonly kid: string; readonly digests: readonly Buffer[] } & Attested)
  | { readonly ok: false; readonly code: RootFault };

/** First bytes of every bundle; the version of the contract follows in one byte. */
const mark = Buffer.from('HUFU', 'latin1');
const version = 3;
const versionAt = mark.length;
/** Mark, version, and the length of the root in two bytes. */
const headBytes = versionAt + 1 + 2;
const maxLabelBytes = 255;
/** The lengths of label and body, in one byte and in four. */
const lengthBytes = 1 + 4;

/** Bytes of a bundle besides its members, at most. */
export const bundleFrameBytes = headBytes + maxRootLength;

/** Bytes that a member takes in a bundle. */
export function memberBytes({ label, body }: BundleMember): number {
  return lengthBytes + label.length + body.length;
}

/**
 * Writes orders, or answers, into one message and signs them with one signature over their root. Lengths and bytes, the
 * highest byte first: mark, version, root, and then of each member label and body. One alone is a bundle of one.
 * @throws RangeError for no member, for more than {@link maxBundleMembers}, or for a label of more than 255 bytes
 */
export function writeBundle(options: {
  typ: AttestedType;
  members: readonly OutgoingMember[];
  key: SigningKey;
}): Buffer {
  const { typ, members, key } = options;
  if (members.some(({ label }) => label.length > maxLabelBytes)) throw new RangeError('a label is too long');
  const { root } = attest({ typ, digests: members.map(({ digest }) => digest), key });
  const bytes = Buffer.allocUnsafe(members.reduce((sum, member) => sum + memberBytes(member), headBytes + root.length));
  bytes.set(mark);
  bytes[versionAt] = version;
  bytes.writeUInt16BE(root.length, versionAt + 1);
  let at = headBytes + bytes.write(root, headBytes, 'latin1');
  for (const { label, body } of members) {
    bytes[at] = label.length;
    bytes.set(label, at + 1);
    at += 1 + label.length;
    bytes.writeUInt32BE(body.length, at);
    bytes.set(body, at + 4);
    at += 4 + body.length;
  }
  return bytes;
}

/** Reads the form of a bundle; nothing in it is proved yet. Nothing is copied. */
export function readBundle(message: Uint8Array): ReadBundle {
  if (message.length > maxBundleBytes) return { ok: false, code: 'BUNDLE_TOO_LARGE' };
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  if (bytes.length < headBytes || bytes.compare(mark, 0, mark.length, 0, mark.length) !== 0) return malformed;
  if (bytes[versionAt] !== version) return { ok: false, code: 'VERSION_UNSUPPORTED' };
  let at = headBytes + bytes.readUInt16BE(versionAt + 1);
  if (at > bytes.length) return malformed;
  const root = bytes.toString('latin1', headBytes, at);
  const members: { label: Buffer; body: Buffer }[] = [];
  while (at < bytes.length) {
    const body = at + lengthBytes + (bytes[at] ?? 0);
    if (body > bytes.length || members.length === maxBundleMembers) return malformed;
    const end = body + bytes.readUInt32BE(body - 4);
    if (end > bytes.length) return malformed;
    members.push({ label: bytes.subarray(at + 1, body - 4), body: bytes.subarray(body, end) });
    at = end;
  }
  return members.length === 0 ? malformed : { ok: true, bundle: { root, members } };
}

const malformed: ReadBundle = { ok: false, code: 'BUNDLE_MALFORMED' };

/**
 * Proves every member of a bundle at once, or none: the root over their bodies is the one that was signed, and a trusted
 * key signed it for this kind of message.
 * @param options.keyOf finds a trusted key; undefined for one that is not trusted
 */
export function proveBundle(options: {
  typ: AttestedType;
  bundle: Bundle;
  keyOf: (kid: string) => VerificationKey | undefined;
}): ProvedBundle {
  const { root, members } = options.bundle;
  const digests = members.map(({ body }) => sha256(body));
  const checked = checkRoot({ typ: options.typ, root, digests, keyOf: options.keyOf });
  return checked.ok ? { ok: true, root: checked.root, kid: checked.kid, digests, proofOf: checked.proofOf } : checked;
}
