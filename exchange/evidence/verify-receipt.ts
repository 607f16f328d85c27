import { canonicalJson, leafHash } from '../../kernel/pure/index.ts';
import {
  commitsTo,
  digestOfDisclosure,
  disclosureOf,
  fieldValues,
  type LeafContent,
  parseDisclosure,
  parseLeaf,
} from './leaf.ts';
import { isSignedBy, type LogVerifier, parseCheckpoint, type SignedCheckpoint } from './log/checkpoint.ts';
import { parseProof, type TlogProof } from './log/tlog-proof.ts';
import { evidenceProblems } from './problems.ts';
import { requireRecorded } from './recorded-answer.ts';
import { rootOfPath } from './tree/proof.ts';

/** What a receipt proves, as far as it was checked. */
export interface ProvedUse {
  readonly origin: string;
  readonly index: number;
  /** Leaves in the log of the checkpoint. */
  readonly size: number;
  /** What of the leaf is opened, by name. */
  readonly opened: Readonly<Record<string, unknown>>;
  /** Names that the leaf commits to and nobody opened here. */
  readonly closed: readonly string[];
  /** The checkpoint bears the signature of a key that is trusted; false when none was given. */
  readonly isSigned: boolean;
  /** The answer beside the receipt is the one that was recorded; undefined when there was none. */
  readonly isAnswer: boolean | undefined;
}

/** Whom to go by. */
export interface ReceiptTrust {
  /** Key of the log that is trusted; undefined: nobody can tell whose log it is. */
  readonly verifier: LogVerifier | undefined;
  /** A checkpoint of the same log that somebody else has; of the same size it must have the same root. */
  readonly seen?: SignedCheckpoint | undefined;
}

/**
 * Verifies a receipt, or a whole answer with its receipt, out of itself: nobody is asked, and nothing is read.
 *
 * 1 the receipt can be read · 2 it is of the trusted log · 3 what is disclosed is what the leaf commits to (and the answer, what
 * was handed over) · 4 the leaf's path leads to the checkpoint's root (RFC 6962 §2.1.1) · 5 the log signed the checkpoint
 * (C2SP signed-note) · 6 it does not contradict a checkpoint seen elsewhere.
 * @throws RECEIPT_MALFORMED, RECEIPT_OTHER_LOG, RECEIPT_LEAF_NOT_OPENED, RECEIPT_ANSWER_CHANGED, RECEIPT_PATH_WRONG,
 *   RECEIPT_CHECKPOINT_NOT_SIGNED, LOG_FORKED
 */
export function verifyReceipt(input: unknown, trust: ReceiptTrust): ProvedUse {
  const { receipt, answer } = receiptIn(input);
  const { leafText, leaf, proof, checkpoint, disclosures } = read(receipt);
  const { origin, size, root } = checkpoint;
  const { verifier, seen } = trust;
  if (verifier !== undefined && verifier.name !== origin)
    throw evidenceProblems.RECEIPT_OTHER_LOG({ origin, expected: verifier.name });
  const opened = openedBy(leaf, disclosures);
  requireOwnWords(receipt, proof, opened);
  const isAnswer = answer === undefined ? undefined : requireAnswer(answer, receipt, leaf, opened);
  const leads = rootOfPath({ ...proof, size, leaf: leafHash(Buffer.from(leafText)) });
  if (leads === undefined || !root.equals(leads)) throw evidenceProblems.RECEIPT_PATH_WRONG({ index: proof.index });
  const isSigned = verifier !== undefined && isSignedBy(checkpoint, verifier);
  if (verifier !== undefined && !isSigned) throw evidenceProblems.RECEIPT_CHECKPOINT_NOT_SIGNED({ origin });
  if (seen !== undefined) requireSame(checkpoint, seen, verifier);
  const closed = [...Object.keys(leaf.commitments), ...(leaf.holders.length > 0 ? ['holder'] : [])];
  return {
    ...{ origin, size, isSigned, isAnswer },
    index: proof.index,
    opened: Object.fromEntries(opened),
    closed: closed.filter((name) => !opened.has(name)),
  };
}

type Members = Readonly<Record<string, unknown>>;

/** The receipt in an answer, or alone. */
function receiptIn(input: unknown): { receipt: Members; answer: Members | undefined } {
  if (!isObject(input)) throw evidenceProblems.RECEIPT_MALFORMED({ part: 'JSON' });
  return isObject(input.receipt) ? { receipt: input.receipt, answer: input } : { receipt: input, answer: undefined };
}

function read(receipt: Members) {
  const { leaf: leafText, proof: proofText, disclosures } = receipt;
  const leaf = typeof leafText === 'string' ? parseLeaf(leafText) : undefined;
  if (leaf === undefined || typeof leafText !== 'string') throw evidenceProblems.RECEIPT_MALFORMED({ part: 'leaf' });
  const proof = typeof proofText === 'string' ? parseProof(proofText) : undefined;
  if (proof === undefined) throw evidenceProblems.RECEIPT_MALFORMED({ part: 'proof' });
  const checkpoint = parseCheckpoint(proof.checkpoint);
  if (checkpoint === undefined) throw evidenceProblems.RECEIPT_MALFORMED({ part: 'checkpoint' });
  if (!Array.isArray(disclosures) || !disclosures.every((each) => typeof each === 'string'))
    throw evidenceProblems.RECEIPT_MALFORMED({ part: 'disclosures' });
  return { leafText, leaf, proof, checkpoint, disclosures };
}

function openedBy(leaf: LeafContent, disclosures: readonly string[]): ReadonlyMap<string, unknown> {
  const opened = new Map<string, unknown>();
  for (const text of disclosures) {
    const disclosure = parseDisclosure(text);
    if (disclosure === undefined) throw evidenceProblems.RECEIPT_MALFORMED({ part: 'disclosures' });
    const { name, value } = disclosure;
    if (!commitsTo(leaf, text, name) || opened.has(name)) throw evidenceProblems.RECEIPT_LEAF_NOT_OPENED({ name });
    opened.set(name, value);
  }
  return opened;
}

/** What a receipt says of itself beside the proof is what the proof says. */
function requireOwnWords(receipt: Members, proof: TlogProof, opened: ReadonlyMap<string, unknown>): void {
  const { id = String(proof.index), index = proof.index, at = opened.get('time') } = receipt;
  if (id !== String(proof.index) || index !== proof.index)
    throw evidenceProblems.RECEIPT_PATH_WRONG({ index: String(index) });
  if (opened.has('time') && at !== opened.get('time')) throw evidenceProblems.RECEIPT_LEAF_NOT_OPENED({ name: 'time' });
}

/**
 * The answer is the one that was recorded: of a query all of it but what is left of the quota, of other uses and of lines of
 * a holder's uses what the record names.
 */
function requireAnswer(
  answer: Members,
  receipt: Members,
  leaf: LeafContent,
  opened: ReadonlyMap<string, unknown>,
): true {
  if (answer.event !== undefined || membersOf(opened.get('decision')).event !== 'query') {
    requireRecorded(answer, opened);
    return true;
  }
  const [recorded, decision, parties] = ['answer', 'decision', 'parties'].map((name) => membersOf(opened.get(name)));
  const provider = membersOf(answer.provider);
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['id', answer.id, recorded?.order],
    ['asOf', answer.asOf, recorded?.asOf],
    ['resource', answer.resource, parties?.object],
    ['mode', answer.mode, decision?.mode],
    ['grant', answer.grant, decision?.grant],
    ['provider', provider.organisation, parties?.provider],
    ['provider', provider.system, recorded?.system],
  ];
  for (const [member, given, known] of pairs)
    if (given === undefined || given !== known) throw evidenceProblems.RECEIPT_ANSWER_CHANGED({ member });
  const content = contentOf(answer);
  const { content: salt, fields } = membersOf(receipt.salts);
  const member = content.rows === undefined ? 'verdicts' : 'rows';
  if (typeof salt !== 'string') throw evidenceProblems.RECEIPT_MALFORMED({ part: 'salts' });
  if (digestOf(salt, 'content', content) !== recorded?.content)
    throw evidenceProblems.RECEIPT_ANSWER_CHANGED({ member });
  for (const [field, own] of Object.entries(membersOf(fields)))
    if (typeof own !== 'string' || digestOf(own, field, fieldValues(content, field)) !== leaf.fields?.[field])
      throw evidenceProblems.RECEIPT_ANSWER_CHANGED({ member: field });
  return true;
}

/** What was handed over, in the form in which it was committed to. */
function contentOf({ rows, matched, verdicts }: Members): Members {
  return rows === undefined ? { matched, verdicts } : { rows };
}

function digestOf(salt: string, name: string, value: unknown): string | undefined {
  try {
    return digestOfDisclosure(disclosureOf(salt, name, canonicalJson(value)));
  } catch {
    return undefined;
  }
}

function requireSame(own: SignedCheckpoint, seen: SignedCheckpoint, verifier: LogVerifier | undefined): void {
  if (seen.origin !== own.origin)
    throw evidenceProblems.RECEIPT_OTHER_LOG({ origin: own.origin, expected: seen.origin });
  if (verifier !== undefined && !isSignedBy(seen, verifier))
    throw evidenceProblems.RECEIPT_CHECKPOINT_NOT_SIGNED({ origin: seen.origin });
  if (seen.size === own.size && !seen.root.equals(own.root)) throw evidenceProblems.LOG_FORKED({ size: own.size });
}

function membersOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
