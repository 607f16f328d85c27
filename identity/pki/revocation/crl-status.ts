import type { PublicKey } from '../algorithm/public-key.ts';
import type { Certificate } from '../certificate/certificate.ts';
import type { Crl, CrlEntry } from '../certificate/crl.ts';
import { extensionOid } from '../certificate/extension-oid.ts';
import { identifierScore } from '../path/build.ts';
import { allReasons, reasonsCovered, sameScope } from './crl-scope.ts';
import { freshnessFault } from './freshness.ts';
import {
  effectiveFrom,
  type Revocation,
  type RevocationContext,
  type RevocationFault,
  type RevocationStatus,
  type Subject,
} from './status.ts';

/** Extensions of lists that are acted on; another critical one makes the list useless (RFC 5280 §5.2). */
const processed: ReadonlySet<string> = new Set([
  extensionOid.authorityKeyIdentifier,
  extensionOid.issuerAlternativeName,
  extensionOid.crlNumber,
  extensionOid.deltaCrlIndicator,
  extensionOid.issuingDistributionPoint,
  extensionOid.freshestCrl,
  extensionOid.expiredCertsOnCrl,
]);

/**
 * What lists say about a certificate (RFC 5280 §6.3.3): those whose scope has it, newest first, each with its delta, until all
 * reasons are covered. A valid list that has the certificate decides, whatever others say.
 */
export function crlStatus(subject: Subject, crls: readonly Crl[], context: RevocationContext): RevocationStatus {
  const { certificate } = subject;
  const inScope = crls
    .map((crl) => ({ crl, reasons: reasonsCovered(certificate, crl) }))
    .filter((one) => one.reasons !== undefined)
    .sort((a, b) => b.crl.thisUpdate.getTime() - a.crl.thisUpdate.getTime());
  if (inScope.length === 0) return { state: 'silent' };
  const faults = new Set<RevocationFault>();
  const covered = new Set<number>();
  const decided = new Set<string>();
  let later: Revocation | undefined;
  for (const { crl, reasons } of inScope) {
    const reading = readList({ crl, subject, crls, context });
    if ('fault' in reading) {
      faults.add(reading.fault);
      continue;
    }
    // Of lists with one signing key and scope the newest that holds replaces the older ones. Lists by another key of the same
    // issuer stand beside them: a key that was revoked must not be able to replace the list that says so.
    const series = [reading.key.spki, crl.scope?.raw ?? Buffer.alloc(0)].map((part) => part.toString('latin1')).join();
    if (decided.has(series)) continue;
    decided.add(series);
    for (const reason of reasons ?? []) covered.add(reason);
    if (reading.revocation === undefined) continue;
    if (reading.revocation.at <= context.at) return { state: 'revoked', source: 'crl', revocation: reading.revocation };
    later = reading.revocation;
  }
  if ([...allReasons].every((reason) => covered.has(reason))) return { state: 'good', source: 'crl', later };
  return faults.size > 0 ? { state: 'unusable', faults: [...faults] } : { state: 'partly' };
}

interface Listing {
  readonly crl: Crl;
  readonly subject: Subject;
  readonly crls: readonly Crl[];
  readonly context: RevocationContext;
}

/** Checks one complete list with its delta, and reads the entry. */
function readList(
  listing: Listing,
): { key: PublicKey; revocation: Revocation | undefined } | { fault: RevocationFault } {
  const { crl, subject, context } = listing;
  if (crl.baseNumber !== undefined) return { fault: 'DELTA_WITHOUT_BASE' };
  const fault = contentFault(crl);
  if (fault !== undefined) return { fault };
  const signer = findSigner(listing);
  if ('fault' in signer) return signer;
  const delta = findDelta(listing, signer.key);
  const dated = freshness(crl, subject.certificate, context);
  const entry = lookUp(crl, delta, subject);
  const revocation = entry === undefined ? undefined : { at: effectiveFrom(entry), reason: entry.reason };
  // A certificate once revoked stays so, except for a hold; an old list that has it needs no newer one to be believed.
  const isFinal = revocation !== undefined && revocation.reason !== 'certificateHold' && revocation.at <= context.at;
  const isBelieved =
    dated === undefined || (isFinal && dated !== 'NOT_YET_VALID') || (delta !== undefined && dated === 'STALE');
  return isBelieved ? { key: signer.key, revocation } : { fault: dated };
}

function freshness(crl: Crl, certificate: Certificate, context: RevocationContext): RevocationFault | undefined {
  const { thisUpdate, nextUpdate, keepsExpiredFrom: keptFrom } = crl;
  return freshnessFault({ thisUpdate, nextUpdate, keptFrom, certificate, context });
}

function contentFault(crl: Crl): RevocationFault | undefined {
  if (!crl.innerAlgorithm.raw.equals(crl.signatureAlgorithm.raw)) return 'ALGORITHM_DIFFERS';
  const isUnknown = [...crl.extensions.values()].some(({ oid, critical }) => critical && !processed.has(oid));
  return isUnknown || crl.unknownCriticalEntryExtensions.length > 0 ? 'UNKNOWN_CRITICAL_EXTENSION' : undefined;
}

/** The delta's entry counts before the base's; one that lifts a hold leaves nothing (§6.3.3 (i)–(k)). */
function lookUp(crl: Crl, delta: Crl | undefined, { certificate }: Subject): CrlEntry | undefined {
  const inDelta = delta?.find(certificate.issuer.key, certificate.serial);
  if (inDelta !== undefined) return inDelta.reason === 'removeFromCRL' ? undefined : inDelta;
  return crl.find(certificate.issuer.key, certificate.serial);
}

/** The newest delta for a base (§6.3.3 (c)): same issuer, key and scope, made for this base or an earlier one, and newer. */
function findDelta(listing: Listing, key: PublicKey): Crl | undefined {
  const { crl: base, subject, crls, context } = listing;
  const { number } = base;
  if (number === undefined) return undefined;
  return crls
    .filter((delta) => isDeltaFor(delta, base, number))
    .sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime())
    .find(
      (delta) =>
        contentFault(delta) === undefined &&
        freshness(delta, subject.certificate, context) === undefined &&
        context.work.verify(delta, key)?.valid === true,
    );
}

function isDeltaFor(delta: Crl, base: Crl, number: bigint): boolean {
  if (delta.baseNumber === undefined || delta.number === undefined) return false;
  if (delta.issuer.key !== base.issuer.key || !sameScope(delta, base)) return false;
  const [one, other] = [delta.authorityKeyIdentifier?.keyIdentifier, base.authorityKeyIdentifier?.keyIdentifier];
  const isSameKey = one === undefined || other === undefined ? one === other : one.equals(other);
  return isSameKey && delta.baseNumber <= number && number < delta.number;
}

/** Who signed a list: a certificate with the list's issuer name, entitled by key usage, on a valid path to the same anchor. */
function findSigner({ crl, subject, context }: Listing): { key: PublicKey } | { fault: RevocationFault } {
  const { issuer } = subject;
  const named = [issuer.certificate, ...context.candidates].filter(({ subject: name }) => name.key === crl.issuer.key);
  const distinct = [...new Map(named.map((candidate) => [candidate.fingerprint, candidate])).values()];
  const ranked = distinct
    .map((candidate) => ({ candidate, score: identifierScore(crl, candidate) }))
    .sort((a, b) => b.score - a.score);
  let fault: RevocationFault = 'SIGNER_NOT_FOUND';
  for (const { candidate } of ranked) {
    // The key of the issuer in the path may have inherited parameters that its certificate lacks.
    const key = candidate.fingerprint === issuer.certificate.fingerprint ? issuer.key : candidate.publicKey;
    if (context.work.verify(crl, key)?.valid !== true) {
      if (fault === 'SIGNER_NOT_FOUND') fault = 'SIGNATURE_INVALID';
    } else if (candidate.keyUsage?.has('cRLSign') === false) fault = 'SIGNER_NOT_ENTITLED';
    else if (!context.isTrusted(candidate, 'require')) fault = 'SIGNER_UNTRUSTED';
    else return { key };
  }
  return { fault };
}
