/** The recommended curve of GB/T 32918.5: y² = x³ + ax + b over the prime field p, base point G of prime order n. */
export const sm2Curve = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
} as const;

/** Bytes of a coordinate or a scalar. */
export const sm2FieldLength = 32;

/** Bytes of an uncompressed point: 0x04, x, y. */
export const sm2PointLength = 1 + 2 * sm2FieldLength;

/** Big-endian bytes of a field element or scalar, 32 of them. */
export function fieldBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * sm2FieldLength, '0'), 'hex');
}

export function fieldElement(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** The coordinates of an uncompressed point on the curve; undefined for anything else (the cofactor is 1, so that is all to check). */
export function sm2Coordinates(point: Uint8Array): { x: Buffer; y: Buffer } | undefined {
  if (point.length !== sm2PointLength || point[0] !== 0x04) return undefined;
  const x = Buffer.from(point.subarray(1, 1 + sm2FieldLength));
  const y = Buffer.from(point.subarray(1 + sm2FieldLength));
  const { p, a, b } = sm2Curve;
  const [u, v] = [fieldElement(x), fieldElement(y)];
  const isOnCurve = u < p && v < p && (v * v - (u * u * u + a * u + b)) % p === 0n;
  return isOnCurve ? { x, y } : undefined;
}

export function isSm2Point(point: Uint8Array): boolean {
  return sm2Coordinates(point) !== undefined;
}
