import { canonicalJson, keyedHash, momentText, type Random } from '../../kernel/pure/index.ts';
import type { NonceClaim } from '../http/signature/nonce-store.ts';
import type { AnswerEvidence, EvidenceEntry, PreparedRequest, ReceiptSalts } from './entry.ts';
import {
  type Disclosure,
  digestOfDisclosure,
  disclosureOf,
  fieldValues,
  type Leaf,
  leafOf,
  saltLength,
} from './leaf.ts';

/** Keys of the log's digests, neither of them in the database. */
export interface EvidenceKeys {
  /** Makes salts of what is not stored out of secrets that are. */
  readonly salts: Uint8Array;
  /** Blinds holder indices, so that rows here and licences in the vault cannot be put together without it. */
  readonly holders: Uint8Array;
}

/** A row that opens a leaf, in whole or for one holder. */
export interface OpeningRow {
  readonly part: number;
  /** Blinded index of the holder to whom the row belongs. */
  readonly holder: Buffer | undefined;
  /** JSON array of disclosures. */
  readonly text: string;
}

/** A use ready for the log. */
export interface PreparedUse extends Leaf {
  readonly at: string;
  readonly openings: readonly OpeningRow[];
  /** What the asker is given of them. */
  readonly disclosures: readonly Disclosure[];
  readonly salts: ReceiptSalts;
  /** Quota leases that it is charged to. */
  readonly charges: readonly string[];
  /** Nonce that is claimed with it. */
  readonly nonce: NonceClaim | undefined;
}

/** Bytes of a blinded index: 128 bits, as many as no two holders share by chance. */
export const blindedLength = 16;

/** What stands for a holder in the log's openings. */
export function blinded(keys: EvidenceKeys, holderIndex: Uint8Array): Buffer {
  return keyedHash(keys.holders, holderIndex).subarray(0, blindedLength);
}

/**
 * The salts of a use that are never stored: the hub makes them anew as long as the secret is there. The secret is the salt of
 * the disclosure of the time, so it is proved by the leaf like everything else that is kept.
 */
export function saltsOf(keys: EvidenceKeys, secret: string): MadeSalts {
  const text = keyedHash(keys.salts, secret).toString('base64url');
  // 124 bits each at least, and a character between them that belongs to neither.
  return { request: text.slice(0, madeLength), content: text.slice(-madeLength) };
}

/** Salts that are made and not drawn. */
export interface MadeSalts {
  readonly request: string;
  readonly content: string;
}

/** Characters of a salt that is made. */
const madeLength = 21;

/** The salt of one field's values. */
export function fieldSalt(keys: EvidenceKeys, secret: string, field: string): string {
  return keyedHash(keys.salts, `${secret}/${field}`).toString('base64url').slice(0, madeLength);
}

/** Commits to a request. @param request canonical JSON of `{actor, question}` */
export function prepareRequest(options: { keys: EvidenceKeys; random: Random; request: string }): PreparedRequest {
  const secret = base64url(options.random.bytes(saltLength));
  const salts = saltsOf(options.keys, secret);
  return { secret, salts, digest: digestOfDisclosure(disclosureOf(salts.request, 'request', options.request)) };
}

/** Makes the leaf of a use and what opens it. */
export function makeLeaf(options: {
  keys: EvidenceKeys;
  random: Random;
  entry: EvidenceEntry;
  now: Date;
}): PreparedUse {
  const { keys, entry } = options;
  const { answer, request } = entry;
  const holders = (entry.holders ?? []).map((holder) => blinded(keys, holder));
  const salt = drawSalts(options.random, mostValues + holders.length);
  const secret = request?.secret ?? salt();
  const made = request?.salts ?? saltsOf(keys, secret);
  const at = momentText(entry.at ?? options.now);
  const content = answer === undefined ? undefined : answerSalted(keys, secret, made.content, answer);

  const commitments: [string, string][] = [];
  const disclosures: Disclosure[] = [];
  for (const [name, value] of valuesOf(entry, at, content?.digest)) {
    if (name === 'request') {
      commitments.push([name, String(value)]);
      continue;
    }
    const text = disclosureOf(name === 'time' ? secret : salt(), name, canonicalJson(value));
    commitments.push([name, digestOfDisclosure(text)]);
    disclosures.push(text);
  }
  const tags = holders.map((holder) => disclosureOf(salt(), 'holder', `"${base64url(holder)}"`));
  const leaf = leafOf({ commitments, fields: content?.fields, holders: tags.map(digestOfDisclosure) });
  return {
    entry: leaf.entry,
    hash: leaf.hash,
    at,
    disclosures,
    charges: entry.charges ?? [],
    nonce: entry.nonce,
    openings: openingRows({ disclosures, holders, tags }),
    salts: receiptSalts(request === undefined ? undefined : made.request, content?.salts),
  };
}

/** What there is none of is left out. */
function receiptSalts(request: string | undefined, answer: AnswerSalts | undefined): ReceiptSalts {
  if (request === undefined) return answer ?? {};
  if (answer === undefined) return { request };
  const { content, fields } = answer;
  return fields === undefined ? { request, content } : { request, content, fields };
}

interface AnswerSalts {
  readonly content: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** With one holder all of it is theirs; with several each has a row of their own, and the rest belongs to them together. */
function openingRows(options: {
  disclosures: readonly Disclosure[];
  holders: readonly Buffer[];
  tags: readonly Disclosure[];
}): readonly OpeningRow[] {
  const { disclosures, holders, tags } = options;
  const row = (part: number, holder: Buffer | undefined, all: readonly Disclosure[]) => ({
    part,
    holder,
    text: `[${all.join(',')}]`,
  });
  const [only] = holders;
  if (holders.length <= 1) return [row(0, only, [...disclosures, ...tags])];
  return [
    row(0, undefined, disclosures),
    ...holders.map((holder, index) => row(index + 1, holder, tags.slice(index, index + 1))),
  ];
}

/** Values that a leaf commits to by name, at most. */
const mostValues = 7;

/** Everything a leaf commits to by name, in the order of the names; of the request the digest that was made before. */
function valuesOf(entry: EvidenceEntry, at: string, content: string | undefined): (readonly [string, unknown])[] {
  const { answer } = entry;
  return [
    ['actor', { actor: entry.actor, onBehalfOf: entry.onBehalfOf, trace: entry.traceId }],
    ...(answer === undefined ? [] : [['answer', shapeOf(answer, content)] as const]),
    ['decision', decisionOf(entry)],
    ['parties', { object: entry.object, organisation: entry.organisation, provider: entry.provider }],
    ['purpose', { case: entry.caseNumber, matter: entry.matter }],
    ...(entry.request === undefined ? [] : [['request', entry.request.digest] as const]),
    ['time', at],
  ];
}

/** No fact passes for code, event or outcome. In the order of canonical JSON, as far as the facts come in it. */
function decisionOf({ event, outcome, code, facts }: EvidenceEntry): Readonly<Record<string, unknown>> {
  const own = { code, event, outcome };
  return Object.assign({ code, event }, facts, own);
}

/** Members in the order in which canonical JSON has them: see {@link canonicalJson}. */
function shapeOf(answer: AnswerEvidence, content: string | undefined): Readonly<Record<string, unknown>> {
  const { asOf, order, system } = answer;
  const { rows, matched } = answer.content;
  return {
    asOf,
    content,
    digest: base64url(answer.digest),
    kind: rows === undefined ? 'verdicts' : 'rows',
    matched: Array.isArray(rows) ? undefined : matched,
    order,
    rows: Array.isArray(rows) ? rows.length : undefined,
    system,
  };
}

/** Digest of what was handed over, and of each field's values where that is asked for. */
function answerSalted(keys: EvidenceKeys, secret: string, salt: string, answer: AnswerEvidence) {
  const digest = digestOfDisclosure(disclosureOf(salt, 'content', canonicalJson(answer.content)));
  if (answer.byField === undefined) return { digest, fields: undefined, salts: { content: salt } };
  const names = [...answer.byField].sort();
  const salts = names.map((field): [string, string] => [field, fieldSalt(keys, secret, field)]);
  const fields = salts.map(([field, own]): [string, string] => {
    const values = canonicalJson(fieldValues(answer.content, field));
    return [field, digestOfDisclosure(disclosureOf(own, field, values))];
  });
  return { digest, fields, salts: { content: salt, fields: Object.fromEntries(salts) } };
}

/** Salts out of one draw and one spelling: both cost more than all the hashing that follows. */
function drawSalts(random: Random, count: number): () => string {
  const text = base64url(random.bytes(count * saltLength));
  let at = 0;
  return () => {
    at += saltCharacters;
    return text.slice(at - saltCharacters, at);
  };
}

const saltCharacters = (saltLength * 8) / 6;

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
