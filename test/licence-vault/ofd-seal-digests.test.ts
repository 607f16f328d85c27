import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { checkMethodOf } from '../../licence-vault/ofd/verify/check-method.ts';
import { digestOfSeal } from '../../licence-vault/ofd/verify/seal-digests.ts';

const methods = ['SM3', 'SHA256'].map((name) => checkMethodOf(name)!);

it('the digest of a seal that was seen before is that of its bytes, whatever was seen and written in between', () => {
  // More seals than are remembered, some of one length, one too large to be kept.
  const seals = [...Array.from({ length: 40 }, (_, n) => randomBytes(n < 20 ? 300 : 300 + n)), randomBytes(300 * 1024)];
  for (let turn = 0; turn < 400; turn += 1) {
    const seal = seals[(turn * 7 + (turn >> 3)) % seals.length]!;
    // Now and then somebody writes into memory that was digested before.
    if (turn % 3 === 0) seal[turn % seal.length]! ^= 1 + (turn % 255);
    const bytes = turn % 2 === 0 ? seal : Buffer.from(seal);
    for (const method of methods)
      expect(digestOfSeal(method, bytes).equals(method.digest(seal)), `turn ${turn}`).toBe(true);
  }
});
