import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Actor, actorReference } from '../../identity/index.ts';
import { after } from '../../kernel/index.ts';
import { changeLicence, followLink, type IssuedLicence, makeLink, purgeLinks } from '../../licence-vault/index.ts';
import {
  administrator,
  clerk,
  company,
  counterSystem,
  dumpOf,
  hrssClerk,
  openVault,
  pensionSystem,
  purpose,
  refusalOf,
  type TestVault,
} from './vault.ts';

let vault: TestVault;
let issued: IssuedLicence;
beforeAll(async () => {
  vault = await openVault();
  issued = await vault.issue();
});
afterAll(() => vault[Symbol.asyncDispose]());
beforeEach(() => {
  vault.uses.length = 0;
});

const make = (actor: Actor = clerk, change: Partial<Parameters<typeof makeLink>[0]> = {}) =>
  makeLink({ ...vault.parts, actor, reference: { id: issued.licence.id }, purpose, format: 'json', ...change });
const follow = (secret: string, actor: Actor = clerk, parts = vault.parts) => followLink({ ...parts, actor, secret });

describe('a temporary link', () => {
  it.each([clerk, counterSystem])(
    'gives its maker ($kind) the licence, for the matter it was made for',
    async (actor) => {
      const { secret, expiresAt } = await make(actor);
      expect(expiresAt).toEqual(after(vault.clock.now(), 300_000));
      const { document } = await follow(secret, actor);
      expect(document.equals(issued.document)).toBe(true);
      expect(vault.uses.map((use) => [use.event, use.outcome, use.actor, use.matter, use.case])).toEqual([
        ['licence-linked', 'answered', actorReference(actor), purpose.matter, purpose.case],
        ['licence-read', 'answered', actorReference(actor), purpose.matter, purpose.case],
      ]);
      expect(vault.uses[0]?.facts).toEqual({ format: 'json', expiresAt: expiresAt.toISOString() });
    },
  );

  it('serves once, and a second time is recorded as a refused reading', async () => {
    const { secret } = await make();
    await follow(secret);
    vault.uses.length = 0;
    expect(await refusalOf(follow(secret))).toMatchObject({ code: 'LICENCE_LINK_USED', status: 410 });
    expect(vault.uses).toMatchObject([
      { event: 'licence-read', outcome: 'refused', code: 'LICENCE_LINK_USED', licence: issued.licence.id },
    ]);
  });

  it('gives the file to one of several who follow it at once', async () => {
    const { secret } = await make();
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => follow(secret)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = results.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(codes).toEqual(['LICENCE_LINK_USED', 'LICENCE_LINK_USED', 'LICENCE_LINK_USED']);
    expect(vault.uses.filter((use) => use.event === 'licence-read' && use.outcome === 'answered')).toHaveLength(1);
  });

  it('is spent by whoever ends first, wherever the other one was', async () => {
    const { secret } = await make();
    let second: Promise<unknown> | undefined;
    const licenceTypesOfMatter: typeof vault.parts.licenceTypesOfMatter = async (...asked) => {
      second ??= follow(secret);
      await second;
      return vault.parts.licenceTypesOfMatter(...asked);
    };
    const first = follow(secret, clerk, { ...vault.parts, licenceTypesOfMatter });
    expect((await refusalOf(first)).code).toBe('LICENCE_LINK_USED');
    await expect(second).resolves.toBeDefined();
  });

  it.each<[string, Actor]>([
    ['a system of the same organisation', counterSystem],
    ['another organisation', hrssClerk],
    ['another organisation’s system', pensionSystem],
    ['the data administration', administrator],
  ])('is no link for %s, which is recorded without the matter, and its maker has it still', async (_, other) => {
    const { secret } = await make();
    vault.uses.length = 0;
    const refusal = await refusalOf(follow(secret, other));
    expect(refusal).toMatchObject({ code: 'LICENCE_LINK_UNKNOWN', status: 404 });
    expect(JSON.stringify(refusal.texts('en'))).not.toContain(issued.licence.id);
    expect(vault.uses).toMatchObject([
      { outcome: 'refused', code: 'LICENCE_LINK_UNKNOWN', actor: actorReference(other), licence: issued.licence.id },
    ]);
    expect(vault.uses[0]?.matter).toBeUndefined();
    await follow(secret);
  });

  it('ends when its time is over, to the millisecond', async () => {
    const [early, late] = [await make(clerk, { seconds: 60 }), await make(clerk, { seconds: 60 })];
    vault.clock.advance(59_999);
    await follow(early.secret);
    vault.clock.advance(1);
    expect(await refusalOf(follow(late.secret))).toMatchObject({ code: 'LICENCE_LINK_EXPIRED', status: 410 });
    for (const seconds of [0, -1, 301, Number.NaN]) await expect(make(clerk, { seconds })).rejects.toThrow(RangeError);
  });

  it('is not made for a matter that does not need the type, nor for one of others', async () => {
    const none = { matter: 'NO-LICENCE-01', case: 'C-1' };
    expect((await refusalOf(make(clerk, { purpose: none }))).code).toBe('LICENCE_TYPE_NOT_NEEDED');
    expect((await refusalOf(make(hrssClerk))).code).toBe('LICENCE_PURPOSE_UNKNOWN');
    expect(vault.uses.map((use) => [use.event, use.outcome, use.code])).toEqual([
      ['licence-linked', 'refused', 'LICENCE_TYPE_NOT_NEEDED'],
      ['licence-linked', 'refused', 'LICENCE_PURPOSE_UNKNOWN'],
    ]);
  });

  it('gives nothing once the matter does not need the type any more', async () => {
    const { secret } = await make();
    const parts = { ...vault.parts, licenceTypesOfMatter: () => [] };
    expect((await refusalOf(follow(secret, clerk, parts))).code).toBe('LICENCE_TYPE_NOT_NEEDED');
    await follow(secret);
  });

  it('is not spent by a reading that cannot be recorded', async () => {
    const { secret } = await make();
    const parts = { ...vault.parts, recordUse: async () => Promise.reject(new Error('the log is full')) };
    await expect(follow(secret, clerk, parts)).rejects.toThrow('the log is full');
    await follow(secret);
  });

  it('that nobody made is unknown, and leaves no record', async () => {
    const { secret } = await make();
    vault.uses.length = 0;
    for (const guess of ['', 'x', `${secret}A`, secret.toLowerCase(), secret.slice(1)])
      expect((await refusalOf(follow(guess))).code).toBe('LICENCE_LINK_UNKNOWN');
    expect(vault.uses).toEqual([]);
  });

  it('cannot be followed by whoever has the database, nor says what it is for', async () => {
    const { secret } = await make(clerk, { purpose: { ...purpose, case: 'FP-2026-7777' } });
    const dump = await dumpOf(vault.db.database);
    expect(dump).toContain('vault.licence_link.sealed');
    for (const word of [secret, Buffer.from(secret).toString('hex'), 'FP-2026-7777']) expect(dump).not.toContain(word);
    expect(dump).not.toContain(createHash('sha256').update(secret).digest('hex'));
  });

  it('is forgotten a day after it ran out, and not before', async () => {
    const { secret } = await make();
    vault.clock.advance(24 * 3_600_000);
    await purgeLinks({ ...vault.parts });
    expect((await refusalOf(follow(secret))).code).toBe('LICENCE_LINK_EXPIRED');
    vault.clock.advance(301_000);
    expect(await purgeLinks({ ...vault.parts })).toBeGreaterThan(0);
    expect((await refusalOf(follow(secret))).code).toBe('LICENCE_LINK_UNKNOWN');
  });

  it('leads to the version that holds when it is followed', async () => {
    const other = await vault.issue({ data: company(60), issuerReference: 'LINK-60' });
    const { secret } = await make(clerk, { reference: { id: other.licence.id } });
    await changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: other.licence.id },
      request: { operation: '09', legalReason: '变更住所', data: company(60, { address: '灵山县新圩镇1号' }) },
      ifMatch: '"1"',
    });
    const { document } = await follow(secret);
    expect(document.toString()).toContain('灵山县新圩镇1号');
  });
});
