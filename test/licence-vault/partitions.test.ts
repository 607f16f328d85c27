import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../kernel/index.ts';
import { licenceVaultMigrations } from '../../licence-vault/migrations/index.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';

// Licences of before, with what refers to them, in a database that was last started by an older hub.
let db: TestDatabase;
const query = (statement: string, values: unknown[] = []) => db.database.pool.query(statement, values);
const before = licenceVaultMigrations.migrations.filter(({ name }) => ['0001-licences', '0100-seals'].includes(name));
const number = 50;

beforeAll(async () => {
  db = await createEmptyDatabase();
  await migrate(db.database, [{ schema: 'vault', migrations: before }]);
  await query(
    `insert into vault.licence_type values ('11100000MB0143028R001', 'b', 'published', '{"items":[{"name":"a"}]}', 1, now())`,
  );
  await query(
    `insert into vault.licence (id, type, issuer, issuer_code, serial, state, state_since, current_version, valid_from,
       holder_kind, holder_index, reference_hash, content_hash, data_key, data_key_id, revision, issued_at)
     select gen_random_uuid(), '11100000MB0143028R001', 'approval', 'C', n::text, '01', now(), '001', '2026-01-01', '001',
       sha256((n % 40)::text::bytea), sha256(n::text::bytea), sha256('c'), 'k', 'kek-1', n, now()
     from generate_series(1, $1) n`,
    [number],
  );
  await query(
    `insert into vault.licence_version
       select id, '001', serial, case serial when '5' then 'elsewhere' end, date '2026-01-01', bytea 'd', sha256('d'),
         'kid', now()
     from vault.licence
     union all select id, '002', serial || '/2', serial, date '2026-01-01', bytea 'd', sha256('d'), 'kid', now()
     from vault.licence where serial = '5'`,
  );
  await query(`update vault.licence set state = case serial when '1' then '07' when '2' then '02' else '99' end
    where serial in ('1', '2', '3')`);
  await migrate(db.database, [licenceVaultMigrations]);
});
afterAll(() => db[Symbol.asyncDispose]());

describe('licences of before the partitions', () => {
  it('move, each into the part of its holder, with everything that was said of them', async () => {
    const { rows } = await query(
      `select count(*)::integer as n, count(distinct l.tableoid)::integer as parts, sum(l.revision)::integer as revisions,
         count(*) filter (where e.reference_hash = sha256(l.serial::bytea) and v.identifier = l.serial)::integer as whole
       from vault.licence l join vault.licence_entry e on e.id = l.id and e.holder_index = l.holder_index
       join vault.licence_version v on v.licence = e.id and v.version = '001'`,
    );
    const sum = (number * (number + 1)) / 2;
    expect(rows).toEqual([{ n: number, parts: expect.any(Number), revisions: sum, whole: number }]);
    expect(rows[0].parts).toBeGreaterThan(8);
    const { rows: split } = await query(
      'select from vault.licence group by holder_index having count(distinct tableoid) > 1',
    );
    expect(split).toEqual([]);
  });

  it('get their places in the status lists, with what they are', async () => {
    const { rows } = await query(
      `select v.identifier, s.list, s.value from vault.licence_status s
       join vault.licence_version v on v.licence = s.licence and v.version = s.version order by s.value desc, v.identifier`,
    );
    expect(rows).toHaveLength(number + 1);
    expect(rows.slice(0, 5)).toEqual([
      { identifier: '3', list: 1, value: 3 },
      { identifier: '2', list: 1, value: 2 },
      { identifier: '1', list: 1, value: 1 },
      { identifier: '5/2', list: 1, value: 1 },
      { identifier: '10', list: 1, value: 0 },
    ]);
  });

  it('are held to the same rules: nothing twice, nothing without its licence, nothing deleted', async () => {
    const [{ reference_hash: reference, holder_index: holder }] = (await query('select * from vault.licence_entry'))
      .rows;
    const entry = `insert into vault.licence_entry values (gen_random_uuid(), $1, '11100000MB0143028R001', 'C', $2, $3)`;
    await expect(query(entry, [reference, 'new', holder])).rejects.toThrow('licence_issued_once');
    await expect(query(entry, [Buffer.alloc(32), '1', holder])).rejects.toThrow('serial');
    await expect(
      query(`insert into vault.licence_version select gen_random_uuid(), version, 'other', previous, issued_on, document,
        document_digest, kid, made_at from vault.licence_version limit 1`),
    ).rejects.toThrow('foreign key');
    await expect(query('delete from vault.licence')).rejects.toThrow('append-only');
    await expect(query('delete from vault.licence_entry')).rejects.toThrow('append-only');
  });

  it('name the version before them, and no more in clear the licence elsewhere that they come from', async () => {
    const { rows } = await query('select version, previous from vault.licence_version where previous is not null');
    expect(rows).toEqual([{ version: '002', previous: '5' }]);
    await expect(
      query(`insert into vault.licence_version select id, '001', 'other', 'elsewhere', '2026-01-01', 'd', sha256('d'), 'kid', now()
        from vault.licence where serial = '6'`),
    ).rejects.toThrow('licence_version_previous_is_ours');
  });

  it('are looked up in one part alone', async () => {
    const [{ holder_index: holder, id }] = (await query('select * from vault.licence limit 1')).rows;
    const parts = async (statement: string, values: unknown[]) => {
      const { rows } = await query(`explain (analyze, costs off, timing off, summary off) ${statement}`, values);
      const lines = rows.map((row) => String(row['QUERY PLAN']));
      return lines.filter((line) => / on licence_\d\d /.test(line) && !line.includes('never executed')).length;
    };
    expect(await parts('select from vault.licence where holder_index = $1', [holder])).toBe(1);
    await query('set enable_hashjoin = off; set enable_mergejoin = off');
    expect(
      await parts(
        'select from vault.licence_entry e join vault.licence l on l.id = e.id and l.holder_index = e.holder_index where e.id = $1',
        [id],
      ),
    ).toBe(1);
  });
});
