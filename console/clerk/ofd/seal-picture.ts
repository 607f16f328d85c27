/** Values nest this deep in a seal's signature; what nests deeper is none. */
const deepest = 8;

/** Types of DER values that matter here. */
const sequence = 0x30;
const explicitTag = 0xa0;
const ia5String = 0x16;
const octetString = 0x04;
const integer = 0x02;

interface Value {
  readonly tag: number;
  readonly content: Uint8Array;
}

/**
 * The picture of a seal, out of a signed value (SES_Signature) or a seal (SESeal): `SES_ESPictureInfo ::= SEQUENCE { type
 * IA5String, data OCTET STRING, width INTEGER, height INTEGER }` (GB/T 38540), wherever the version has it. For showing alone:
 * whether the seal is genuine is for the hub to say.
 */
export function sealPicture(der: Uint8Array): Uint8Array | undefined {
  return pictureIn(valuesOf(der) ?? [], 0);
}

function pictureIn(values: readonly Value[], depth: number): Uint8Array | undefined {
  const [type, data, width, height] = values;
  if (
    values.length === 4 &&
    type?.tag === ia5String &&
    data?.tag === octetString &&
    width?.tag === integer &&
    height?.tag === integer
  )
    return data.content;
  if (depth === deepest) return undefined;
  for (const { tag, content } of values) {
    if (tag !== sequence && tag !== explicitTag) continue;
    const found = pictureIn(valuesOf(content) ?? [], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The values that follow one another; undefined for bytes that are no DER. */
function valuesOf(der: Uint8Array): readonly Value[] | undefined {
  const values: Value[] = [];
  for (let at = 0; at < der.length; ) {
    const tag = der[at] ?? 0;
    const first = der[at + 1];
    if (first === undefined || first === 0x80 || first > 0x84) return undefined;
    const octets = first > 0x80 ? first - 0x80 : 0;
    let length = octets === 0 ? first : 0;
    for (let each = 0; each < octets; each += 1) length = length * 256 + (der[at + 2 + each] ?? 0);
    const begin = at + 2 + octets;
    if (begin + length > der.length || values.length > 10_000) return undefined;
    values.push({ tag, content: der.subarray(begin, begin + length) });
    at = begin + length;
  }
  return values;
}
