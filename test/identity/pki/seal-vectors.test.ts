import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readKeyStore } from '../../../identity/pki/key/key-store.ts';
import { validatePath } from '../../../identity/pki/path/validate-path.ts';
import { sm2Sign, sm2Verify } from '../../../identity/pki/sm2/sign.ts';
import { vectorFolder, vectorTimeout } from './vectors.ts';

const folder = vectorFolder('ses');
const open = (file: string, password: string) =>
  readKeyStore({ bytes: readFileSync(join(folder ?? '', file)), password });

test(
  'the key stores open: BER with indefinite lengths, RC2 and 3DES, SM2 keys that fit their certificates',
  () => {
    if (folder === undefined) return;
    const stores = [open('ROOT.p12', '123456'), open('USER.p12', '777777'), open('SealBuilder.p12', '777777')];
    for (const { entries } of stores) {
      expect(entries).toHaveLength(1);
      const { key, certificate } = entries[0]!;
      const message = Buffer.from('sealed');
      const signature = sm2Sign({ key, message });
      expect(sm2Verify({ key: certificate!.publicKey, message, signature })).toBe(true);
    }
    expect(() => open('USER.p12', '777778')).toThrow(expect.objectContaining({ code: 'KEY_PASSWORD_WRONG' }));
    expect(() => open('USER.p12', '')).toThrow(expect.objectContaining({ code: 'KEY_PASSWORD_WRONG' }));
  },
  vectorTimeout,
);

test(
  'their chain has right signatures and is refused for its root, and today for its dates',
  () => {
    if (folder === undefined) return;
    const root = open('ROOT.p12', '123456').certificates[0]!;
    const certificate = open('USER.p12', '777777').entries[0]!.certificate!;
    const at = (text: string) => validatePath({ certificate, anchors: [root], at: new Date(text), revocation: 'none' });
    const then = at(new Date(certificate.notBefore.getTime() + 1000).toISOString());
    const result = (verdict: typeof then, step: string) => verdict.steps.find((one) => one.step === step)?.result;
    expect(then.indication).toBe('TOTAL_FAILED');
    expect(then.subIndication).toBe('CHAIN_CONSTRAINTS_FAILURE');
    expect(then.checks.map(({ code }) => code)).toContain('MAY_NOT_SIGN_CERTIFICATES');
    expect(result(then, 'signatures')).toBe('PASSED');
    expect(result(then, 'dates')).toBe('PASSED');
    const today = at('2026-11-21T08:00:00Z');
    expect(today.subIndication).toBe('EXPIRED');
    expect(result(today, 'signatures')).toBe('PASSED');
  },
  vectorTimeout,
);
