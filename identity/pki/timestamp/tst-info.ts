import { type AlgorithmIdentifier, readAlgorithm, writeAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { type Extensions, readExtensions } from '../certificate/extension.ts';
import { type GeneralName, readGeneralName } from '../certificate/general-name.ts';
import { DerFault } from '../der/fault.ts';
import { Fields } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { constructedTag, primitiveTag, tag } from '../der/tag.ts';
import { readTime } from '../der/time.ts';
import { integerBytes, readBoolean, readInteger, readOctets, readOid, readSmall } from '../der/value.ts';
import {
  encode,
  explicit,
  generalizedTime,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  unsignedInteger,
} from '../der/write.ts';

/** What is stamped: a digest and its algorithm (RFC 3161 §2.4.1). */
export interface MessageImprint {
  readonly algorithm: AlgorithmIdentifier;
  readonly digest: Buffer;
}

/** What a time stamp says (RFC 3161 §2.4.2). */
export interface TstInfo {
  readonly policy: string;
  readonly imprint: MessageImprint;
  /** Content octets. */
  readonly serial: Buffer;
  readonly time: Date;
  /** How far `time` may be off, in milliseconds; undefined when the authority does not say. */
  readonly accuracyMs: number | undefined;
  readonly ordering: boolean;
  readonly nonce: bigint | undefined;
  readonly authority: GeneralName | undefined;
  readonly extensions: Extensions;
}

/** MessageImprint. @throws DerFault */
export function readImprint(node: DerNode): MessageImprint {
  const fields = Fields.of(node, 'MessageImprint');
  const algorithm = readAlgorithm(fields.any('the digest algorithm'));
  const digest = readOctets(fields.any('the digest'));
  fields.end();
  return { algorithm, digest };
}

/** TSTInfo from DER. @throws DerFault */
export function readTstInfo(der: Uint8Array): TstInfo {
  const fields = Fields.of(readDer(der, { size: 64 * 1024, members: 1000 }), 'TSTInfo');
  const version = fields.any('the version');
  if (readSmall(version, 'the version') !== 1) throw new DerFault('BAD_VALUE', version.offset, 'not version 1');
  const policy = readOid(fields.any('the policy'));
  const imprint = readImprint(fields.any('the imprint'));
  const serial = integerBytes(fields.any('the serial number'), 'the serial number');
  const time = readTime(fields.next(tag.generalizedTime, 'genTime'), { what: 'genTime', fraction: true });
  const accuracy = fields.optional(tag.sequence);
  const ordering = fields.optional(tag.boolean);
  const nonce = fields.optional(tag.integer);
  const authority = fields.optionalExplicit(0, 'the authority');
  const extensions = fields.optional(constructedTag(1));
  fields.end();
  return {
    policy,
    imprint,
    serial,
    time,
    accuracyMs: accuracy === undefined ? undefined : readAccuracy(accuracy),
    ordering: ordering !== undefined && readBoolean(ordering, 'ordering'),
    nonce: nonce === undefined ? undefined : readInteger(nonce, 'the nonce'),
    authority: authority === undefined ? undefined : readGeneralName(authority),
    extensions: extensions === undefined ? new Map() : readExtensions(asSequence(extensions)),
  };
}

/** Extensions stand under an IMPLICIT tag here. */
function asSequence(node: DerNode): DerNode {
  return readDer(encode(tag.sequence, node.content));
}

function readAccuracy(node: DerNode): number {
  const fields = Fields.of(node, 'Accuracy');
  const seconds = fields.optional(tag.integer);
  const millis = fields.optional(primitiveTag(0));
  const micros = fields.optional(primitiveTag(1));
  fields.end();
  return (
    1000 * (seconds === undefined ? 0 : readSmall(seconds, 'seconds')) +
    (millis === undefined ? 0 : readSmall(millis, 'millis', primitiveTag(0))) +
    (micros === undefined ? 0 : readSmall(micros, 'micros', primitiveTag(1)) / 1000)
  );
}

/** What our own time stamps say. */
export interface NewTstInfo {
  readonly policy: string;
  readonly imprint: { readonly oid: string; readonly digest: Uint8Array };
  readonly serial: Uint8Array;
  /** Cut to the second. */
  readonly time: Date;
  readonly accuracySeconds: number;
  readonly nonce: bigint | undefined;
  /** DER of the authority's name, the subject of its certificate. */
  readonly authority: Uint8Array;
}

/** DER of TSTInfo; `ordering` is false, which DER leaves out: stamps of one second are not told apart. */
export function writeTstInfo(info: NewTstInfo): Buffer {
  const { imprint, nonce } = info;
  return sequence(
    integer(1),
    objectIdentifier(info.policy),
    sequence(writeAlgorithm(imprint.oid), octetString(imprint.digest)),
    unsignedInteger(info.serial),
    generalizedTime(info.time),
    sequence(integer(info.accuracySeconds)),
    ...(nonce === undefined ? [] : [integer(nonce)]),
    explicit(0, encode(constructedTag(4), info.authority)),
  );
}
