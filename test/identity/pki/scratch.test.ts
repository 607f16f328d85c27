import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'vitest';
import { parseCertificate } from '../../../identity/pki/certificate/certificate.ts';
import { parseCrl } from '../../../identity/pki/certificate/crl.ts';
import { nameText } from '../../../identity/pki/certificate/name.ts';
import { readDer } from '../../../identity/pki/der/node.ts';
import { readKeyStore } from '../../../identity/pki/key/key-store.ts';

const v = '/work/shared/vectors/';
test('p12', () => {
  for (const [f, p] of [
    ['ROOT.p12', '123456'],
    ['USER.p12', '777777'],
    ['SealBuilder.p12', '777777'],
  ] as const) {
    const t = performance.now();
    const s = readKeyStore({ bytes: readFileSync(`${v}ses/${f}`), password: p });
    console.log(
      f,
      performance.now() - t,
      s.entries.map((e) => [e.key.kind, e.friendlyName, e.certificate && nameText(e.certificate.subject)]),
      s.certificates.map((c) => [nameText(c.subject), nameText(c.issuer), c.keyUsage, c.basicConstraints]),
    );
  }
});
test('pkits parse', () => {
  let t = performance.now();
  for (const f of readdirSync(`${v}pkits/certs`)) {
    try {
      parseCertificate(readFileSync(`${v}pkits/certs/${f}`));
    } catch (e) {
      console.log(f, (e as Error).message);
    }
  }
  console.log('405 certs', performance.now() - t);
  t = performance.now();
  for (const f of readdirSync(`${v}pkits/crls`)) {
    try {
      parseCrl(readFileSync(`${v}pkits/crls/${f}`));
    } catch (e) {
      console.log(f, (e as Error).message);
    }
  }
  console.log('173 crls', performance.now() - t);
  for (const f of readdirSync(`${v}ses`).filter((f) => /esl|DER/.test(f))) {
    try {
      readDer(readFileSync(`${v}ses/${f}`));
      console.log(f, 'ok');
    } catch (e) {
      console.log(f, (e as Error).message);
    }
  }
});
