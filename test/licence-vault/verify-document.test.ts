import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../kernel/index.ts';
import {
  composeLicenceIdentifier,
  type KnownStatus,
  type LicenceDocument,
  type LicenceState,
  licenceStates,
  type Verdict,
  verdictJson,
  verifyDocument,
} from '../../licence-vault/index.ts';
import { type LicenceContent, signLicence } from '../../licence-vault/licence/document.ts';
import { fixedClock } from '../support/clock.ts';
import { company, organisations, signingKey } from './vault.ts';

const at = new Date('2026-11-21T08:00:00Z');
const clock = fixedClock('2026-11-20T02:00:00Z');
const { signer, key, kid } = signingKey('key-1');
const stranger = signingKey('key-1');
const keys = { key: (wanted: string) => (wanted === kid ? key : undefined) };

const type = '11100000MB0143028R001';
const issuer = organisations.approval;

function content(change: Partial<LicenceContent> = {}): LicenceContent {
  const version = change.version ?? '001';
  const data = company(1);
  return {
    identifier: composeLicenceIdentifier({ type, issuer: issuer.code, serial: '20260000001', version }),
    type: { code: type, name: '营业执照' },
    holder: { kind: '001', number: String(data.unifiedCode), name: String(data.name) },
    issuer,
    issuedOn: '2026-11-20',
    validFrom: '2020-03-18',
    validTo: '2040-03-17',
    data,
    version,
    ...change,
  };
}

const signed = async (change: Partial<LicenceContent> = {}, by = signer) =>
  (await signLicence({ content: content(change), signer: by, clock })).bytes;

const statusOf = (bytes: Buffer, change: Partial<Extract<KnownStatus, { known: true }>> = {}): KnownStatus => ({
  known: true,
  state: '01',
  since: new Date('2026-11-20T02:00:00Z'),
  version: '001',
  currentVersion: '001',
  assurance: 'issued',
  documentDigest: createHash('sha256').update(bytes).digest(),
  ...change,
});

const step = (verdict: Verdict, name: string) => verdict.steps.find((one) => one.step === name);
const summary = (verdict: Verdict) => [verdict.indication, verdict.subIndication];
const results = (verdict: Verdict) => Object.fromEntries(verdict.steps.map((one) => [one.step, one.result]));

let genuine: Buffer;
beforeAll(async () => {
  genuine = await signed();
});

describe('a genuine licence', () => {
  it('passes, with every step and its reason in the order of the standard', async () => {
    const verdict = await verifyDocument({ bytes: genuine, keys, status: statusOf(genuine), at });
    expect(summary(verdict)).toEqual(['TOTAL_PASSED', null]);
    expect(verdict.steps.map((one) => [one.step, one.result])).toEqual([
      ['format', 'PASSED'],
      ['signature', 'PASSED'],
      ['signer-certificate', 'SKIPPED'],
      ['time', 'PASSED'],
      ['document-hash', 'PASSED'],
      ['seal', 'SKIPPED'],
      ['timestamp', 'SKIPPED'],
      ['status', 'PASSED'],
    ]);
    for (const one of verdict.steps) for (const text of Object.values(one.detail)) expect(text).not.toBe('');
  });

  it('is shown as the contract has it, in the language asked for', async () => {
    const verdict = await verifyDocument({ bytes: genuine, keys, status: statusOf(genuine), at });
    const json = verdictJson(verdict, 'en');
    expect(Object.keys(json)).toEqual(['indication', 'subIndication', 'asOf', 'steps', 'assurance']);
    expect(json.asOf).toBe('2026-11-21T08:00:00.000Z');
    expect(json.steps[0]).toEqual({
      step: 'format',
      result: 'PASSED',
      subIndication: null,
      detail: 'the file is a well-formed licence',
      details: { zh: '文件是格式完好的证照', en: 'the file is a well-formed licence' },
    });
    expect(verdictJson(verdict, 'zh').steps[0]?.detail).toBe('文件是格式完好的证照');
  });

  it('passes however its white space and members are laid out: what is signed is the canonical form', async () => {
    const { format, licence, proof } = JSON.parse(genuine.toString()) as LicenceDocument;
    const pretty = Buffer.from(JSON.stringify({ proof, licence, format }, null, 2));
    const verdict = await verifyDocument({ bytes: pretty, keys, status: statusOf(genuine), at });
    expect(summary(verdict)).toEqual(['TOTAL_PASSED', null]);
  });

  it('is undecided offline, since nothing in it says that it still stands', async () => {
    const verdict = await verifyDocument({ bytes: genuine, keys, at });
    expect(summary(verdict)).toEqual(['INDETERMINATE', 'TRY_LATER']);
    expect(results(verdict)).toMatchObject({
      signature: 'PASSED',
      time: 'PASSED',
      'document-hash': 'PASSED',
      status: 'INDETERMINATE',
    });
  });

  it('is undecided where the vault does not have it', async () => {
    const verdict = await verifyDocument({ bytes: genuine, keys, status: { known: false }, at });
    expect(summary(verdict)).toEqual(['INDETERMINATE', 'TRY_LATER']);
    expect(step(verdict, 'status')?.detail.en).toContain('ask the vault of the region');
  });
});

describe('an altered licence', () => {
  it('is never passed: each byte changed in every bit, offline and with the vault’s word', async () => {
    const passing: number[] = [];
    for (let place = 0; place < genuine.length; place += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const altered = Buffer.from(genuine);
        altered[place] = altered[place]! ^ (1 << bit);
        const verdict = await verifyDocument({ bytes: altered, keys, status: statusOf(genuine), at });
        if (verdict.indication === 'TOTAL_PASSED') passing.push(place);
      }
    }
    expect(genuine.length).toBeGreaterThan(900);
    expect(passing).toEqual([]);
  });

  it('is failed by its signature alone, wherever a byte of the content changed and it still is a licence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(genuine.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const altered = Buffer.from(genuine);
        altered[place] = altered[place]! ^ change;
        const verdict = await verifyDocument({ bytes: altered, keys, at });
        const found = results(verdict);
        expect(
          found.format === 'FAILED' || found.signature === 'FAILED' || found.signature === 'INDETERMINATE',
          `byte ${place} changed by ${change}`,
        ).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('is failed with bytes cut off, added or doubled', async () => {
    for (const bytes of [
      Buffer.alloc(0),
      genuine.subarray(0, -1),
      genuine.subarray(1),
      Buffer.concat([genuine, Buffer.from('x')]),
      Buffer.concat([genuine, genuine]),
    ]) {
      expect(summary(await verifyDocument({ bytes, keys, at }))).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
    }
  });

  it('is failed at the signature when its content was changed, and the vault’s copy tells so too', async () => {
    const document = JSON.parse(genuine.toString()) as LicenceDocument;
    document.licence.holder.name = '另一公司';
    const bytes = Buffer.from(canonicalJson(document));
    const verdict = await verifyDocument({ bytes, keys, status: statusOf(genuine), at });
    expect(summary(verdict)).toEqual(['TOTAL_FAILED', 'SIG_CRYPTO_FAILURE']);
    expect(results(verdict)).toMatchObject({ signature: 'FAILED', time: 'SKIPPED', 'document-hash': 'FAILED' });
    expect(JSON.stringify(verdict)).not.toContain('另一公司');
  });

  it('is failed by its hash when the signature is right and the vault issued another text', async () => {
    const other = await signed({ data: company(1, { address: '别处' }) });
    const verdict = await verifyDocument({ bytes: other, keys, status: statusOf(genuine), at });
    expect(summary(verdict)).toEqual(['TOTAL_FAILED', 'HASH_FAILURE']);
    expect(step(verdict, 'signature')?.result).toBe('PASSED');
  });

  it('is failed when somebody else signed it under our key’s name', async () => {
    const verdict = await verifyDocument({ bytes: await signed({}, stranger.signer), keys, at });
    expect(summary(verdict)).toEqual(['TOTAL_FAILED', 'SIG_CRYPTO_FAILURE']);
  });

  it('is failed when its key is for another algorithm than it claims', async () => {
    const other = { key: () => ({ ...key, alg: 'ES384' as 'ES256' }) };
    const verdict = await verifyDocument({ bytes: genuine, keys: other, at });
    expect(summary(verdict)).toEqual(['TOTAL_FAILED', 'SIG_CRYPTO_FAILURE']);
  });

  it('is undecided, not failed, when the key is not known: that is not the holder’s fault', async () => {
    const elsewhere = signingKey('key-of-another-region');
    const verdict = await verifyDocument({ bytes: await signed({}, elsewhere.signer), keys, at });
    expect(summary(verdict)).toEqual(['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND']);
    expect(step(verdict, 'signature')?.detail.en).toContain('get the key of the region');
    expect(step(verdict, 'time')?.result).toBe('SKIPPED');
  });
});

describe('a file that only looks like a licence', () => {
  const mended = (mend: (text: string) => string) => Buffer.from(mend(genuine.toString()));
  it.each<[string, () => Uint8Array]>([
    ['no text', () => Buffer.from([0xff, 0xfe, 0x00])],
    ['a byte order mark', () => mended((text) => `\uFEFF${text}`)],
    ['text that is no JSON', () => Buffer.from('营业执照')],
    ['JSON that is no object', () => Buffer.from('[]')],
    ['another format', () => mended((text) => text.replace('hufu-licence/1', 'hufu-licence/2'))],
    ['an unknown member', () => mended((text) => text.replace('{"format"', '{"extra":1,"format"'))],
    ['a member twice', () => mended((text) => text.replace('"version":"001"', '"version":"002","version":"001"'))],
    [
      'a member twice, once spelt with an escape',
      () => mended((text) => text.replace('"version":"001"', '"\\u0076ersion":"002","version":"001"')),
    ],
    ['an algorithm we do not take', () => mended((text) => text.replace('"ES256"', '"none"'))],
    ['an oddly spelt signature', () => mended((text) => text.replace(/"signature":"(.{85})./, '"signature":"$1B'))],
    ['half a character', () => mended((text) => text.replace('"name":"营业执照"', '"name":"\\ud800"'))],
    ['a strange number', () => mended((text) => text.replace('"data":{', '"data":{"n":1.0,'))],
    ['a number beyond all bounds', () => mended((text) => text.replace('"data":{', '"data":{"n":1e999,'))],
    ['a hundred thousand brackets', () => Buffer.from('['.repeat(100_000))],
    [
      'too deep data',
      () => mended((text) => text.replace('"data":{', `"data":{"n":${'['.repeat(40)}${']'.repeat(40)},`)),
    ],
    ['more than a mebibyte', () => Buffer.alloc(1024 * 1024 + 1, ' ')],
  ])('fails by its format: %s', async (_, make) => {
    const verdict = await verifyDocument({ bytes: make(), keys, at });
    expect(summary(verdict)).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
    expect(verdict.steps.slice(1).every((one) => one.result === 'SKIPPED')).toBe(true);
  });

  it.each<[string, Partial<LicenceContent>]>([
    ['version', { version: '002', identifier: content().identifier }],
    ['issuer', { issuer: organisations.hrss }],
    ['type', { type: { code: '11100000MB0143028R002', name: '营业执照' } }],
    ['predecessor', { previous: `${content().identifier.slice(0, -1)}0` }],
    ['term', { validFrom: '2030-01-01', validTo: '2029-12-31' }],
  ])('fails by its format even when signed, if its identifier or itself contradicts its %s', async (_, change) => {
    const verdict = await verifyDocument({ bytes: await signed(change), keys, at });
    expect(summary(verdict)).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
  });

  it('never crashes and never passes, whatever bytes come in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect((await verifyDocument({ bytes, keys, at })).indication).toBe('TOTAL_FAILED');
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (text) => {
        expect((await verifyDocument({ bytes: Buffer.from(text), keys, at })).indication).toBe('TOTAL_FAILED');
      }),
      { numRuns: 300 },
    );
  });
});

describe('time', () => {
  const verdictAt = async (bytes: Buffer, iso: string, trusted = keys) =>
    verifyDocument({ bytes, keys: trusted, status: statusOf(bytes), at: new Date(iso) });

  it('counts the term in Beijing days, both ends included', async () => {
    const bytes = await signed({ validFrom: '2026-11-22', validTo: '2026-11-30' });
    expect(summary(await verdictAt(bytes, '2026-11-21T15:59:59Z'))).toEqual(['TOTAL_FAILED', 'NOT_YET_VALID']);
    expect(summary(await verdictAt(bytes, '2026-11-21T16:00:00Z'))).toEqual(['TOTAL_PASSED', null]);
    expect(summary(await verdictAt(bytes, '2026-11-30T15:59:59Z'))).toEqual(['TOTAL_PASSED', null]);
    expect(summary(await verdictAt(bytes, '2026-11-30T16:00:00Z'))).toEqual(['TOTAL_FAILED', 'EXPIRED']);
  });

  it('never ends a licence that is valid for ever', async () => {
    const bytes = await signed({ validTo: '长期' });
    expect(summary(await verdictAt(bytes, '2199-01-01T00:00:00Z'))).toEqual(['TOTAL_PASSED', null]);
  });

  it('leaves undecided what was signed after the moment asked about', async () => {
    expect(summary(await verdictAt(genuine, '2026-11-20T01:58:00Z'))).toEqual([
      'INDETERMINATE',
      'TIMESTAMP_ORDER_FAILURE',
    ]);
  });

  it('leaves undecided what was signed outside the period of its key', async () => {
    const early = { key: () => ({ ...key, notAfter: new Date('2026-11-20T01:59:59Z') }) };
    const late = { key: () => ({ ...key, notBefore: new Date('2026-11-20T02:00:01Z') }) };
    const inside = {
      key: async () => ({ ...key, notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') }),
    };
    const now = at.toISOString();
    expect(summary(await verdictAt(genuine, now, early))).toEqual(['INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE']);
    expect(summary(await verdictAt(genuine, now, late))).toEqual(['INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE']);
    const verdict = await verifyDocument({ bytes: genuine, keys: inside, status: statusOf(genuine), at });
    expect(summary(verdict)).toEqual(['TOTAL_PASSED', null]);
  });
});

describe('status', () => {
  const expected: Readonly<Record<LicenceState, readonly [string, string | null]>> = {
    '01': ['TOTAL_PASSED', null],
    '02': ['INDETERMINATE', 'TRY_LATER'],
    '03': ['TOTAL_FAILED', 'REVOKED'],
    '04': ['TOTAL_FAILED', 'REVOKED'],
    '05': ['TOTAL_FAILED', 'EXPIRED'],
    '06': ['TOTAL_FAILED', 'REVOKED'],
    '07': ['TOTAL_FAILED', 'REVOKED'],
    '99': ['INDETERMINATE', null],
  };

  it.each(Object.keys(licenceStates) as LicenceState[])(
    'of state %s decides the verdict and says since when',
    async (state) => {
      const since = new Date('2026-11-21T01:02:03Z');
      const verdict = await verifyDocument({ bytes: genuine, keys, status: statusOf(genuine, { state, since }), at });
      expect(summary(verdict)).toEqual(expected[state]);
      expect(step(verdict, 'status')?.detail.en).toContain('2026-11-21T01:02:03.000Z');
      expect(step(verdict, 'status')?.detail.zh).toContain(licenceStates[state].zh);
    },
  );

  it('of a version that a newer one replaced is failed, and names the one that holds', async () => {
    const verdict = await verifyDocument({
      bytes: genuine,
      keys,
      status: statusOf(genuine, { currentVersion: '002' }),
      at,
    });
    expect(summary(verdict)).toEqual(['TOTAL_FAILED', 'REVOKED']);
    expect(step(verdict, 'status')?.detail.en).toContain('replaced by version 002');
  });
});
