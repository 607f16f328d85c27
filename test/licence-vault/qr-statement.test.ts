import { deflateSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileVerdictJson } from '../../licence-vault/index.ts';
import { type LicenceState, licenceStates } from '../../licence-vault/licence/state.ts';
import { fromBase45, toBase45 } from '../../licence-vault/statement/base45.ts';
import { readQrText, writeQrText } from '../../licence-vault/statement/qr-text.ts';
import { writeStatement } from '../../licence-vault/statement/statement.ts';
import { packStatuses } from '../../licence-vault/status/status-list.ts';
import { readStatusToken, writeStatusCwt, writeStatusJwt } from '../../licence-vault/status/status-token.ts';
import { statusValue, superseded } from '../../licence-vault/status/status-value.ts';
import { writeCbor } from '../../licence-vault/token/cbor.ts';
import { makeSign1 } from '../../licence-vault/token/sign1.ts';
import { qrSubject } from '../../licence-vault/verify/qr-subject.ts';
import { statusInList } from '../../licence-vault/verify/status-in-list.ts';
import type { Finding, Verdict } from '../../licence-vault/verify/verdict.ts';
import { passed } from '../../licence-vault/verify/verdict.ts';
import { verifyQrText } from '../../licence-vault/verify/verify-statement.ts';
import { hubKey, hubKeys, listUri, qrText, statement, statusToken } from './qr-statements.ts';
import { signingKey } from './vault.ts';

const at = new Date('2026-11-21T08:01:00Z');
const valid = async () => passed('有效', 'valid');
const verified = (text: string, change: Partial<Parameters<typeof verifyQrText>[0]> = {}) =>
  verifyQrText({ qr: readQrText(text), keys: hubKeys, status: valid, at, ...change });
const summary = (verdict: Verdict) => [verdict.indication, verdict.subIndication];
const stepOf = (verdict: Verdict, name: string) => verdict.steps.find(({ step }) => step === name);

describe('Base45', () => {
  it('is that of RFC 9285, §4.3 and §4.4', () => {
    const examples = { AB: 'BB8', 'Hello!!': '%69 VD92EX0', 'base-45': 'UJCLQE7W581', 'ietf!': 'QED8WEX0' };
    for (const [bytes, text] of Object.entries(examples)) {
      expect(toBase45(Buffer.from(bytes))).toBe(text);
      expect(fromBase45(text)?.toString()).toBe(bytes);
    }
  });

  it('has one spelling for all bytes, and refuses what is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(fromBase45(toBase45(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
    for (const wrong of ['A', 'BB8A', 'GGW', ':::', '::', 'ab1', 'BB8\n00']) expect(fromBase45(wrong)).toBeUndefined();
  });
});

describe('the QR of a licence', () => {
  it('passes with every step and its reason, and then says what it shows, for whom and what for', async () => {
    const verdict = await verified(await qrText());
    expect(verdict.steps.map(({ step, result }) => [step, result])).toEqual([
      ['format', 'PASSED'],
      ['signature', 'PASSED'],
      ['signer-certificate', 'SKIPPED'],
      ['time', 'PASSED'],
      ['document-hash', 'PASSED'],
      ['seal', 'SKIPPED'],
      ['timestamp', 'SKIPPED'],
      ['status', 'PASSED'],
    ]);
    expect(summary(verdict)).toEqual(['TOTAL_PASSED', null]);
    const { licence, purpose } = statement();
    const times = { issuedAt: '2026-11-21T08:00:00.000Z', expiresAt: '2026-11-21T08:05:00.000Z' };
    expect(fileVerdictJson(verdict, 'en')).toMatchObject({ assurance: 'issued' });
    expect(fileVerdictJson(verdict, 'en').statement).toEqual({
      ...{ issuer: 'https://hub.lingshan.example', ...times },
      ...licence,
      purpose,
    });
    const stock = await verified(await qrText({ licence: { ...licence, assurance: 'stock' } }));
    expect([stock.indication, stock.assurance]).toEqual(['TOTAL_PASSED', 'stock']);
  });

  it('fits a code that phones read, with five items of the face on it', async () => {
    const text = await qrText();
    expect(text).toMatch(/^HUFU1:[0-9A-Z $%*+\-./:]+$/);
    // Version 20 at level M.
    expect(text.length).toBeLessThanOrEqual(970);
  });

  it('fails when anything in it was altered', async () => {
    const text = await qrText();
    const bytes = inflateRawSync(fromBase45(text.slice('HUFU1:'.length))!);
    expect(summary(await verified(writeQrText(bytes)))).toEqual(['TOTAL_PASSED', null]);
    for (let index = 0; index < bytes.length; index += 7) {
      const changed = Buffer.from(bytes);
      changed[index] = changed[index]! ^ 0x01;
      const verdict = await verified(writeQrText(changed));
      expect(verdict.indication, `byte ${index}`).not.toBe('TOTAL_PASSED');
      expect(verdict.statement, `byte ${index}`).toBeUndefined();
    }
    const other = bytes.indexOf(Buffer.from('欧阳'));
    const renamed = Buffer.from(bytes);
    renamed.write('李', other);
    expect(summary(await verified(writeQrText(renamed)))).toEqual(['TOTAL_FAILED', 'SIG_CRYPTO_FAILURE']);
    expect(summary(await verified(text.slice(0, -9)))).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
  });

  it('reads any text without an exception', async () => {
    const text = await qrText();
    const anyText = fc.oneof(
      fc.string().map((tail) => `HUFU1:${tail}`),
      fc.uint8Array({ maxLength: 200 }).map(writeQrText),
      fc.tuple(fc.nat(text.length), fc.string()).map(([at, more]) => text.slice(0, at) + more + text.slice(at + 1)),
    );
    await fc.assert(
      fc.asyncProperty(anyText, async (changed) => {
        fc.pre(changed !== text);
        expect((await verified(changed)).indication).not.toBe('TOTAL_PASSED');
      }),
      { numRuns: 300 },
    );
    // What inflates to more than any statement, were it signed by us, and what nests deeper than any.
    const { licence } = statement();
    const long = await qrText({ licence: { ...licence, face: { name: '长'.repeat(10_000) } } });
    expect(summary(await verified(long))).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
    for (const bomb of [Buffer.alloc(1 << 22), Buffer.alloc(10_000, 0x81)]) {
      const verdict = await verified(writeQrText(bomb));
      expect(summary(verdict)).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
    }
  });

  it('takes one spelling of the claims alone: no member twice, no member of another type', async () => {
    const signed = async (payload: Buffer) => writeQrText(await makeSign1({ payload, signer: hubKey.tokenSigner }));
    const claims = writeStatement(statement());
    expect((await verified(await signed(claims))).indication).toBe('TOTAL_PASSED');
    const twice = Buffer.concat([Buffer.of(claims[0]! + 1), claims.subarray(1), Buffer.of(1, 0x60)]);
    const strange = [twice, Buffer.concat([claims, Buffer.of(0)]), writeCbor([]), writeCbor(new Map([[1, 2]]))];
    for (const payload of strange) {
      expect(summary(await verified(await signed(payload)))).toEqual(['TOTAL_FAILED', 'FORMAT_FAILURE']);
    }
  });

  it('fails when it has run out, and when the licence’s term is over or has not begun', async () => {
    const text = await qrText();
    const late = new Date('2026-11-21T08:05:00Z');
    expect(summary(await verified(text, { at: late }))).toEqual(['TOTAL_FAILED', 'EXPIRED']);
    const { licence } = statement();
    const over = await qrText({ licence: { ...licence, validTo: '2026-11-20' } });
    expect(summary(await verified(over))).toEqual(['TOTAL_FAILED', 'EXPIRED']);
    const early = await qrText({ licence: { ...licence, validFrom: '2026-11-22' } });
    expect(summary(await verified(early))).toEqual(['TOTAL_FAILED', 'NOT_YET_VALID']);
    const endless = await qrText({ licence: { ...licence, validTo: '长期' } });
    expect(summary(await verified(endless))).toEqual(['TOTAL_PASSED', null]);
  });

  it('is undecided when it comes from the future, or its key was not in use then', async () => {
    const text = await qrText();
    const before = new Date('2026-11-21T07:58:00Z');
    expect(summary(await verified(text, { at: before }))).toEqual(['INDETERMINATE', 'TIMESTAMP_ORDER_FAILURE']);
    const bounded = { key: () => ({ ...hubKey.key, notAfter: new Date('2026-11-20T00:00:00Z') }) };
    expect(summary(await verified(text, { keys: bounded }))).toEqual(['INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE']);
  });

  it('of another region is undecided, says what to do, shows nothing of it and sends nobody to an address in it', async () => {
    const elsewhere = signingKey('another-region');
    const text = await qrText({ issuer: 'https://evil.example' }, elsewhere.tokenSigner);
    const verdict = await verified(text);
    expect(summary(verdict)).toEqual(['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND']);
    expect(stepOf(verdict, 'signature')?.detail.en).toMatch(/get that region’s keys, or ask the holder/);
    expect(JSON.stringify(verdict)).not.toMatch(/evil|百果园/);
    expect(verdict.statement).toBeUndefined();
  });

  it('of another system or a later version is undecided as well', async () => {
    for (const text of ['https://zwfw.example.gov.cn/zz?id=1', 'HUFU2:BB8', '12345']) {
      const verdict = await verified(text);
      expect(summary(verdict)).toEqual(['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND']);
      expect(stepOf(verdict, 'format')?.detail.en).toMatch(/region/);
    }
    expect(qrSubject(statement().licence.identifier)).toEqual({ identifier: statement().licence.identifier });
  });

  it('without a status is undecided at best', async () => {
    const verdict = await verified(await qrText(), { status: undefined });
    expect(summary(verdict)).toEqual(['INDETERMINATE', 'TRY_LATER']);
  });
});

describe('the status of a licence by a list', () => {
  const inList = async (list: Uint8Array, change: { at?: Date } = {}): Promise<Finding> =>
    statusInList({ statement: statement(), signedBy: hubKey.key, list, keys: hubKeys, at, ...change });
  const jwt = async (...token: Parameters<typeof statusToken>) =>
    Buffer.from(await writeStatusJwt(await statusToken(...token), hubKey.tokenSigner));

  it('is what the list says at its place, in both forms, and as of when', async () => {
    const expected = [
      ['PASSED', null],
      ['FAILED', 'REVOKED'],
      ['INDETERMINATE', 'TRY_LATER'],
      ['INDETERMINATE', null],
    ];
    for (const value of [0, 1, 2, 3] as const) {
      for (const list of [await jwt(value), await writeStatusCwt(await statusToken(value), hubKey.tokenSigner)]) {
        const finding = await inList(list);
        expect([finding.result, finding.subIndication]).toEqual(expected[value]);
        expect(finding.detail.en).toContain('2026-11-21T07:58:00.000Z');
      }
    }
  });

  it('is told of every state: good is none but a licence that is valid', () => {
    const told = Object.fromEntries(
      Object.keys(licenceStates).map((state) => [state, statusValue(state as LicenceState)]),
    );
    expect(told).toEqual({ '01': 0, '02': 2, '03': 1, '04': 1, '05': 1, '06': 1, '07': 1, '99': 3 });
    expect(superseded).toBe(1);
  });

  it('stays open, and never passes or fails, when the list is too old, altered, another one or nobody’s', async () => {
    const stranger = signingKey('another-region');
    const altered = await jwt(0);
    altered[altered.length - 30] = altered[altered.length - 30] === 65 ? 66 : 65;
    const lists: Record<string, [Uint8Array, RegExp]> = {
      old: [await jwt(1, { expiresAt: at }), /too old/],
      early: [await jwt(1, { issuedAt: new Date('2026-11-21T08:03:00Z') }), /later than the moment/],
      altered: [altered, /does not fit/],
      other: [await jwt(1, { uri: `${listUri}0` }), /another status list/],
      stranger: [Buffer.from(await writeStatusJwt(await statusToken(1), stranger.tokenSigner)), /not known here/],
      short: [await jwt(1, { list: Buffer.from('789c030000000001', 'hex') }), /no such place/],
      broken: [await jwt(1, { list: Buffer.from('no zlib') }), /no such place/],
      endless: [await jwt(1, { list: deflateSync(Buffer.alloc(16 * 1024 * 1024 + 1)) }), /no such place/],
      nothing: [Buffer.from('{"status_list":{}}'), /no signed status list/],
    };
    for (const [name, [list, why]] of Object.entries(lists)) {
      const finding = await inList(list);
      expect([finding.result, finding.subIndication], name).toEqual(['INDETERMINATE', 'TRY_LATER']);
      expect(finding.detail.en, name).toMatch(why);
    }
    const ended = { key: () => ({ ...hubKey.key, notAfter: new Date('2026-11-20T00:00:00Z') }) };
    const late = await statusInList({
      statement: statement(),
      signedBy: hubKey.key,
      list: await jwt(0),
      keys: ended,
      at,
    });
    expect([late.result, late.detail.en]).toEqual(['INDETERMINATE', expect.stringContaining('period of its key')]);
  });

  it('is the word of who made the statement, with whatever key of theirs, and of no other publisher that is trusted', async () => {
    const [before, elsewhere] = [signingKey('hub-before'), signingKey('another-region')];
    const sets: Readonly<Record<string, readonly string[]>> = {
      [hubKey.kid]: ['today.json', 'now.json'],
      [before.kid]: ['then.json', 'today.json'],
      [elsewhere.kid]: ['elsewhere.json'],
    };
    const trusted = [hubKey, before, elsewhere].map(
      ({ kid, key }) => [kid, { ...key, keySets: new Set(sets[kid]) }] as const,
    );
    const keys = { key: (kid: string) => new Map(trusted).get(kid) };
    const list = await jwt(0);
    const results = await Promise.all(
      [hubKey, before, elsewhere].map(async ({ tokenSigner }) => {
        const verdict = await verifyQrText({
          ...{ qr: readQrText(await qrText({}, tokenSigner)), keys, at },
          status: (signed, signedBy) => statusInList({ statement: signed, signedBy, list, keys, at }),
        });
        return [...summary(verdict), stepOf(verdict, 'status')?.detail.en];
      }),
    );
    expect(results).toEqual([
      ['TOTAL_PASSED', null, expect.stringContaining('valid')],
      ['TOTAL_PASSED', null, expect.stringContaining('valid')],
      ['INDETERMINATE', 'TRY_LATER', expect.stringContaining('signed by another region')],
    ]);
  });

  it('of a token for something else is none: every signature is for one purpose', async () => {
    const list = await jwt(0);
    const [, payload, signature] = list.toString().split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: hubKey.kid, typ: 'at+jwt' })).toString('base64url');
    expect(readStatusToken(Buffer.from(`${header}.${payload}.${signature}`))).toBeUndefined();
    expect(readStatusToken(await makeSign1({ payload: Buffer.alloc(3), signer: hubKey.tokenSigner }))).toBeUndefined();
    expect(readStatusToken(Buffer.from(await qrText()))).toBeUndefined();
  });

  it('takes 20 KB for a million licences of which one in a hundred is revoked or suspended, as CWT and as JWT that is sent packed', async () => {
    const taken = new Set<number>();
    for (let seed = 1; taken.size < 10_000; ) {
      seed = (seed * 48_271) % 0x7fffffff;
      taken.add(seed % (1 << 20));
    }
    const list = await packStatuses(
      Array.from(taken, (position, index) => ({ position, value: index % 8 === 0 ? 2 : 1 })),
    );
    const token = await statusToken(0, { list });
    // What went over the wire with 32 KiB to look back into was 16.1 kB, and 28.6 kB as a JWT that nothing packs.
    expect((await writeStatusCwt(token, hubKey.tokenSigner)).length).toBeLessThan(15_800);
    expect(gzipSync(await writeStatusJwt(token, hubKey.tokenSigner), { level: 9 }).length).toBeLessThan(20_000);
  });
});
