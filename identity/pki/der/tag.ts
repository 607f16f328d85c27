/** Identifier octets of the universal types that X.509 and its relatives use (ITU-T X.680 §8.6), the constructed bit included. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of a context-specific tag `[number]`, constructed as for EXPLICIT or for an implicit SEQUENCE. */
export function constructedTag(number: number): number {
  return 0xa0 | number;
}

/** Identifier octet of a context-specific tag `[number]` over a primitive, as for an implicit string. */
export function primitiveTag(number: number): number {
  return 0x80 | number;
}

/** Bit 6 of the identifier octet (X.690 §8.1.2.5). */
export const constructedBit = 0x20;

/** The five low bits, all set, announce a tag number of several octets (X.690 §8.1.2.4), which nothing we read has. */
export const highTagNumber = 0x1f;
