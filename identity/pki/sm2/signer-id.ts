import { fieldBytes, sm2Coordinates, sm2Curve } from './curve.ts';
import { sm3 } from './sm3.ts';

/** The signer's ID where none is agreed on (GM/T 0009-2012 §10). */
export const defaultSm2Id = '1234567812345678';

/** ENTL counts bits in 16. */
const longestId = 8191;

/**
 * Z = SM3(ENTL ‖ ID ‖ a ‖ b ‖ xG ‖ yG ‖ xA ‖ yA), which binds the signer's ID and key to what is signed (GB/T 32918.2 §5.5).
 * @param point the public key, 65 bytes
 * @throws RangeError for a point off the curve or an ID of more than 8,191 bytes
 */
export function sm2Z(point: Uint8Array, id: string = defaultSm2Id): Buffer {
  const coordinates = sm2Coordinates(point);
  if (coordinates === undefined) throw new RangeError('not an uncompressed point of the SM2 curve');
  const name = Buffer.from(id, 'utf8');
  if (name.length > longestId) throw new RangeError('an SM2 ID has 8,191 bytes at most');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(8 * name.length);
  const { a, b, gx, gy } = sm2Curve;
  return sm3(length, name, ...[a, b, gx, gy].map(fieldBytes), coordinates.x, coordinates.y);
}
