import { fromBase64, joined, same, sha256, utf8 } from './bytes.ts';

/** A checkpoint of the evidence log taken apart (C2SP tlog-checkpoint, signed-note). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** What is signed. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: Uint8Array; readonly signature: Uint8Array }[];
}

/** The log's key, from its line `name+id+base64`. */
export interface Verifier {
  readonly name: string;
  readonly id: Uint8Array;
  readonly key: CryptoKey;
}

const idLength = 4;
const rootLength = 32;
/** Signature type of Ed25519 (C2SP signed-note). */
const ed25519 = 1;

/** @returns undefined for what is no checkpoint */
export function parseCheckpoint(note: string): Checkpoint | undefined {
  const end = note.indexOf('\n\n');
  if (end < 0) return undefined;
  const text = note.slice(0, end + 1);
  const [origin = '', size = '', root = ''] = text.split('\n');
  const rootBytes = fromBase64(root);
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || rootBytes?.length !== rootLength) return undefined;
  const signatures = [];
  for (const line of note
    .slice(end + 2)
    .split('\n')
    .filter(Boolean)) {
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (bytes === undefined || bytes.length <= idLength) return undefined;
    signatures.push({ name, id: bytes.subarray(0, idLength), signature: bytes.subarray(idLength) });
  }
  return { origin, size: Number(size), root: rootBytes, text, signatures };
}

/** @returns undefined for what is no verifier line, or one whose id does not fit its name and key */
export async function parseVerifier(line: string): Promise<Verifier | undefined> {
  const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line.trim()) ?? [];
  const typed = fromBase64(encoded);
  if (typed?.length !== 1 + rootLength || typed[0] !== ed25519) return undefined;
  const own = (await sha256(utf8(`${name}\n`), typed)).subarray(0, idLength);
  if ([...own].map((byte) => byte.toString(16).padStart(2, '0')).join('') !== id) return undefined;
  const key = await crypto.subtle.importKey('raw', joined([typed.subarray(1)]), 'Ed25519', false, ['verify']);
  return { name, id: own, key };
}

/** Did this log sign it? By name, key id and key. */
export async function isSignedBy(checkpoint: Checkpoint, { name, id, key }: Verifier): Promise<boolean> {
  const own = checkpoint.signatures.find((each) => each.name === name && same(each.id, id));
  if (own === undefined) return false;
  return crypto.subtle.verify('Ed25519', key, joined([own.signature]), utf8(checkpoint.text));
}
