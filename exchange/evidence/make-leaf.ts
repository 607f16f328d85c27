import { canonicalJson, keyedHash, type Random } from '../../kernel/pure/index.ts';
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
export function saltsOf(
  keys: EvidenceKeys,
  secret: Uint8Array,
): { readonly request: string; readonly content: string } {
  const bytes = keyedHash(keys.salts, secret);
  return { request: base64url(bytes.subarray(0, saltLength)), content: base64url(bytes.subarray(saltLength)) };
}

/** The salt of one field's values. */
export function fieldSalt(keys: EvidenceKeys, secret: Uint8Array, field: string): string {
  return base64url(keyedHash(keys.salts, `${base64url(secret)}/${field}`).subarray(0, saltLength));
}

/** Commits to a request. @param request canonical JSON of `{actor, question}` */
export function prepareRequest(options: { keys: EvidenceKeys; random: Random; request: string }): PreparedRequest {
  const secret = options.random.bytes(saltLength);
  const text = disclosureOf(saltsOf(options.keys, secret).request, 'request', options.request);
  return { secret, digest: Buffer.from(digestOfDisclosure(text), 'base64url') };
}

/** Makes the leaf of a use and what opens it. */
export function makeLeaf(options: {
  keys: EvidenceKeys;
  random: Random;
  entry: EvidenceEntry;
  now: Date;
}): PreparedUse {
  const { keys, random, entry } = options;
  const secret = entry.request?.secret ?? random.bytes(saltLength);
  const at = (entry.at ?? options.now).toISOString();
  const { answer, request } = entry;
  const content = answer === undefined ? undefined : answerSalted(keys, secret, answer);
  const values = valuesOf(entry, at, content?.digest);
  const holders = (entry.holders ?? []).map((holder) => blinded(keys, holder));
  const salts = saltBytes(random, values.length + holders.length);
  const saltOf = (name: string, index: number) => (name === 'time' ? base64url(secret) : salts(index));

  const commitments: Record<string, string> = {};
  const disclosures = values.map(([name, value], index) => {
    const text = disclosureOf(saltOf(name, index), name, canonicalJson(value));
    commitments[name] = digestOfDisclosure(text);
    return text;
  });
  if (request !== undefined) commitments.request = request.digest.toString('base64url');
  const tags = holders.map((holder, index) =>
    disclosureOf(salts(values.length + index), 'holder', `"${base64url(holder)}"`),
  );
  const leaf = leafOf({ commitments, fields: content?.fields, holders: tags.map(digestOfDisclosure) });
  return {
    ...leaf,
    at,
    disclosures,
    charges: entry.charges ?? [],
    openings: openingRows({ disclosures, holders, tags }),
    salts: {
      ...(request === undefined ? {} : { request: saltsOf(keys, secret).request }),
      ...content?.salts,
    },
  };
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

/** Everything a leaf commits to by name, but the request. */
function valuesOf(entry: EvidenceEntry, at: string, content: string | undefined): (readonly [string, unknown])[] {
  const { answer, event, outcome, code, facts } = entry;
  return [
    ['actor', { actor: entry.actor, onBehalfOf: entry.onBehalfOf, trace: entry.traceId }],
    ...(answer === undefined
      ? []
      : [['answer', { ...shapeOf(answer), content, digest: base64url(answer.digest) }] as const]),
    ['decision', { ...facts, code, event, outcome }],
    ['parties', { object: entry.object, organisation: entry.organisation, provider: entry.provider }],
    ['purpose', { case: entry.caseNumber, matter: entry.matter }],
    ['time', at],
  ];
}

function shapeOf({ asOf, order, system, content }: AnswerEvidence): Readonly<Record<string, unknown>> {
  const { rows, matched } = content;
  return {
    asOf,
    order,
    system,
    kind: rows === undefined ? 'verdicts' : 'rows',
    ...(Array.isArray(rows) ? { rows: rows.length } : { matched }),
  };
}

/** Digest of what was handed over, and of each field's values where that is asked for. */
function answerSalted(keys: EvidenceKeys, secret: Buffer, answer: AnswerEvidence) {
  const { content: salt } = saltsOf(keys, secret);
  const digest = digestOfDisclosure(disclosureOf(salt, 'content', canonicalJson(answer.content)));
  if (answer.byField === undefined) return { digest, fields: undefined, salts: { content: salt } };
  const fields: Record<string, string> = {};
  const salts: Record<string, string> = {};
  for (const field of answer.byField) {
    const own = fieldSalt(keys, secret, field);
    fields[field] = digestOfDisclosure(disclosureOf(own, field, canonicalJson(fieldValues(answer.content, field))));
    salts[field] = own;
  }
  return { digest, fields, salts: { content: salt, fields: salts } };
}

/** Salts out of one draw: drawing costs more than all the hashing that follows. */
function saltBytes(random: Random, count: number): (index: number) => string {
  const bytes = random.bytes(count * saltLength);
  return (index) => base64url(bytes.subarray(index * saltLength, (index + 1) * saltLength));
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
