import { createHash } from 'node:crypto';
import { type AlgorithmIdentifier, readAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { DerFault } from '../der/fault.ts';
import { Fields, onlyMember } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, tag } from '../der/tag.ts';
import { readTime } from '../der/time.ts';
import { integerBytes, readInteger, readSignatureValue, readSmall } from '../der/value.ts';
import { pkiProblems } from '../problems.ts';
import {
  type AuthorityKeyIdentifier,
  readAlternativeNames,
  readAuthorityKeyIdentifier,
} from './constraint-extensions.ts';
import {
  type DistributionPoint,
  type IssuingDistributionPoint,
  readDistributionPoints,
  readIssuingDistributionPoint,
} from './distribution-point.ts';
import { type Extensions, extensionValue, readExtensions } from './extension.ts';
import { extensionOid } from './extension-oid.ts';
import { type Name, readName } from './name.ts';
import { type RevocationReason, reasonOf } from './revocation-reason.ts';

/** One revoked certificate on a list (RFC 5280 §5.1.2.6). */
export interface CrlEntry {
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
  readonly invalidFrom: Date | undefined;
  /** Key of the name of the certificate's issuer: the list's own, or on an indirect list the one last named (§5.3.3). */
  readonly issuerKey: string;
}

/** A certificate revocation list (吊销列表; RFC 5280 §5), complete or delta. */
export interface Crl {
  readonly raw: Buffer;
  readonly tbs: Buffer;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Buffer;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly extensions: Extensions;
  readonly number: bigint | undefined;
  /** BaseCRLNumber when this is a delta list. */
  readonly baseNumber: bigint | undefined;
  readonly scope: IssuingDistributionPoint | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  readonly freshestCrl: readonly DistributionPoint[];
  /** Critical entry extensions we do not know: such a list decides nothing (§5.3). */
  readonly unknownCriticalEntryExtensions: readonly string[];
  /** Certificates of expired validity stay listed from this day on, where the issuer says so (X.509 §9.5.2.8). */
  readonly keepsExpiredFrom: Date | undefined;
  readonly entryCount: number;
  /** The entry for a certificate, by the key of its issuer's name and the content octets of its serial number. */
  find(issuerKey: string, serial: Buffer): CrlEntry | undefined;
  readonly fingerprint: string;
}

/** Lists grow with the authority; this holds most of a million entries, which take about two seconds to read. */
const crlLimits = { size: 32 * 1024 * 1024, members: 10_000_000 };

/** Reads one list from DER, strictly. @throws Problem CRL_MALFORMED */
export function parseCrl(der: Uint8Array): Crl {
  try {
    return readCrl(readDer(Buffer.from(der), crlLimits));
  } catch (fault) {
    if (fault instanceof DerFault) throw pkiProblems.CRL_MALFORMED(fault.why);
    throw fault;
  }
}

function readCrl(node: DerNode): Crl {
  const outer = Fields.of(node, 'CertificateList');
  const tbs = outer.next(tag.sequence, 'the signed part');
  const signatureAlgorithm = readAlgorithm(outer.any('the signature algorithm'));
  const signature = readSignatureValue(outer.any('the signature'));
  outer.end();
  const fields = Fields.of(tbs, 'TBSCertList');
  const versionNode = fields.optional(tag.integer);
  if (versionNode !== undefined && readSmall(versionNode, 'the version') !== 1) {
    throw new DerFault('BAD_VALUE', versionNode.offset, 'a version that does not exist');
  }
  const innerAlgorithm = readAlgorithm(fields.any('the algorithm'));
  const issuer = readName(fields.any('the issuer'));
  const thisUpdate = readTime(fields.any('thisUpdate'), { what: 'thisUpdate' });
  const hasNext = fields.nextTag === tag.utcTime || fields.nextTag === tag.generalizedTime;
  const nextUpdate = hasNext ? readTime(fields.any('nextUpdate'), { what: 'nextUpdate' }) : undefined;
  const list = fields.optional(tag.sequence);
  const extensionsNode = fields.optional(constructedTag(0));
  fields.end();
  if (extensionsNode !== undefined && versionNode === undefined) {
    throw new DerFault('UNEXPECTED_MEMBER', extensionsNode.offset, 'extensions in a list of version 1');
  }
  const extensions: Extensions =
    extensionsNode === undefined ? new Map() : readExtensions(onlyMember(extensionsNode, 'the extensions'));
  const id = extensionOid;
  const value = <T>(oid: string, read: (bytes: Buffer) => T) => extensionValue(extensions, oid, read);
  const scope = value(id.issuingDistributionPoint, readIssuingDistributionPoint);
  const entries = readEntries(list, { issuerKey: issuer.key, indirect: scope?.indirect === true });
  return {
    raw: node.raw,
    tbs: tbs.raw,
    innerAlgorithm,
    signatureAlgorithm,
    signature,
    issuer,
    thisUpdate,
    nextUpdate,
    extensions,
    number: value(id.crlNumber, readNumber),
    baseNumber: value(id.deltaCrlIndicator, readNumber),
    scope,
    authorityKeyIdentifier: value(id.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    freshestCrl: value(id.freshestCrl, readDistributionPoints) ?? [],
    unknownCriticalEntryExtensions: entries.unknownCritical,
    keepsExpiredFrom: value(id.expiredCertsOnCrl, (bytes) => readTime(readDer(bytes))),
    entryCount: entries.found.size,
    find: (issuerKey, serial) => entries.found.get(entryKey(issuerKey, serial)),
    fingerprint: createHash('sha256').update(node.raw).digest('hex'),
  };
}

function readNumber(bytes: Buffer): bigint {
  const number = readInteger(readDer(bytes, { size: 64 }), 'a list’s number');
  if (number < 0n) throw new DerFault('BAD_INTEGER', 0, 'a negative list number');
  return number;
}

interface Entries {
  readonly found: ReadonlyMap<string, CrlEntry>;
  readonly unknownCritical: readonly string[];
}

function readEntries(list: DerNode | undefined, context: { issuerKey: string; indirect: boolean }): Entries {
  const found = new Map<string, CrlEntry>();
  const unknownCritical = new Set<string>();
  const known = new Map<string, EntryExtensions>();
  let { issuerKey } = context;
  for (const node of list?.children() ?? []) {
    const fields = Fields.of(node, 'a revoked certificate');
    const serial = integerBytes(fields.any('the serial number'), 'the serial number');
    const revokedAt = readTime(fields.any('the revocation date'), { what: 'the revocation date' });
    const extensionsNode = fields.optional(tag.sequence);
    fields.end();
    const read = extensionsNode === undefined ? plainEntry : remembered(extensionsNode, known);
    for (const oid of read.unknownCritical) unknownCritical.add(oid);
    if (read.issuerKey !== undefined) {
      if (!context.indirect) throw new DerFault('UNEXPECTED_MEMBER', node.offset, 'another issuer on a direct list');
      issuerKey = read.issuerKey;
    }
    const key = entryKey(issuerKey, serial);
    const entry: CrlEntry = { revokedAt, reason: read.reason, invalidFrom: read.invalidFrom, issuerKey };
    const earlier = found.get(key);
    found.set(key, earlier === undefined ? entry : stricter(earlier, entry));
  }
  return { found, unknownCritical: [...unknownCritical] };
}

/** A certificate listed twice is revoked from the earlier moment, and stays so when one entry would lift it. */
function stricter(one: CrlEntry, other: CrlEntry): CrlEntry {
  if (one.reason === 'removeFromCRL') return other;
  if (other.reason === 'removeFromCRL') return one;
  return other.revokedAt < one.revokedAt ? other : one;
}

interface EntryExtensions {
  readonly reason: RevocationReason;
  readonly invalidFrom: Date | undefined;
  readonly issuerKey: string | undefined;
  readonly unknownCritical: readonly string[];
}

const plainEntry: EntryExtensions = {
  reason: 'unspecified',
  invalidFrom: undefined,
  issuerKey: undefined,
  unknownCritical: [],
};

const knownEntryExtensions: ReadonlySet<string> = new Set([
  extensionOid.reasonCode,
  extensionOid.invalidityDate,
  extensionOid.certificateIssuer,
  extensionOid.holdInstruction,
]);

/** Extensions of entries are alike by the thousand (a reason, mostly): each form is read once. */
function remembered(node: DerNode, known: Map<string, EntryExtensions>): EntryExtensions {
  const form = node.raw.toString('latin1');
  const earlier = known.get(form);
  if (earlier !== undefined) return earlier;
  const read = readEntryExtensions(node);
  if (known.size < mostForms) known.set(form, read);
  return read;
}

const mostForms = 1000;

function readEntryExtensions(node: DerNode): EntryExtensions {
  const extensions = readExtensions(node);
  const reason = extensionValue(extensions, extensionOid.reasonCode, (bytes) =>
    reasonOf(readSmall(readDer(bytes), 'the reason', tag.enumerated)),
  );
  const invalidFrom = extensionValue(extensions, extensionOid.invalidityDate, (bytes) => readTime(readDer(bytes)));
  const issuer = extensionValue(extensions, extensionOid.certificateIssuer, readAlternativeNames);
  const directory = issuer?.find((name) => name.type === 'directory');
  if (issuer !== undefined && directory?.type !== 'directory') {
    throw new DerFault('BAD_VALUE', node.offset, 'a certificate issuer without a directory name');
  }
  return {
    reason: reason ?? 'unspecified',
    invalidFrom,
    issuerKey: directory?.type === 'directory' ? directory.name.key : undefined,
    unknownCritical: [...extensions.values()]
      .filter(({ oid, critical }) => critical && !knownEntryExtensions.has(oid))
      .map(({ oid }) => oid),
  };
}

function entryKey(issuerKey: string, serial: Buffer): string {
  return `${serial.toString('latin1')}\u0000${issuerKey}`;
}
