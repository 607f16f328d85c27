import { type DerNode, der, Fields, readSmall, readText, readTime, tag } from '../../../identity/pki/index.ts';
import { encodeSignerList, readSignerList, type SignerList } from './signer-list.ts';
import type { SealVersion } from './version.ts';

/** SES_ESPropertyInfo (印章属性): whose seal it is, who may use it, and when. */
export interface SealProperty {
  /** 1 an organisation's (单位印章), 2 a person's (个人印章); 3 and 4 are seen. */
  readonly kind: number;
  readonly name: string;
  readonly signers: SignerList;
  readonly createdAt: Date;
  readonly validFrom: Date;
  readonly validTo: Date;
}

/** Last moment of a UTCTime, which is all a V1 seal has (RFC 5280 §4.1.2.5.1). */
export const lastMomentOfV1 = new Date(Date.UTC(2049, 11, 31, 23, 59, 59));

/**
 * `SES_ESPropertyInfo ::= SEQUENCE { type INTEGER, name UTF8String, [certListType INTEGER,] certList, createDate,
 * validStart, validEnd }`, its times UTCTime in V1 and GeneralizedTime since V4.
 * @throws DerFault
 */
export function readProperty(node: DerNode, version: SealVersion): SealProperty {
  const fields = Fields.of(node, 'SES_ESPropertyInfo');
  const kind = readSmall(fields.any('type'), 'type of SES_ESPropertyInfo');
  const name = readText(fields.next(tag.utf8String, 'name'));
  const signers = readSignerList(fields, version);
  const timeTag = version === 1 ? tag.utcTime : tag.generalizedTime;
  const moment = (what: string) => readTime(fields.next(timeTag, what), { what, fraction: true });
  const createdAt = moment('createDate');
  const validFrom = moment('validStart');
  const validTo = moment('validEnd');
  fields.end();
  return { kind, name, signers, createdAt, validFrom, validTo };
}

/** Times are cut to the second. @throws RangeError for a V1 seal that lasts beyond 2049 */
export function encodeProperty(property: SealProperty, version: SealVersion): Buffer {
  const { createdAt, validFrom, validTo } = property;
  if (version === 1 && validTo > lastMomentOfV1) throw new RangeError('a V1 seal ends in 2049 at the latest');
  const moment = version === 1 ? der.time : der.generalizedTime;
  return der.sequence(
    der.integer(property.kind),
    der.utf8String(property.name),
    ...encodeSignerList(property.signers, version),
    moment(createdAt),
    moment(validFrom),
    moment(validTo),
  );
}
