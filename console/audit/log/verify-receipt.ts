import { same, sha256, toBase64url, utf8 } from './bytes.ts';
import { type Checkpoint, isSignedBy, parseCheckpoint, type Verifier } from './checkpoint.ts';
import { leafHash, parseProof, rootOfPath } from './tree.ts';

export type StepName = 'form' | 'origin' | 'disclosures' | 'path' | 'signature';

/** One step of a receipt's verification, in the order in which they are made. */
export interface ReceiptStep {
  readonly step: StepName;
  readonly result: 'PASSED' | 'FAILED' | 'SKIPPED';
}

/** What a receipt proves here, in this browser, without asking anybody but for the log's key. */
export interface ReceiptVerdict {
  readonly indication: 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE';
  readonly steps: readonly ReceiptStep[];
  readonly index: number | undefined;
  readonly checkpoint: Checkpoint | undefined;
  /** What is opened of the leaf, by name. */
  readonly opened: ReadonlyMap<string, unknown>;
  /** What the leaf commits to and nobody opened here. */
  readonly closed: readonly string[];
}

/**
 * Verifies a receipt, or an answer that holds one (RFC 6962, C2SP tlog-proof and signed-note), as `hufu receipt verify` does
 * on the command line: form, which log, what is disclosed against the leaf, the leaf's path to the root, the root's signature.
 * @param verifier the log's key; undefined: whose log it is stays open, and so the verdict INDETERMINATE
 */
export async function verifyReceipt(input: unknown, verifier: Verifier | undefined): Promise<ReceiptVerdict> {
  const read = readReceipt(input);
  if (read === undefined) return failed('form');
  const { leafText, leaf, disclosures, proof, checkpoint, at } = read;
  const base = { index: proof.index, checkpoint };
  if (verifier !== undefined && verifier.name !== checkpoint.origin) return failed('origin', base);
  const opened = new Map<string, unknown>();
  for (const text of disclosures) {
    const disclosure = parseDisclosure(text);
    const digest = toBase64url(await sha256(utf8(text)));
    const isIn =
      disclosure !== undefined &&
      (disclosure.name === 'holder' ? leaf.holders.includes(digest) : leaf.commitments[disclosure.name] === digest);
    if (!isIn || opened.has(disclosure.name)) return failed('disclosures', base);
    opened.set(disclosure.name, disclosure.value);
  }
  if (opened.has('time') && at !== opened.get('time')) return failed('disclosures', base);
  const closed = [...Object.keys(leaf.commitments), ...(leaf.holders.length > 0 ? ['holder'] : [])].filter(
    (name) => !opened.has(name),
  );
  const known = { ...base, opened, closed };
  const leads = await rootOfPath({ ...proof, size: checkpoint.size, leaf: await leafHash(leafText) });
  if (leads === undefined || !same(leads, checkpoint.root)) return failed('path', known);
  if (verifier === undefined) return { ...verdict('INDETERMINATE', undefined), ...known };
  if (!(await isSignedBy(checkpoint, verifier))) return failed('signature', known);
  return { ...verdict('TOTAL_PASSED', undefined), ...known };
}

const order: readonly StepName[] = ['form', 'origin', 'disclosures', 'path', 'signature'];

function verdict(indication: ReceiptVerdict['indication'], failedAt: StepName | undefined): ReceiptVerdict {
  const end = failedAt === undefined ? order.length : order.indexOf(failedAt);
  const needsKey = indication === 'INDETERMINATE';
  return {
    indication,
    steps: order.map((step, place) => ({
      step,
      result:
        place === end
          ? 'FAILED'
          : place > end || (needsKey && (step === 'signature' || step === 'origin'))
            ? 'SKIPPED'
            : 'PASSED',
    })),
    index: undefined,
    checkpoint: undefined,
    opened: new Map(),
    closed: [],
  };
}

function failed(step: StepName, known: Partial<ReceiptVerdict> = {}): ReceiptVerdict {
  return { ...verdict('TOTAL_FAILED', step), ...known };
}

interface Leaf {
  readonly commitments: Readonly<Record<string, unknown>>;
  readonly holders: readonly unknown[];
}

function readReceipt(input: unknown) {
  const outer = membersOf(input);
  const receipt = outer.receipt === undefined ? outer : membersOf(outer.receipt);
  const { leaf: leafText, proof: proofText, disclosures, at, id, index } = receipt;
  if (typeof leafText !== 'string' || typeof proofText !== 'string' || !Array.isArray(disclosures)) return undefined;
  const leaf = parseLeaf(leafText);
  const proof = parseProof(proofText);
  const checkpoint = proof === undefined ? undefined : parseCheckpoint(proof.checkpoint);
  if (leaf === undefined || proof === undefined || checkpoint === undefined) return undefined;
  // What a receipt says of itself is what its proof says.
  if ((id !== undefined && id !== String(proof.index)) || (index !== undefined && index !== proof.index))
    return undefined;
  if (!disclosures.every((each) => typeof each === 'string')) return undefined;
  return { leafText, leaf, proof, checkpoint, disclosures: disclosures as string[], at };
}

function parseLeaf(text: string): Leaf | undefined {
  const { commitments, holders, v } = membersOf(parsed(text));
  if (v !== 1 || typeof commitments !== 'object' || commitments === null || !Array.isArray(holders)) return undefined;
  return { commitments: membersOf(commitments), holders };
}

function parseDisclosure(text: string): { readonly name: string; readonly value: unknown } | undefined {
  const parts = parsed(text);
  if (!Array.isArray(parts) || parts.length !== 3 || typeof parts[1] !== 'string') return undefined;
  return { name: parts[1], value: parts[2] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
