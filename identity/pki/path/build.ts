import type { Certificate } from '../certificate/certificate.ts';
import type { Chain } from './chain.ts';
import type { Work } from './work.ts';

/** The certificates paths are built from, indexed by the names that link them. */
export interface Pool {
  readonly anchors: readonly Certificate[];
  readonly anchorsBySubject: ReadonlyMap<string, readonly Certificate[]>;
  readonly intermediatesBySubject: ReadonlyMap<string, readonly Certificate[]>;
  /** For every name from which some anchor can be reached by names alone, the least number of certificates on the way. */
  readonly distance: ReadonlyMap<string, number>;
}

export function poolOf(options: { anchors: readonly Certificate[]; intermediates: readonly Certificate[] }): Pool {
  const anchors = distinct(options.anchors);
  const isAnchor = new Set(anchors.map(({ fingerprint }) => fingerprint));
  const intermediates = distinct(options.intermediates).filter(({ fingerprint }) => !isAnchor.has(fingerprint));
  return {
    anchors,
    anchorsBySubject: grouped(anchors, ({ subject }) => subject.key),
    intermediatesBySubject: grouped(intermediates, ({ subject }) => subject.key),
    distance: distances(anchors, intermediates),
  };
}

/**
 * Finds paths from a certificate up to the anchors (RFC 4158), likelier ones first, each certificate in a path once and no
 * two with the same name and key. With `verified`, only links whose signature verifies are followed (or cannot be decided
 * yet, as DSA keys that inherit parameters); without, names link where key identifiers do not speak against it, which finds
 * the path that was meant so that its fault can be told.
 */
export function* candidatePaths(options: {
  certificate: Certificate;
  pool: Pool;
  at: Date;
  work: Work;
  links: 'verified' | 'named';
}): Generator<Chain> {
  const { certificate, pool } = options;
  if (pool.anchors.some(({ fingerprint }) => fingerprint === certificate.fingerprint)) {
    yield { anchor: certificate, certificates: [] };
    return;
  }
  if (!pool.distance.has(certificate.issuer.key)) return;
  yield* extend([certificate], options);
}

type Search = Parameters<typeof candidatePaths>[0];

/** @param below from the certificate asked about up to the one whose issuer is looked for */
function* extend(below: readonly Certificate[], search: Search): Generator<Chain> {
  const { pool, work } = search;
  const subject = below.at(-1);
  if (subject === undefined) return;
  for (const anchor of ranked(subject, pool.anchorsBySubject.get(subject.issuer.key) ?? [], search)) {
    if (!work.takeCandidate()) return;
    if (isLinked(subject, anchor, search)) yield { anchor, certificates: [...below].reverse() };
  }
  if (below.length >= work.depth) return;
  for (const issuer of ranked(subject, pool.intermediatesBySubject.get(subject.issuer.key) ?? [], search)) {
    if (!work.takeCandidate()) return;
    if (!pool.distance.has(issuer.issuer.key) || below.some((one) => isSameEntity(one, issuer))) continue;
    if (isLinked(subject, issuer, search)) yield* extend([...below, issuer], search);
  }
}

/** The same name with the same key: passing it twice gains nothing (RFC 4158 §2.4.2). */
function isSameEntity(one: Certificate, other: Certificate): boolean {
  return one.subject.key === other.subject.key && one.publicKey.spki.equals(other.publicKey.spki);
}

function isLinked(subject: Certificate, issuer: Certificate, { work, links }: Search): boolean {
  // A certificate that names another key of its issuer was meant for another path: one that we do not know is no forgery.
  if (links === 'named') return identifierScore(subject, issuer) !== -1;
  if (issuer.publicKey.inheritsParameters) return true;
  return work.verify(subject, issuer.publicKey)?.valid === true;
}

/** Likelier issuers first: so the first path is mostly the right one, and a crowd of look-alikes costs little. */
function ranked(
  subject: Certificate,
  candidates: readonly Certificate[],
  { at, pool }: Search,
): readonly Certificate[] {
  if (candidates.length < 2) return candidates;
  const score = (issuer: Certificate) =>
    4 * identifierScore(subject, issuer) +
    (issuer.notBefore <= at && at <= issuer.notAfter ? 2 : 0) +
    (issuer.basicConstraints?.isAuthority === true ? 1 : 0) +
    (issuer.keyUsage?.has('keyCertSign') === false ? -1 : 0);
  return candidates
    .map((issuer) => ({ issuer, score: score(issuer), distance: pool.distance.get(issuer.issuer.key) ?? 0 }))
    .sort((a, b) => b.score - a.score || a.distance - b.distance)
    .map(({ issuer }) => issuer);
}

/** How well the authority key identifier fits: it is a hint, never a proof (RFC 5280 §4.2.1.1). */
export function identifierScore(
  subject: Pick<Certificate, 'authorityKeyIdentifier'>,
  issuer: Pick<Certificate, 'subjectKeyIdentifier' | 'serial'>,
): -1 | 0 | 1 {
  const authority = subject.authorityKeyIdentifier;
  if (authority?.keyIdentifier !== undefined && issuer.subjectKeyIdentifier !== undefined) {
    return authority.keyIdentifier.equals(issuer.subjectKeyIdentifier) ? 1 : -1;
  }
  if (authority?.serial !== undefined) return authority.serial.equals(issuer.serial) ? 1 : -1;
  return 0;
}

function distances(
  anchors: readonly Certificate[],
  intermediates: readonly Certificate[],
): ReadonlyMap<string, number> {
  const byIssuer = grouped(intermediates, ({ issuer }) => issuer.key);
  const distance = new Map(anchors.map(({ subject }) => [subject.key, 0]));
  const queue = [...distance.keys()];
  for (let at = 0; at < queue.length; at += 1) {
    const name = queue[at] ?? '';
    for (const { subject } of byIssuer.get(name) ?? []) {
      if (distance.has(subject.key)) continue;
      distance.set(subject.key, (distance.get(name) ?? 0) + 1);
      queue.push(subject.key);
    }
  }
  return distance;
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.fingerprint, certificate])).values()];
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
