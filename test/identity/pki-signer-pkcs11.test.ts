import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifySignature } from '../../identity/pki/algorithm/verify-signature.ts';
import { openPkcs11Signer } from '../../identity/pki/signer/pkcs11.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { run } from './pki-setting.ts';

// SoftHSM 2 (Debian: softhsm2) stands for a device here. pkcs11js is not compiled by a plain installation; to run these:
//   npm pkg set allowScripts.pkcs11js=true --json && npm rebuild pkcs11js

const softHsm = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
].find((path) => existsSync(path));

function isCompiled(): boolean {
  try {
    return createRequire(import.meta.url)('pkcs11js') !== undefined;
  } catch {
    return false;
  }
}

const missing =
  softHsm === undefined
    ? 'SoftHSM not installed'
    : isCompiled()
      ? undefined
      : 'pkcs11js not compiled in this installation';

describe('without what a device needs', () => {
  it('the adapter reports itself unavailable and says what to do', () => {
    const open = () => openPkcs11Signer({ library: '/nowhere/lib.so', tokenLabel: 't', pin: '1234', keyLabel: 'k' });
    expect(open).toThrow(expect.objectContaining({ code: 'PKCS11_UNAVAILABLE', status: 503 }));
  });
});

describe(missing === undefined ? 'with SoftHSM' : `skipped: ${missing}`, () => {
  let folder: TemporaryFolder;
  const pin = '4711';
  const at = (keyLabel: string, more: object = {}) => ({
    library: softHsm ?? '',
    tokenLabel: 'seals',
    pin,
    keyLabel,
    ...more,
  });

  beforeAll(async () => {
    if (missing !== undefined) return;
    folder = await temporaryFolder('softhsm');
    await mkdir(join(folder.path, 'tokens'));
    const settings = join(folder.path, 'softhsm2.conf');
    await writeFile(settings, `directories.tokendir = ${join(folder.path, 'tokens')}\nobjectstore.backend = file\n`);
    process.env.SOFTHSM2_CONF = settings;
    const must = async (program: string, ...args: string[]) => {
      const { code, text } = await run(program, args, folder.path);
      if (code !== 0) throw new Error(text);
    };
    await must('softhsm2-util', '--init-token', '--free', '--label', 'seals', '--pin', pin, '--so-pin', '12345678');
    const kinds = [
      ['p256', 'A1', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256']],
      ['rsa', 'A2', ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048']],
      ['p384', 'A3', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ] as const;
    for (const [label, id, args] of kinds) {
      await must('openssl', 'genpkey', '-algorithm', ...args, '-out', `${label}.pem`);
      const key = ['--import', `${label}.pem`, '--token', 'seals', '--label', label, '--id', id, '--pin', pin];
      await must('softhsm2-util', ...key);
    }
  });

  afterAll(() => folder?.[Symbol.asyncDispose]());

  beforeEach(({ skip }) => {
    if (missing !== undefined) skip(missing);
  });

  it.each([
    ['p256', 'ECDSA-SHA256'],
    ['rsa', 'RSA-SHA256'],
  ])('signs with a %s key that stays in the device', async (label, algorithm) => {
    await using signer = openPkcs11Signer(at(label));
    expect(signer.algorithm).toBe(algorithm);
    const { text } = await run('openssl', ['pkey', '-in', `${label}.pem`, '-pubout'], folder.path);
    expect(text).toContain(signer.publicKey.spki.toString('base64').slice(-40, -8));
    const messages = Array.from({ length: 20 }, (_, index) => Buffer.from(`document ${index}`));
    const signatures = await Promise.all(messages.map((message) => signer.sign(message)));
    for (const [index, signature] of signatures.entries()) {
      const check = { algorithm: signer.algorithmIdentifier, key: signer.publicKey, signature };
      expect(verifySignature({ ...check, data: messages[index]! })).toMatchObject({ valid: true });
      expect(verifySignature({ ...check, data: Buffer.from('another') })).toMatchObject({ valid: false });
    }
  });

  it.each([
    ['another token', { tokenLabel: 'nobody' }, 'PKCS11_TOKEN_NOT_FOUND'],
    ['another key', { keyLabel: 'nobody' }, 'PKCS11_KEY_NOT_FOUND'],
    ['a curve that is not signed with', { keyLabel: 'p384' }, 'KEY_ALGORITHM_UNSUPPORTED'],
  ])('refuses %s', (_what, more, code) => {
    expect(() => openPkcs11Signer(at('p256', more))).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a wrong PIN', async () => {
    // A process that has logged in stays so while any session is open, whatever PIN is given next.
    expect(() => openPkcs11Signer(at('p256', { pin: '0000' }))).toThrow(
      expect.objectContaining({ code: 'PKCS11_PIN_REFUSED' }),
    );
  });
});
