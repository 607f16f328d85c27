import { oid } from '../algorithm/oid.ts';
import { Fields } from '../der/fields.ts';
import { readDer } from '../der/node.ts';
import { tag } from '../der/tag.ts';
import { readOctets } from '../der/value.ts';
import { bitString, explicit, integer, objectIdentifier, octetString, sequence } from '../der/write.ts';
import { sm2FieldLength } from './curve.ts';

/** PrivateKeyInfo (RFC 5208) of an SM2 key: ecPublicKey on the SM2 curve over an RFC 5915 key. */
export function sm2Pkcs8(scalar: Uint8Array, point?: Uint8Array): Buffer {
  const publicPart = point === undefined ? [] : [explicit(1, bitString(point))];
  const inner = sequence(integer(1), octetString(scalar), ...publicPart);
  const algorithm = sequence(objectIdentifier(oid.ecPublicKey), objectIdentifier(oid.sm2));
  return sequence(integer(0), algorithm, octetString(inner));
}

/** The private scalar of an elliptic curve key in PKCS #8, at least 32 bytes. @throws DerFault */
export function sm2Scalar(pkcs8: Uint8Array): Buffer {
  const outer = Fields.of(readDer(pkcs8), 'PrivateKeyInfo');
  outer.any('the version');
  outer.any('the algorithm');
  const inner = Fields.of(readDer(readOctets(outer.next(tag.octetString, 'the key'))), 'ECPrivateKey');
  inner.any('the version');
  const scalar = readOctets(inner.next(tag.octetString, 'the scalar'));
  return Buffer.concat([Buffer.alloc(Math.max(0, sm2FieldLength - scalar.length)), scalar]);
}
