import { DerFault } from '../der/fault.ts';
import { Fields, membersOf } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, primitiveTag, tag } from '../der/tag.ts';
import { namedBits, readBitString, readBoolean, readOctets, readOid, readSmall } from '../der/value.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts';

/** Bits of KeyUsage in their order (RFC 5280 §4.2.1.3). */
export const keyUsages = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof keyUsages)[number];

export interface BasicConstraints {
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
}

export interface NameConstraints {
  readonly permitted: readonly GeneralSubtree[];
  readonly excluded: readonly GeneralSubtree[];
}

export interface GeneralSubtree {
  readonly base: GeneralName;
  /** Whether `minimum` is other than 0 or `maximum` is there, which RFC 5280 §4.2.1.10 does not use and nobody processes. */
  readonly hasDistance: boolean;
}

export interface PolicyMapping {
  readonly issuer: string;
  readonly subject: string;
}

export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Buffer | undefined;
  readonly issuer: readonly GeneralName[] | undefined;
  readonly serial: Buffer | undefined;
}

/** Every reader here takes the value of its extension and throws DerFault when it is not as RFC 5280 has it. */
export function readBasicConstraints(value: Buffer): BasicConstraints {
  const fields = Fields.of(readDer(value), 'basicConstraints');
  const flag = fields.optional(tag.boolean);
  const length = fields.optional(tag.integer);
  fields.end();
  return {
    isAuthority: flag !== undefined && readBoolean(flag, 'cA'),
    pathLength: length === undefined ? undefined : readSmall(length, 'pathLenConstraint'),
  };
}

export function readKeyUsage(value: Buffer): ReadonlySet<KeyUsage> {
  const bits = namedBits(readBitString(readDer(value), 'keyUsage'));
  return new Set(keyUsages.filter((_, bit) => bits.has(bit)));
}

export function readExtendedKeyUsage(value: Buffer): ReadonlySet<string> {
  return new Set(membersOf(readDer(value), 'extendedKeyUsage').map((node) => readOid(node)));
}

export function readAlternativeNames(value: Buffer): readonly GeneralName[] {
  return readGeneralNames(readDer(value));
}

export function readNameConstraints(value: Buffer): NameConstraints {
  const node = readDer(value);
  const fields = Fields.of(node, 'nameConstraints');
  const permitted = fields.optional(constructedTag(0));
  const excluded = fields.optional(constructedTag(1));
  fields.end();
  if (permitted === undefined && excluded === undefined) {
    throw new DerFault('MISSING_MEMBER', node.offset, 'nameConstraints constrain nothing');
  }
  return { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) };
}

function readSubtrees(node: DerNode | undefined): readonly GeneralSubtree[] {
  if (node === undefined) return [];
  return membersOf(node, 'subtrees', node.tag).map((member) => {
    const fields = Fields.of(member, 'a subtree');
    const base = readGeneralName(fields.any('the base'));
    const minimum = fields.optional(primitiveTag(0));
    const maximum = fields.optional(primitiveTag(1));
    fields.end();
    const isZero = minimum === undefined || readSmall(minimum, 'minimum', primitiveTag(0)) === 0;
    return { base, hasDistance: !isZero || maximum !== undefined };
  });
}

export function readPolicies(value: Buffer): ReadonlySet<string> {
  const found = new Set<string>();
  for (const member of membersOf(readDer(value), 'certificatePolicies')) {
    const fields = Fields.of(member, 'a policy');
    const policy = readOid(fields.next(tag.objectIdentifier, 'the policy'));
    fields.optional(tag.sequence); // qualifiers are for people to read
    fields.end();
    if (found.has(policy)) throw new DerFault('DUPLICATE', member.offset, `the policy ${policy} stands twice`);
    found.add(policy);
  }
  return found;
}

export function readPolicyMappings(value: Buffer): readonly PolicyMapping[] {
  return membersOf(readDer(value), 'policyMappings').map((member) => {
    const fields = Fields.of(member, 'a mapping');
    const issuer = readOid(fields.any('the issuer’s policy'));
    const subject = readOid(fields.any('the subject’s policy'));
    fields.end();
    return { issuer, subject };
  });
}

export function readPolicyConstraints(value: Buffer): PolicyConstraints {
  const fields = Fields.of(readDer(value), 'policyConstraints');
  const explicit = fields.optional(primitiveTag(0));
  const mapping = fields.optional(primitiveTag(1));
  fields.end();
  return {
    requireExplicitPolicy:
      explicit === undefined ? undefined : readSmall(explicit, 'requireExplicitPolicy', primitiveTag(0)),
    inhibitPolicyMapping:
      mapping === undefined ? undefined : readSmall(mapping, 'inhibitPolicyMapping', primitiveTag(1)),
  };
}

export function readSkipCertificates(value: Buffer): number {
  return readSmall(readDer(value), 'SkipCerts');
}

export function readSubjectKeyIdentifier(value: Buffer): Buffer {
  return readOctets(readDer(value), 'subjectKeyIdentifier');
}

export function readAuthorityKeyIdentifier(value: Buffer): AuthorityKeyIdentifier {
  const fields = Fields.of(readDer(value), 'authorityKeyIdentifier');
  const keyIdentifier = fields.optional(primitiveTag(0));
  const issuer = fields.optional(constructedTag(1));
  const serial = fields.optional(primitiveTag(2));
  fields.end();
  return {
    keyIdentifier: keyIdentifier?.content,
    issuer: issuer === undefined ? undefined : readGeneralNames(issuer, constructedTag(1)),
    serial: serial?.content,
  };
}
