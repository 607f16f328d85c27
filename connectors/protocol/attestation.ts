import { leafHash, merkleHashBytes } from '../../kernel/index.ts';
import { isAllowed, readExactly, readHeader, readSignature, signInput, verifyInput } from './jws.ts';
import type { SigningKey, VerificationKey } from './keys.ts';
import { maxBundleMembers } from './limits.ts';
import { rootOver, type Tree, treeOf } from './merkle.ts';
import type { SignatureFault } from './signature.ts';

/** The messages that leave many at a time: one signature attests all that leave together. */
export type AttestedType = 'hufu-order' | 'hufu-answer';

/** What proves one message by itself and for good, without the others that left with it. */
export interface Proof {
  /** Compact JWS over size and root of the tree; the same text for every message of it. */
  readonly root: string;
  /** The message's place in the tree and the hashes that lead from there to the root. */
  readonly path: string;
}

/** Messages that one signature attests. */
export interface Attested {
  readonly root: string;
  /** What proves one of them by itself; written when it is asked for. @param index place of the message, from 0 */
  proofOf(index: number): Proof;
}

export type RootFault =
  | SignatureFault
  /** The root that was signed is not one over these messages. */
  | 'NOT_UNDER_ROOT';

export type ProofFault =
  | RootFault
  /** Not an index and hashes in their one spelling. */
  | 'PATH_MALFORMED'
  /** An index beyond the tree, or more or fewer hashes than its place in a tree of that size has. */
  | 'PATH_DOES_NOT_FIT';

/** Bytes of a root's payload: the size of the tree, four bytes, the highest first; then the root's hash. */
const payloadBytes = 4 + merkleHashBytes;
/** Longest root, characters: a protected header with the longest kid, 36 bytes of payload, 64 of signature. */
export const maxRootLength = 1_024;
const members = ['alg', 'kid', 'typ'].join();
/** An index below {@link maxBundleMembers} without leading zeros, a colon, hashes. */
const pathForm = /^(0|[1-9]\d{0,2}):([A-Za-z0-9_-]*)$/;
const maxPathLength = 512;

/**
 * The leaf of a message: its kind, a zero byte, and the SHA-256 of its body, so that a body is hashed once for all
 * that is done with it, and a leaf of one kind never stands in a tree of the other.
 * @param digest SHA-256 of the body, 32 bytes
 */
export function attestedLeaf(typ: AttestedType, digest: Uint8Array): Buffer {
  const data = Buffer.allocUnsafe(typ.length + 1 + merkleHashBytes);
  data.write(typ, 0, 'latin1');
  data[typ.length] = 0;
  data.set(digest, typ.length + 1);
  return leafHash(data);
}

/**
 * Attests messages that leave together: signs the root of the tree over them (RFC 6962 hashing). One message alone is a
 * tree of one.
 * @param options.digests SHA-256 of each body; 1 to {@link maxBundleMembers}
 * @example attest({ typ: 'hufu-answer', digests: [sha256(bytes)], key })
 */
export function attest(options: { typ: AttestedType; digests: readonly Uint8Array[]; key: SigningKey }): Attested {
  const { typ, digests, key } = options;
  if (digests.length > maxBundleMembers) {
    throw new RangeError(`at most ${maxBundleMembers} messages are attested together`);
  }
  const tree = treeOf(digests.map((digest) => attestedLeaf(typ, digest)));
  const root = signRoot({ typ: rootType(typ), size: digests.length, root: tree.root, key });
  return { root, proofOf: (index) => ({ root, path: pathText(tree, index) }) };
}

/**
 * Holds a signed root against all messages that it is for: one signature is verified, whatever their number.
 * @param options.digests SHA-256 of each body as it arrived, in the order of arrival
 * @param options.keyOf finds a trusted key; undefined for one that is not trusted
 */
export function checkRoot(options: {
  typ: AttestedType;
  root: string;
  digests: readonly Uint8Array[];
  keyOf: (kid: string) => VerificationKey | undefined;
}): ({ readonly ok: true; readonly kid: string } & Attested) | Refusal<RootFault> {
  const { typ, root, digests, keyOf } = options;
  const signed = verifyRoot({ text: root, typ: rootType(typ), keyOf });
  if (typeof signed === 'string') return { ok: false, code: signed };
  if (signed.size !== digests.length) return { ok: false, code: 'NOT_UNDER_ROOT' };
  const tree = treeOf(digests.map((digest) => attestedLeaf(typ, digest)));
  if (!tree.root.equals(signed.root)) return { ok: false, code: 'NOT_UNDER_ROOT' };
  return { ok: true, kid: signed.kid, root, proofOf: (index) => ({ root, path: pathText(tree, index) }) };
}

/**
 * Checks what proves one message by itself: for whoever kept the message and its proof, at any later time.
 * @param options.digest SHA-256 of the message's body
 * @param options.keyOf finds the key that the signer had; undefined for one that is not trusted
 */
export function checkProof(
  options: {
    typ: AttestedType;
    digest: Uint8Array;
    keyOf: (kid: string) => VerificationKey | undefined;
  } & Proof,
): { readonly ok: true; readonly kid: string } | Refusal<ProofFault> {
  const { typ, digest } = options;
  const signed = verifyRoot({ text: options.root, typ: rootType(typ), keyOf: options.keyOf });
  if (typeof signed === 'string') return { ok: false, code: signed };
  const place = readPath(options.path);
  if (place === undefined) return { ok: false, code: 'PATH_MALFORMED' };
  if (place.index >= signed.size) return { ok: false, code: 'PATH_DOES_NOT_FIT' };
  const top = rootOver({ leaf: attestedLeaf(typ, digest), size: signed.size, ...place });
  if (top === undefined) return { ok: false, code: 'PATH_DOES_NOT_FIT' };
  return top.equals(signed.root) ? { ok: true, kid: signed.kid } : { ok: false, code: 'NOT_UNDER_ROOT' };
}

interface Refusal<Code> {
  readonly ok: false;
  readonly code: Code;
}

/** The `typ` of a root's protected header. */
function rootType(typ: AttestedType): string {
  return `${typ}-root`;
}

function signRoot(options: { typ: string; size: number; root: Buffer; key: SigningKey }): string {
  const { key, typ } = options;
  const payload = Buffer.allocUnsafe(payloadBytes);
  payload.writeUInt32BE(options.size);
  options.root.copy(payload, 4);
  const header = Buffer.from(JSON.stringify({ alg: key.alg, kid: key.kid, typ })).toString('base64url');
  const input = `${header}.${payload.toString('base64url')}`;
  return `${input}.${signInput(Buffer.from(input, 'latin1'), key)}`;
}

function pathText(tree: Tree, index: number): string {
  return `${index}:${Buffer.concat(tree.pathOf(index)).toString('base64url')}`;
}

/** A root whose signature is right. */
interface SignedRoot {
  readonly kid: string;
  readonly size: number;
  readonly root: Buffer;
}

function verifyRoot(options: {
  text: string;
  typ: string;
  keyOf: (kid: string) => VerificationKey | undefined;
}): SignedRoot | SignatureFault {
  const { text } = options;
  if (text === '') return 'SIGNATURE_MISSING';
  if (text.length > maxRootLength) return 'SIGNATURE_MALFORMED';
  const [head = '', body = '', proof = '', ...rest] = text.split('.');
  const payload = readExactly(body, payloadBytes);
  const signature = readSignature(proof);
  const { alg, kid, typ } = readHeader(head, members) ?? {};
  if (rest.length > 0 || payload === undefined || signature === undefined) return 'SIGNATURE_MALFORMED';
  if (typeof alg !== 'string' || typeof kid !== 'string' || typeof typ !== 'string') return 'SIGNATURE_MALFORMED';
  if (typ !== options.typ) return 'SIGNATURE_OF_OTHER_TYPE';
  const size = payload.readUInt32BE();
  if (size === 0 || size > maxBundleMembers) return 'SIGNATURE_MALFORMED';
  if (!isAllowed(alg)) return 'ALGORITHM_NOT_ALLOWED';
  const key = options.keyOf(kid);
  if (key === undefined) return 'KEY_UNKNOWN';
  if (key.alg !== alg) return 'ALGORITHM_NOT_ALLOWED';
  const input = Buffer.from(text.slice(0, head.length + 1 + body.length), 'latin1');
  return verifyInput(input, key, signature) ? { kid, size, root: payload.subarray(4) } : 'SIGNATURE_WRONG';
}

function readPath(text: string): { index: number; path: Buffer } | undefined {
  if (text.length > maxPathLength) return undefined;
  const [, index = '', hashes = ''] = pathForm.exec(text) ?? [];
  if (index === '') return undefined;
  const bytes = Math.floor((hashes.length * 3) / 4);
  if (bytes % merkleHashBytes !== 0) return undefined;
  const path = hashes === '' ? Buffer.alloc(0) : readExactly(hashes, bytes);
  return path === undefined ? undefined : { index: Number(index), path };
}
