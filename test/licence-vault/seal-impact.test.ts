import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../kernel/index.ts';
import { changeLicence } from '../../licence-vault/index.ts';
import { sealImpact, signerImpact } from '../../licence-vault/seal/impact/impact.ts';
import { changeSeal } from '../../licence-vault/seal/registry/change-seal.ts';
import { clerk, company, officer, openVault, refusalOf, type TestVault } from './vault.ts';

const keeper = officer('approval', ['seal-keeper'], '4');
const stranger = officer('hrss', ['seal-keeper'], '5');
const administration = officer('data', ['seal-keeper', 'auditor'], '6');

let vault: TestVault;
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

const impact = (options: { at?: Date; limit?: number; cursor?: string; actor?: typeof keeper } = {}) =>
  sealImpact({ database: vault.db.database, actor: keeper, seal: vault.seal.id, limit: 50, ...options });

describe('revoking a seal', () => {
  it('names every licence it stands on, those sealed before apart from those sealed after', async () => {
    const first = (await vault.issue({ data: company(1) })).licence;
    vault.clock.advance(1000);
    const second = (await vault.issue({ data: company(2), issuerReference: 'B' })).licence;
    expect(await impact()).toMatchObject({ moment: undefined, before: 0, after: 0, items: [{ side: undefined }, {}] });

    vault.clock.advance(1000);
    const lost = vault.clock.now();
    vault.clock.advance(1000);
    const changed = await changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: first.id },
      request: {
        operation: '09',
        legalReason: '市场主体登记管理条例第二十四条',
        data: company(1, { address: '灵山县' }),
      },
      ifMatch: '"1"',
    });
    vault.clock.advance(1000);
    const { revision } = vault.seal;
    const seal = {
      ...vault.parts,
      sealMaker: async () => undefined,
      specimen: false,
      actor: keeper,
      id: vault.seal.id,
    };
    await changeSeal({ ...seal, event: 'revoke', reason: '印章遗失', ifMatch: `"${revision}"` });

    // All of them were sealed before the register knew.
    expect(await impact()).toMatchObject({ moment: vault.clock.now(), before: 3, after: 0 });
    // It was lost earlier: the new version was sealed by nobody knows whom.
    const split = await impact({ at: lost });
    expect(split).toMatchObject({ moment: lost, before: 2, after: 1, next: null });
    expect(split.items.map(({ licence, version, side, isCurrent }) => [licence, version, side, isCurrent])).toEqual([
      [first.id, '001', 'before', false],
      [second.id, '001', 'before', true],
      [first.id, '002', 'after', true],
    ]);
    expect(split.items[2]).toMatchObject({
      identifier: changed.identifier,
      issuer: 'approval',
      state: '01',
      format: 'ofd',
    });
    // In the very instant counts as after.
    const instant = split.items[1]?.sealedAt;
    expect(await impact({ at: instant ?? lost })).toMatchObject({ before: 1, after: 2 });
  });

  it('is told page by page, and to nobody else', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await impact({ limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ identifier }) => identifier));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual((await impact()).items.map(({ identifier }) => identifier));
    expect((await refusalOf(impact({ actor: stranger }))).code).toBe('SEAL_NOT_FOUND');
    const ofAnother = Buffer.from(JSON.stringify(['a', 'b', 'c', 'd'])).toString('base64url');
    for (const wrong of ['abc', ofAnother])
      expect((await refusalOf(impact({ cursor: wrong }))).code).toBe('INVALID_INPUT');
    expect((await impact({ actor: administration })).items).toHaveLength(3);
  });
});

describe('revoking a signer’s certificate', () => {
  const bySigner = (actor: typeof keeper, moment?: Date) =>
    signerImpact({
      ...{ database: vault.db.database, actor, limit: 50, moment },
      signer: sha256(vault.county.signer.certificate.raw),
    });
  it('names the licences of one’s own organisation, and all of them to the data administration', async () => {
    const all = await bySigner(administration, vault.clock.now());
    expect([all.before, all.after, all.items.length]).toEqual([3, 0, 3]);
    expect((await bySigner(keeper)).items).toHaveLength(3);
    const none = await bySigner(stranger, vault.clock.now());
    expect([none.before, none.items]).toEqual([0, []]);
  });
});
