/** Base45 (RFC 9285): bytes in the 45 characters that a QR code stores in five and a half bits each. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const radix = alphabet.length;

/** Two bytes become three characters, a last byte two; the least significant first (§4). */
export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    const low = bytes[index + 1];
    let value = low === undefined ? (bytes[index] ?? 0) : (bytes[index] ?? 0) * 256 + low;
    for (let count = low === undefined ? 2 : 3; count > 0; count -= 1) {
      text += alphabet.charAt(value % radix);
      value = Math.floor(value / radix);
    }
  }
  return text;
}

/** The bytes, or undefined for text that no bytes are written as (§6). */
export function fromBase45(text: string): Buffer | undefined {
  if (text.length % 3 === 1) return undefined;
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 3) {
    const digits = Array.from(text.slice(index, index + 3), (character) => alphabet.indexOf(character));
    if (digits.includes(-1)) return undefined;
    const value = digits.reduceRight((sum, digit) => sum * radix + digit, 0);
    if (digits.length === 3) {
      if (value > 0xffff) return undefined;
      bytes.push(value >> 8, value & 0xff);
    } else {
      if (value > 0xff) return undefined;
      bytes.push(value);
    }
  }
  return Buffer.from(bytes);
}
