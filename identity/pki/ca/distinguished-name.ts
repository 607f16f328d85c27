import { encode, objectIdentifier, printableString, sequence, setOf, utf8String } from '../der/write.ts';

/** Attribute types that our names are made of (RFC 5280 appendix A.1, X.520 §6.4.6). */
const attribute = {
  country: '2.5.4.6',
  organisation: '2.5.4.10',
  organisationIdentifier: '2.5.4.97',
  commonName: '2.5.4.3',
} as const;

/** For who reads it back from a certificate of ours. */
export const organisationAttribute = attribute.organisation;

/** What a subject of ours is called. */
export interface SubjectName {
  readonly organisation: string;
  /** Unified social credit code, which stays when the name changes. */
  readonly unifiedCode?: string | undefined;
  readonly commonName: string;
}

/** ub-organization-name and ub-common-name (RFC 5280 appendix A.1), in characters. */
export const longestNamePart = 64;

/** DER of `C=CN, O=…, organizationIdentifier=…, CN=…`, each part its own, strings in UTF-8 (RFC 5280 §4.1.2.4). */
export function writeSubject({ organisation, unifiedCode, commonName }: SubjectName): Buffer {
  const text = (type: string, value: string) => part(type, utf8String(cut(value)));
  return sequence(
    part(attribute.country, printableString('CN')),
    text(attribute.organisation, organisation),
    ...(unifiedCode === undefined ? [] : [text(attribute.organisationIdentifier, unifiedCode)]),
    text(attribute.commonName, commonName),
  );
}

function part(type: string, value: Buffer): Buffer {
  return setOf(sequence(objectIdentifier(type), value));
}

/** The bound counts characters, not UTF-16 units. */
function cut(text: string): string {
  return [...text].slice(0, longestNamePart).join('');
}

/** A uniformResourceIdentifier as GeneralName (RFC 5280 §4.2.1.6). */
export function uriName(address: string): Buffer {
  return encode(0x86, Buffer.from(address, 'latin1'));
}
