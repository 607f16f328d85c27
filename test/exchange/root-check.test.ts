import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import {
  readTreeSignature,
  rootOfRequest,
  signTree,
  type TreeSignature,
  verifyText,
} from '../../connectors/protocol/index.ts';
import { createRootCheck } from '../../exchange/http/signature/root-check.ts';
import { organisationId, type SystemKeyFact, systemId } from '../../identity/index.ts';

// How often a root is verified, which no answer tells.

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key: SystemKeyFact = {
  ...{ kid: 'pension-1', alg: 'ES256', system: systemId('hrss-pension'), organisation: organisationId('hrss') },
  ...{ systemKind: 'consumer', key: pair.publicKey, jwk: pair.publicKey.export({ format: 'jwk' }) as never },
};
let verified: number;
beforeEach(() => {
  verified = 0;
});
const verify: typeof verifyText = (...all) => {
  verified += 1;
  return verifyText(...all);
};

/** Requests of one tree, as a hub reads them. */
function requests(count: number, name: string, signer = pair.privateKey) {
  const bases = Array.from({ length: count }, (_, n) => `${name} ${n}`);
  return signTree(bases, { key: signer, alg: 'ES256' }).map((bytes, n) => {
    const tree = readTreeSignature(bytes) as TreeSignature;
    return { tree, root: rootOfRequest(bases[n]!, tree), key };
  });
}

it('verifies a root once, for requests that come together and for those that come later', async () => {
  const check = createRootCheck({ verify });
  const all = requests(8, 'a');
  expect(await Promise.all(all.map((each) => check.holds(each)))).toEqual(all.map(() => true));
  expect(await check.holds(all[3]!)).toBe(true);
  expect(verified).toBe(1);
  expect(await check.holds(requests(1, 'b')[0]!)).toBe(true);
  expect(verified).toBe(2);
});

it('remembers nothing that is wrong, and lets it spoil nothing', async () => {
  const check = createRootCheck({ verify });
  const [right, other] = requests(2, 'a') as [(typeof wrong)[0], (typeof wrong)[0]];
  const wrong = requests(2, 'a', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  expect(await Promise.all(wrong.map((each) => check.holds(each)))).toEqual([false, false]);
  expect(verified).toBe(1);
  expect(await check.holds(wrong[0]!)).toBe(false);
  expect(verified).toBe(2);
  const bent = { ...right, root: Buffer.alloc(32, 1) };
  expect(await Promise.all([bent, right, other].map((each) => check.holds(each)))).toEqual([false, true, true]);
  expect(await check.holds({ ...right, root: undefined })).toBe(false);
  expect(verified).toBe(4);
});

it('counts a root for the very key that proved it alone', async () => {
  const check = createRootCheck({ verify });
  const [one] = requests(1, 'a');
  expect(await check.holds(one!)).toBe(true);
  expect(await check.holds({ ...one!, key: { ...key, kid: 'pension-2' } })).toBe(true);
  expect(verified).toBe(2);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const replaced = { ...one!, key: { ...key, key: publicKey } };
  expect(await Promise.all([check.holds(replaced), check.holds(one!)])).toEqual([false, true]);
  expect(verified).toBe(3);
});

it('asks of two keys under one id each for itself, also at the same moment', async () => {
  const check = createRootCheck({ verify });
  const [one] = requests(1, 'a');
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const replaced = { ...one!, key: { ...key, key: publicKey } };
  expect(await Promise.all([one!, replaced, one!].map((each) => check.holds(each)))).toEqual([true, false, true]);
});

it('forgets the eldest, so that it never grows beyond its bound', async () => {
  const check = createRootCheck({ verify, remember: 2 });
  const all = ['a', 'b', 'c'].map((name) => requests(1, name)[0]!);
  for (const each of all) await check.holds(each);
  for (const each of all.slice(1)) await check.holds(each);
  expect(verified).toBe(3);
  await check.holds(all[0]!);
  expect(verified).toBe(4);
});
