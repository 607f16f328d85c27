import { DerFault } from '../der/fault.ts';
import { Fields, membersOf } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, primitiveTag } from '../der/tag.ts';
import { namedBits, readBitString, readBoolean } from '../der/value.ts';
import { type GeneralName, readGeneralNames } from './general-name.ts';
import { readRelativeName } from './name.ts';

/** Reasons by their bit in ReasonFlags (RFC 5280 §4.2.1.13); bit 0 is unused. */
export const reasonFlags = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

/** Where a list is found: full names, or one relative name under the issuer's. */
export interface DistributionPointName {
  readonly fullName: readonly GeneralName[] | undefined;
  /** Key of the relative name, to be put behind the issuer's parts. */
  readonly relativeKey: string | undefined;
}

/** DistributionPoint (RFC 5280 §4.2.1.13). */
export interface DistributionPoint {
  readonly name: DistributionPointName | undefined;
  /** Bits of {@link reasonFlags} the point answers for; undefined means all. */
  readonly reasons: ReadonlySet<number> | undefined;
  readonly crlIssuer: readonly GeneralName[] | undefined;
}

/** IssuingDistributionPoint (RFC 5280 §5.2.5): what a list speaks about. */
export interface IssuingDistributionPoint {
  readonly name: DistributionPointName | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyAuthorityCertificates: boolean;
  readonly onlySomeReasons: ReadonlySet<number> | undefined;
  readonly indirect: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly raw: Buffer;
}

/** @throws DerFault */
export function readDistributionPoints(value: Uint8Array): readonly DistributionPoint[] {
  return membersOf(readDer(value), 'distribution points').map((node) => {
    const fields = Fields.of(node, 'a distribution point');
    const name = fields.optional(constructedTag(0));
    const reasons = fields.optional(primitiveTag(1));
    const issuer = fields.optional(constructedTag(2));
    fields.end();
    if (name === undefined && issuer === undefined) {
      throw new DerFault('MISSING_MEMBER', node.offset, 'a distribution point of reasons alone');
    }
    return {
      name: name === undefined ? undefined : readPointName(name),
      reasons: reasons === undefined ? undefined : namedBits(readBitString(reasons, 'the reasons', primitiveTag(1))),
      crlIssuer: issuer === undefined ? undefined : readGeneralNames(issuer, constructedTag(2)),
    };
  });
}

/** @throws DerFault */
export function readIssuingDistributionPoint(value: Buffer): IssuingDistributionPoint {
  const fields = Fields.of(readDer(value), 'an issuing distribution point');
  const name = fields.optional(constructedTag(0));
  const flag = (number: number) => {
    const node = fields.optional(primitiveTag(number));
    return node !== undefined && readBoolean(node, 'a flag', primitiveTag(number));
  };
  const onlyUserCertificates = flag(1);
  const onlyAuthorityCertificates = flag(2);
  const reasons = fields.optional(primitiveTag(3));
  const indirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  fields.end();
  return {
    name: name === undefined ? undefined : readPointName(name),
    onlyUserCertificates,
    onlyAuthorityCertificates,
    onlySomeReasons:
      reasons === undefined ? undefined : namedBits(readBitString(reasons, 'the reasons', primitiveTag(3))),
    indirect,
    onlyAttributeCertificates,
    raw: value,
  };
}

function readPointName(node: DerNode): DistributionPointName {
  const fields = new Fields(node, 'a distribution point’s name');
  const full = fields.optional(constructedTag(0));
  const relative = full === undefined ? fields.next(constructedTag(1), 'the relative name') : undefined;
  fields.end();
  return {
    fullName: full === undefined ? undefined : readGeneralNames(full, constructedTag(0)),
    relativeKey: relative === undefined ? undefined : readRelativeName(relative, constructedTag(1)).key,
  };
}
