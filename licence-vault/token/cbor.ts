import { type DecodeOptions, decode, encode } from 'cborg';

/** One spelling for one value (RFC 8949 §4.1, §4.2), and nothing that JSON has no word for. */
const strictly: DecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
  useMaps: true,
};

/** CBOR (RFC 8949) of plain values, arrays, byte strings, and maps as `Map` or object; keys sorted. */
export function writeCbor(value: unknown): Buffer {
  return Buffer.from(encode(value));
}

/** The value of these bytes, maps as `Map`; undefined for what is not one well-formed value to its last byte. */
export function readCbor(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, strictly);
  } catch {
    // The library reports every kind of damage, too deep a nesting too, by throwing.
    return undefined;
  }
}

/** The member of a map, or undefined where it is none or lacks it. */
export function memberOf(map: unknown, key: number | string): unknown {
  return map instanceof Map ? map.get(key) : undefined;
}
