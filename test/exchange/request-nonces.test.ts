import { describe, expect, it } from 'vitest';
import { claimOf, createNonceLedger } from '../../exchange/http/signature/nonce-ledger.ts';
import { openDatabase, systemRandom } from '../../kernel/index.ts';
import { calls, clock, db, outcome, seconds, serve, signed, signedSurface } from './signed-surface.ts';

signedSurface();

describe('a nonce', () => {
  it('that one hub has seen is refused by the other, before its handler or by it', async () => {
    await using one = await serve();
    await using other = await serve();
    const before = signed();
    expect(await outcome(one, before)).toBe('200');
    expect(await outcome(other, before)).toBe('401 SIGNATURE_REPLAYED');
    const beside = signed({ url: '/v1/beside' });
    expect(await outcome(one, beside)).toBe('200');
    expect(await outcome(other, beside)).toBe('401 SIGNATURE_REPLAYED');
    expect(calls).toEqual(['things', 'beside', 'beside']);
  });

  it('that came to both at once passes at one', async () => {
    await using one = await serve();
    await using other = await serve();
    const requests = Array.from({ length: 40 }, () => signed({ url: '/v1/beside' }));
    const outcomes = await Promise.all(
      requests.map((request, n) =>
        Promise.all((n % 2 === 0 ? [one, other] : [other, one]).map((server) => outcome(server, request))),
      ),
    );
    for (const pair of outcomes) expect(pair.toSorted()).toEqual(['200', '401 SIGNATURE_REPLAYED']);
  });

  it('that one hub has seen is refused by it before anybody is asked', async () => {
    await using server = await serve();
    const request = signed({ url: '/v1/beside' });
    expect(await outcome(server, request)).toBe('200');
    expect(await outcome(server, request)).toBe('401 SIGNATURE_REPLAYED');
    expect(calls).toEqual(['beside']);
  });

  it('that came to one hub many times at once passes once', async () => {
    await using server = await serve();
    const request = signed();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => outcome(server, request)));
    expect(outcomes.filter((each) => each === '200')).toHaveLength(1);
    expect(new Set(outcomes).size).toBe(2);
  });

  it('that was used before is used, with another body and other times too', async () => {
    await using server = await serve();
    const nonce = systemRandom.bytes(16).toString('base64url');
    expect(await outcome(server, signed({ nonce }))).toBe('200');
    clock.advance(1_000);
    expect(await outcome(server, signed({ nonce, content: '{}' }))).toBe('401 SIGNATURE_REPLAYED');
  });

  it('is remembered for as long as its signature lives, by this hub and by one that starts anew', async () => {
    await using server = await serve();
    const long = signed({ createdAgo: -30 });
    expect(await outcome(server, long)).toBe('200');
    for (let passed = 0; passed < 89; passed += 1) {
      clock.advance(1_000);
      if (passed % 10 === 0) expect(await outcome(server, signed())).toBe('200');
    }
    expect(await outcome(server, long)).toBe('401 SIGNATURE_REPLAYED');
    await using restarted = await serve();
    expect(await outcome(restarted, long)).toBe('401 SIGNATURE_REPLAYED');
    clock.advance(1_000);
    expect(await outcome(server, long)).toBe('401 SIGNATURE_EXPIRED');
  });

  it('of one system says nothing about another’s', async () => {
    const nonces = createNonceLedger({ database: db.database, clock });
    const expires = seconds() + 60;
    expect(nonces.isNew(claimOf({ system: 'a', nonce: 'n', expires }))).toBe(true);
    expect(nonces.isNew(claimOf({ system: 'b', nonce: 'n', expires }))).toBe(true);
    expect(await nonces.claim(claimOf({ system: 'a', nonce: 'n', expires }))).toBe(true);
    expect(await nonces.claim(claimOf({ system: 'b', nonce: 'n', expires }))).toBe(true);
    expect(await nonces.claim(claimOf({ system: 'a', nonce: 'n', expires }))).toBe(false);
  });

  it('that was used takes none of those with it that are claimed together with it', async () => {
    const [one, other] = [0, 1].map(() => createNonceLedger({ database: db.database, clock }));
    const claim = (nonce: number) => claimOf({ system: 'together', nonce: String(nonce), expires: seconds() + 60 });
    expect(await one!.claim(claim(2))).toBe(true);
    const together = [1, 2, 3, 4, 3].map((nonce) => other!.claim(claim(nonce)));
    expect(await Promise.all(together)).toEqual([true, false, true, true, false]);
    expect(await Promise.all([1, 2, 3, 4].map((nonce) => one!.claim(claim(nonce))))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('is not used up by a request that did not hold', async () => {
    await using server = await serve();
    const nonce = systemRandom.bytes(16).toString('base64url');
    expect(await outcome(server, signed({ nonce, signedBy: 'civil-1' }))).toBe('401 SIGNATURE_INVALID');
    expect(await outcome(server, signed({ nonce }))).toBe('200');
  });
});

describe('while the database is away', () => {
  it('nothing passes', async () => {
    await using away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', maxConnections: 1 });
    await using server = await serve(away);
    expect(await outcome(server, signed())).toBe('503 DATABASE_UNAVAILABLE');
    expect(calls).toEqual([]);
    expect(await outcome(server, signed({ url: '/v1/beside' }))).toBe('503 DATABASE_UNAVAILABLE');
  });
});

describe('claims that ran out', () => {
  it('are cleared away whole, and those that may still count are not', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const nonces = createNonceLedger({ database: db.database, clock });
    const turn = 600;
    const claims = [-2, -1, 0, 1].map((turns) =>
      claimOf({ system: 'upkeep', nonce: `n${turns}`, expires: now + turns * turn }),
    );
    for (const claim of claims) expect(await nonces.claim(claim)).toBe(true);
    await nonces.purge();
    await nonces.purge();
    const again = await Promise.all(claims.map((claim) => nonces.claim(claim)));
    expect(again).toEqual([true, false, false, false]);
  });

  it('are 16 bytes that tell nothing', async () => {
    const { rows } = await db.database.pool.query('select * from exchange.request_nonce limit 1');
    expect(Object.keys(rows[0] as object).sort()).toEqual(['claim', 'turn']);
  });
});
