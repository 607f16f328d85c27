import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { fixedClock, seededRandom } from '../support/clock.ts';
import { allMigrations } from '../support/migrations.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/postgres.ts';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('has every migration of the house applied', async () => {
    const expected = allMigrations().flatMap(({ schema, migrations }) =>
      migrations.map(({ name }) => ({ schema, name })),
    );
    await using db = await createTestDatabase();
    const applied = await query(db.url, 'select schema, name from kernel.migration');
    expect(applied).toEqual(expect.arrayContaining(expected));
    expect(applied).toHaveLength(expected.length);
  });

  it('is one’s own: what one test writes another does not see', async () => {
    await using one = await createTestDatabase();
    await using other = await createTestDatabase();
    await query(one.url, 'create table mine ()');
    await expect(query(other.url, 'select from mine')).rejects.toMatchObject({ code: '42P01' });
  });

  it('is gone afterwards, also while somebody is still connected', async () => {
    const db = await createTestDatabase();
    const lingering = new pg.Client({ connectionString: db.url });
    lingering.on('error', () => {});
    await lingering.connect();
    await db[Symbol.asyncDispose]();
    await expect(query(db.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
    await lingering.end().catch(() => {});
  });

  it('may be empty', async () => {
    await using db = await createEmptyDatabase();
    expect(await query(db.url, "select nspname from pg_namespace where nspname in ('kernel', 'identity')")).toEqual([]);
  });
});

describe('the clock of tests', () => {
  it('moves only when told', () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    clock.now().setFullYear(1999);
    expect(clock.now().toISOString()).toBe('2026-11-21T08:00:00.000Z');
    clock.advance(1_500);
    expect(clock.now().toISOString()).toBe('2026-11-21T08:00:01.500Z');
    clock.set('2027-01-01T00:00:00Z');
    expect(clock.now().toISOString()).toBe('2027-01-01T00:00:00.000Z');
    expect(() => clock.set('tomorrow')).toThrow('tomorrow is no moment');
  });
});

describe('the randomness of tests', () => {
  it('repeats itself for one seed and differs for another', () => {
    const draw = (seed: string) => {
      const random = seededRandom(seed);
      return [random.bytes(5).toString('hex'), random.uuid(), random.bytes(100).toString('hex')];
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('gives version 4 UUIDs, all different', () => {
    const random = seededRandom(1);
    const uuids = Array.from({ length: 1_000 }, () => random.uuid());
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(uuids).size).toBe(uuids.length);
  });
});
