import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { merkleHashBytes } from '../../../kernel/pure/index.ts';

/** Head of a log at one moment: which log, how many leaves, their root (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** Who verifies a log's checkpoints: the name and key of a verifier line `name+id+base64` (C2SP signed-note). */
export interface LogVerifier {
  readonly name: string;
  readonly id: Buffer;
  readonly key: KeyObject;
  /** The line itself. */
  readonly line: string;
}

/** Signs checkpoints under the log's name. */
export interface LogSigner {
  readonly verifier: LogVerifier;
  /** The signed note: text, empty line, signature. The same checkpoint always gives the same note (RFC 8032). */
  sign(checkpoint: Checkpoint): string;
}

/** Signature type of Ed25519 (C2SP signed-note). */
const ed25519 = 0x01;
const idLength = 4;
const seedLength = 32;
/** PKCS #8 and SPKI of an Ed25519 key are these bytes and the 32 of the key (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Everything before the signatures. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** A signer out of 32 secret bytes. @param name the log's origin: not empty, without white space and plus signs */
export function logSigner(options: { readonly name: string; readonly seed: Uint8Array }): LogSigner {
  const { name, seed } = options;
  if (seed.length !== seedLength) throw new RangeError('an Ed25519 seed has 32 bytes');
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const verifier = verifierOf(
    name,
    createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-merkleHashBytes),
  );
  return {
    verifier,
    sign(checkpoint) {
      const text = checkpointText(checkpoint);
      const signature = Buffer.concat([verifier.id, sign(null, Buffer.from(text), key)]);
      return `${text}\n— ${name} ${signature.toString('base64')}\n`;
    },
  };
}

/** Reads a verifier line. @returns undefined for what is none, or whose id does not fit its name and key */
export function parseVerifier(text: string): LogVerifier | undefined {
  const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  const bytes = exactBase64(encoded);
  if (bytes?.length !== 1 + merkleHashBytes || bytes[0] !== ed25519) return undefined;
  const verifier = verifierOf(name, bytes.subarray(1));
  return verifier.id.toString('hex') === id ? verifier : undefined;
}

function verifierOf(name: string, publicKey: Uint8Array): LogVerifier {
  const typed = Buffer.concat([Buffer.of(ed25519), publicKey]);
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer').subarray(0, idLength);
  return {
    name,
    id,
    key: createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' }),
    line: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
  };
}

/** A signed note taken apart; nothing is verified yet. */
export interface SignedCheckpoint extends Checkpoint {
  /** What is signed. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: Buffer; readonly signature: Buffer }[];
}

/**
 * Reads a signed checkpoint. Lines of others beside the log's own, such as witnesses, are kept and stand in nobody's way.
 * @returns undefined for what is none: a size with leading zeroes, a root that is no hash, a signature line out of form
 */
export function parseCheckpoint(note: string): SignedCheckpoint | undefined {
  const end = note.indexOf('\n\n');
  if (end < 0) return undefined;
  const text = note.slice(0, end + 1);
  const [origin = '', size = '', root = ''] = text.split('\n');
  if (origin === '' || !/^(0|[1-9][0-9]{0,15})$/.test(size)) return undefined;
  const rootBytes = exactBase64(root);
  if (rootBytes?.length !== merkleHashBytes || !Number.isSafeInteger(Number(size))) return undefined;
  const lines = note.slice(end + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0) return undefined;
  const signatures: { name: string; id: Buffer; signature: Buffer }[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? [];
    const bytes = exactBase64(encoded);
    if (bytes === undefined || bytes.length <= idLength) return undefined;
    signatures.push({ name, id: bytes.subarray(0, idLength), signature: bytes.subarray(idLength) });
  }
  return { origin, size: Number(size), root: rootBytes, text, signatures };
}

/** Did this log sign it? By name, key id and key (C2SP signed-note); the first line wins, the log's own comes first. */
export function isSignedBy(checkpoint: SignedCheckpoint, verifier: LogVerifier): boolean {
  const own = checkpoint.signatures.find(({ name, id }) => name === verifier.name && id.equals(verifier.id));
  return own !== undefined && verify(null, Buffer.from(checkpoint.text), verifier.key, own.signature);
}

/** Bytes of base64 in its one spelling (RFC 4648 §4, with padding), else undefined. */
export function exactBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : undefined;
}
