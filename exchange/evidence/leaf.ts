import { hash } from 'node:crypto';
import { canonicalJson, leafHash } from '../../kernel/pure/index.ts';

/**
 * One thing that a leaf commits to and what opens it: the canonical JSON (RFC 8785) of `[salt, name, value]`. The leaf holds
 * its SHA-256, so that whoever is given the text can check it, and whoever is not learns nothing.
 */
export type Disclosure = string;

/** Bytes of a salt: nobody guesses 144 bits, and in base64url they come out even. */
export const saltLength = 18;

/** What a leaf says: digests in base64url, by name. */
export interface LeafContent {
  /** `actor`, `answer`, `decision`, `parties`, `purpose`, `request`, `time`: those that there are. */
  readonly commitments: Readonly<Record<string, string>>;
  /** Of each field of the answer, where the resource asks for that. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** One for each person or organisation whose data was used. */
  readonly holders: readonly string[];
}

/** A leaf ready to be appended. */
export interface Leaf {
  readonly entry: string;
  readonly hash: Buffer;
}

const version = 1;

/** Digest of what a leaf commits to. @param text canonical JSON of `[salt, name, value]` */
export function digestOfDisclosure(text: Disclosure): string {
  return hash('sha256', text, 'base64url');
}

/** The text that is committed to. @param value canonical JSON */
export function disclosureOf(salt: string, name: string, value: string): Disclosure {
  return `["${salt}","${name}",${value}]`;
}

/**
 * Writes a leaf: canonical JSON (RFC 8785) of its digests. Whatever happened, it holds no more than that. The names come in
 * their order and are plain, digests need no escapes: so it is put together here, and read back by {@link parseLeaf}.
 */
export function leafOf(content: {
  readonly commitments: readonly (readonly [string, string])[];
  readonly fields?: readonly (readonly [string, string])[] | undefined;
  readonly holders: readonly string[];
}): Leaf {
  const { commitments, fields, holders } = content;
  const tags = holders.length === 0 ? '' : `"${holders.join('","')}"`;
  const byField = fields === undefined ? '' : `"fields":${membersOf(fields)},`;
  const entry = `{"commitments":${membersOf(commitments)},${byField}"holders":[${tags}],"v":${version}}`;
  return { entry, hash: leafHash(entry) };
}

function membersOf(members: readonly (readonly [string, string])[]): string {
  let text = '';
  for (const [name, digest] of members) text += `${text === '' ? '' : ','}"${name}":"${digest}"`;
  return `{${text}}`;
}

const digestPattern = /^[A-Za-z0-9_-]{43}$/;

/** Reads a leaf. @returns undefined for what is no leaf in its one spelling */
export function parseLeaf(entry: string): LeafContent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(entry);
    if (canonicalJson(value) !== entry) return undefined;
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { commitments, fields, holders, v, ...more } = value as Readonly<Record<string, unknown>>;
  if (v !== version || Object.keys(more).length > 0 || !isDigests(commitments)) return undefined;
  if (fields !== undefined && !isDigests(fields)) return undefined;
  if (!Array.isArray(holders) || !holders.every(isDigest)) return undefined;
  return { commitments, ...(fields === undefined ? {} : { fields }), holders };
}

function isDigests(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isDigest);
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && digestPattern.test(value);
}

/** A disclosure read. */
export interface Opened {
  readonly salt: string;
  readonly name: string;
  readonly value: unknown;
}

/** Reads a disclosure. @returns undefined for what is none in its one spelling */
export function parseDisclosure(text: Disclosure): Opened | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed) || parsed.length !== 3 || canonicalJson(parsed) !== text) return undefined;
    const [salt, name, value]: unknown[] = parsed;
    return typeof salt === 'string' && typeof name === 'string' ? { salt, name, value } : undefined;
  } catch {
    return undefined;
  }
}

/** Does the leaf commit to this? A holder may stand at any place among the leaf's holders. */
export function commitsTo(leaf: LeafContent, text: Disclosure, name: string): boolean {
  const digest = digestOfDisclosure(text);
  return name === 'holder' ? leaf.holders.includes(digest) : leaf.commitments[name] === digest;
}

/** The values of one field, row by row, or its verdict. */
export function fieldValues(content: Readonly<Record<string, unknown>>, field: string): readonly unknown[] {
  const { rows, verdicts } = content;
  const from = (row: unknown) =>
    typeof row === 'object' && row !== null ? ((row as Readonly<Record<string, unknown>>)[field] ?? null) : null;
  return Array.isArray(rows) ? rows.map(from) : [from(verdicts)];
}
