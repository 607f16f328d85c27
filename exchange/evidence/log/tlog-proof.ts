import { merkleHashBytes } from '../../../kernel/pure/index.ts';
import { exactBase64 } from './checkpoint.ts';

/** Inclusion of one leaf, with the checkpoint that it leads to (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number;
  readonly path: readonly Buffer[];
  /** The signed note. */
  readonly checkpoint: string;
}

const header = 'c2sp.org/tlog-proof@v1';
/** A path in a tree of 2^53 leaves is no longer. */
const longestPath = 53;

/** Writes a proof. @param pathLines one line of base64 for each hash, each ended */
export function proofText(index: number, pathLines: string, checkpoint: string): string {
  return `${header}\nindex ${index}\n${pathLines}\n${checkpoint}`;
}

/** Lines of a path, for {@link proofText}. */
export function pathLines(path: readonly Uint8Array[]): string {
  return path.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
}

/** Reads a proof; extra data is passed over. @returns undefined for what is none */
export function parseProof(text: string): TlogProof | undefined {
  const end = text.indexOf('\n\n');
  if (end < 0) return undefined;
  const [first, ...rest] = text.slice(0, end).split('\n');
  if (first !== header) return undefined;
  if (rest[0]?.startsWith('extra ') === true) rest.shift();
  const [, index] = /^index (0|[1-9][0-9]{0,15})$/.exec(rest.shift() ?? '') ?? [];
  if (index === undefined || !Number.isSafeInteger(Number(index)) || rest.length > longestPath) return undefined;
  const path: Buffer[] = [];
  for (const line of rest) {
    const hash = exactBase64(line);
    if (hash?.length !== merkleHashBytes) return undefined;
    path.push(hash);
  }
  return { index: Number(index), path, checkpoint: text.slice(end + 2) };
}
