import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PreparedRead } from '../../connectors/source/postgres/prepared-read.ts';
import { type Session, sessionOf } from '../../connectors/source/postgres/session.ts';
import type { Statement } from '../../connectors/source/postgres/statement.ts';

let client: pg.Client;
let described = 0;

beforeAll(async () => {
  client = new pg.Client({ connectionString: inject('postgresUrl'), pipeline: true });
  await client.connect();
  const { connection } = client as unknown as { connection: { on(event: string, listener: () => void): void } };
  connection.on('rowDescription', () => {
    described += 1;
  });
});
afterAll(() => client.end());

function read(text: string, values: Statement['values'], name?: string): Promise<unknown[][]> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, rows: unknown[][] = []) => (error === null ? resolve(rows) : reject(error));
    client.query(new PreparedRead({ statement: { text, values }, name, session: sessionOf(client), settle }));
  });
}

describe('a read as it goes over the wire', () => {
  it('carries every value as it is', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\0'));
    const awkward = fc.constantFrom(
      '',
      '{}',
      '{a,b}',
      '"',
      '\\',
      '\\"',
      ',',
      'NULL',
      ' ',
      "'",
      '王芳',
      '\u{20000}',
      '\n',
    );
    const value = fc.oneof(text, awkward);
    await fc.assert(
      fc.asyncProperty(value, fc.array(value, { maxLength: 5 }), fc.integer(), fc.boolean(), async (...values) => {
        const given = [values[0], values[1], values[2] % 2_000_000_000, values[3]];
        const found = await read(
          'select $1::text, $2::text[], $3::int4, $4::bool',
          given as Statement['values'],
          'all',
        );
        expect(found).toEqual([given]);
      }),
      { numRuns: 60 },
    );
  });

  it('has a statement described once on a connection, and reads its columns alike ever after', async () => {
    const text =
      'select $1::int8, null::int4, date $$2026-01-02$$, timestamptz $$2026-01-02 03:04:05+08$$, 1.5::numeric';
    const expected = [[7, null, '2026-01-02', '2026-01-01T19:04:05.000Z', 1.5]];
    const before = described;
    expect(await Promise.all([read(text, [7], 'once'), read(text, [7], 'once')])).toEqual([expected, expected]);
    expect(described - before).toBe(2);
    expect(await Promise.all([read(text, [7], 'once'), read(text, [7], 'once')])).toEqual([expected, expected]);
    expect(described - before).toBe(2);
  });

  it('has a statement without a name described each time', async () => {
    const before = described;
    expect(await read('select $1::int4', [1])).toEqual([[1]]);
    expect(await read('select $1::text', ['1'])).toEqual([['1']]);
    expect(described - before).toBe(2);
  });

  it('fails by itself among others', async () => {
    const text = 'select 10 / $1::int4';
    const results = await Promise.allSettled([1, 0, 'x', 5].map((value) => read(text, [value], 'tenth')));
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value[0]?.[0] : one.reason.code))).toEqual([
      ...[10, '22012', '22P02', 2],
    ]);
    expect(await read(text, [2], 'tenth')).toEqual([[5]]);
  });

  it('fails, rather than the process, by a value that cannot be read', () => {
    const session: Session = { limitMs: undefined, sound: true, parsers: new Map() };
    let outcome: Error | null = null;
    const settle = (error: Error | null) => {
      outcome = error;
    };
    const broken = new PreparedRead({ statement: { text: 'select', values: [] }, name: undefined, session, settle });
    const json = 114;
    broken.handleRowDescription({ fields: [{ dataTypeID: json }] });
    broken.handleDataRow({ fields: ['{'] });
    broken.handleDataRow({ fields: ['1'] });
    broken.handleReadyForQuery();
    expect(outcome).toBeInstanceOf(SyntaxError);
  });
});
