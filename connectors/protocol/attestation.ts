import { leafHash, merkleHashBytes } from '../../kernel/index.ts';
import { isAllowed, readExactly, readHeader, readSignature, signInput, verifyInput } from './jws.ts';
import type { SigningKey, VerificationKey } from './keys.ts';
import { maxTreeSize } from './limits.ts';
import { rootOver, treeOf } from './merkle.ts';
import type { SignatureFault } from './signature.ts';

/** The messages that leave many at a time: one signature attests all that leave together. */
export type AttestedType = 'hufu-order' | 'hufu-answer';

/** What goes with one message: the values of the `Hufu-Root` and `Hufu-Path` headers. */
export interface Attestation {
  /** Compact JWS over size and root of the tree; the same text for every message of it. */
  readonly root: string;
  /** The message's place in the tree and the hashes that lead from there to the root. */
  readonly path: string;
}

export type AttestationFault =
  | SignatureFault
  | 'PATH_MISSING'
  /** Not an index and hashes in their one spelling. */
  | 'PATH_MALFORMED'
  /** An index beyond the tree, or more or fewer hashes than its place in a tree of that size has. */
  | 'PATH_DOES_NOT_FIT'
  /** The root that was signed is not one over this message at this place. */
  | 'NOT_UNDER_ROOT';

export type Attested =
  | { readonly ok: true; readonly kid: string }
  | { readonly ok: false; readonly code: AttestationFault };

/** Bytes of a root's payload: the size of the tree, four bytes, the highest first; then the root's hash. */
const payloadBytes = 4 + merkleHashBytes;
/** Longest `Hufu-Root`: a protected header with the longest kid, 36 bytes of payload, 64 of signature. */
const maxRootLength = 1_024;
const members = ['alg', 'kid', 'typ'].join();
/** An index below {@link maxTreeSize} without leading zeros, a colon, hashes. */
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
 * Attests messages that leave together: signs the root of the tree over them (RFC 6962 hashing), and gives each its
 * path. One message alone is a tree of one.
 * @param options.digests SHA-256 of each body; 1 to {@link maxTreeSize}
 * @example attest({ typ: 'hufu-answer', digests: [sha256(bytes)], key })
 */
export function attest(options: {
  typ: AttestedType;
  digests: readonly Uint8Array[];
  key: SigningKey;
}): readonly Attestation[] {
  const { typ, digests, key } = options;
  if (digests.length > maxTreeSize) throw new RangeError(`at most ${maxTreeSize} messages are attested together`);
  const { root: top, paths } = treeOf(digests.map((digest) => attestedLeaf(typ, digest)));
  const root = signRoot({ typ: rootType(typ), size: digests.length, root: top, key });
  return paths.map((path, index) => ({ root, path: `${index}:${encoded(path)}` }));
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

function encoded(path: readonly Buffer[]): string {
  const [first] = path;
  if (first === undefined) return '';
  return (path.length === 1 ? first : Buffer.concat(path)).toString('base64url');
}

/** A root whose signature was right, and the key that proved it. */
interface KnownRoot {
  readonly size: number;
  readonly root: Buffer;
  readonly key: VerificationKey;
}

/** Roots remembered by default: some seconds' worth under the heaviest load, about half a kilobyte each. */
const rootsRemembered = 1_024;

/** Checks attestations; a root's signature once, each message's path every time. */
export interface AttestationCheck {
  /** @param options.digest SHA-256 of the body as it arrived */
  verify(options: { digest: Uint8Array; root: string | undefined; path: string | undefined }): Attested;
}

/**
 * Makes a check that remembers the last roots whose signature was right, by their exact text. Nothing wrong is
 * remembered. A root counts only while its key does: the key is looked up for every message, and a root is verified
 * anew when another key stands under the id.
 * @param options.keyOf finds a trusted key; undefined for one that is not trusted, or no more
 */
export function attestationCheck(options: {
  typ: AttestedType;
  keyOf: (kid: string) => VerificationKey | undefined;
  remember?: number | undefined;
}): AttestationCheck {
  const { typ, keyOf, remember = rootsRemembered } = options;
  const known = new Map<string, KnownRoot>();

  function rootOf(text: string): KnownRoot | SignatureFault {
    const present = known.get(text);
    if (present !== undefined) {
      const key = keyOf(present.key.kid);
      if (key === undefined) return 'KEY_UNKNOWN';
      if (isSameKey(key, present.key)) return present;
      known.delete(text);
    }
    const verified = verifyRoot({ text, typ: rootType(typ), keyOf });
    if (typeof verified === 'string') return verified;
    known.set(text, verified);
    if (known.size > remember) forgetEldest(known);
    return verified;
  }

  return {
    verify({ digest, root, path }) {
      if (root === undefined || root === '') return fault('SIGNATURE_MISSING');
      const tree = rootOf(root);
      if (typeof tree === 'string') return fault(tree);
      if (path === undefined || path === '') return fault('PATH_MISSING');
      const place = readPath(path);
      if (place === undefined) return fault('PATH_MALFORMED');
      if (place.index >= tree.size) return fault('PATH_DOES_NOT_FIT');
      const top = rootOver({ leaf: attestedLeaf(typ, digest), size: tree.size, ...place });
      if (top === undefined) return fault('PATH_DOES_NOT_FIT');
      return top.equals(tree.root) ? { ok: true, kid: tree.key.kid } : fault('NOT_UNDER_ROOT');
    },
  };
}

/** A root is asked for within moments of its first message, so the order of arrival will do. */
function forgetEldest(known: Map<string, KnownRoot>): void {
  for (const text of known.keys()) {
    known.delete(text);
    return;
  }
}

function verifyRoot(options: {
  text: string;
  typ: string;
  keyOf: (kid: string) => VerificationKey | undefined;
}): KnownRoot | SignatureFault {
  const { text } = options;
  if (text.length > maxRootLength) return 'SIGNATURE_MALFORMED';
  const [head = '', body = '', proof = '', ...rest] = text.split('.');
  const payload = readExactly(body, payloadBytes);
  const signature = readSignature(proof);
  const { alg, kid, typ } = readHeader(head, members) ?? {};
  if (rest.length > 0 || payload === undefined || signature === undefined) return 'SIGNATURE_MALFORMED';
  if (typeof alg !== 'string' || typeof kid !== 'string' || typeof typ !== 'string') return 'SIGNATURE_MALFORMED';
  if (typ !== options.typ) return 'SIGNATURE_OF_OTHER_TYPE';
  const size = payload.readUInt32BE();
  if (size === 0 || size > maxTreeSize) return 'SIGNATURE_MALFORMED';
  if (!isAllowed(alg)) return 'ALGORITHM_NOT_ALLOWED';
  const key = options.keyOf(kid);
  if (key === undefined) return 'KEY_UNKNOWN';
  if (key.alg !== alg) return 'ALGORITHM_NOT_ALLOWED';
  const input = Buffer.from(text.slice(0, head.length + 1 + body.length), 'latin1');
  return verifyInput(input, key, signature) ? { size, root: payload.subarray(4), key } : 'SIGNATURE_WRONG';
}

function isSameKey(one: VerificationKey, other: VerificationKey): boolean {
  return one === other || one.key === other.key || (one.alg === other.alg && one.key.equals(other.key));
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

function fault(code: AttestationFault): Attested {
  return { ok: false, code };
}
