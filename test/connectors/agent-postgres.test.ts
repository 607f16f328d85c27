import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { startOwnNats } from '../support/nats.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Department, openDepartment } from './department.ts';
import { type HubSide, openHubSide } from './hub-side.ts';
import { field, mapping } from './mapping.ts';
import { newKey, sampleOrder } from './sample.ts';

const resident = 'population.resident';
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['citizenNumber', 'name'],
  properties: {
    citizenNumber: { type: 'string' },
    name: { type: 'string' },
    bornOn: { type: 'string', format: 'date' },
    divisionCode: { type: 'string' },
  },
};
const residents = mapping({
  from: 'public.czrk',
  match: ['citizenNumber', ['name', 'bornOn']],
  fields: {
    citizenNumber: 'sfzh',
    name: field('xm', { trim: true }),
    bornOn: field('csrq', { date: 'yyyyMMdd' }),
    divisionCode: 'xzqh',
  },
});

let nats: EmbeddedNats;
let db: TestDatabase;
let hub: HubSide;
let department: Department;

beforeAll(async () => {
  nats = await startOwnNats();
  db = await createEmptyDatabase();
  await db.database.pool.query(`
    create table czrk (sfzh varchar(18) primary key, xm char(20), csrq char(8), xzqh varchar(12), income int);
    insert into czrk values ('A1', '王芳', '19491231', '450721001', 100), ('A2', '王芳', '19500101', '450722001', 200)`);
  const key = newKey('police-connector-1', 'EdDSA');
  const hubKey = newKey('hub-1');
  hub = await openHubSide({ url: nats.url, providerKeys: [key.verification], key: hubKey });
  hub.schemas.set(resident, { version: 1, schema });
  department = await openDepartment({
    natsUrl: nats.url,
    hubKey,
    key,
    config: { sources: { register: { kind: 'postgres', url: db.url } }, resources: [residents] },
  });
  await department.connector.connected;
});
afterAll(async () => {
  await department[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
  await nats.stop();
});

const lookup = (changes: Parameters<typeof sampleOrder>[0]) => hub.ask(sampleOrder({ fields: ['name'], ...changes }));

describe('a department’s PostgreSQL table', () => {
  it('becomes a resource by its mapping alone', async () => {
    expect(await lookup({ match: { citizenNumber: 'A1' }, fields: ['name', 'bornOn'] })).toMatchObject({
      rows: [{ name: '王芳', bornOn: '1949-12-31' }],
    });
    expect(await lookup({ match: { name: '王芳', bornOn: '1950-01-01' }, fields: ['citizenNumber'] })).toMatchObject({
      rows: [{ citizenNumber: 'A2' }],
    });
    const claims = { name: '王芳', divisionCode: '450721002' };
    expect(await lookup({ mode: 'verify', match: { citizenNumber: 'A1' }, fields: [], claims })).toMatchObject({
      matched: true,
      verdicts: { name: true, divisionCode: false },
    });
  });

  it('gives nothing to an order that tries to be a statement', async () => {
    for (const attack of ["' or '1'='1", "A1'; drop table czrk; --", "' union select income::text from czrk --", '%']) {
      expect(await lookup({ match: { citizenNumber: attack } }), attack).toMatchObject({
        status: 'answered',
        rows: [],
      });
      const scope = [{ field: 'divisionCode', op: 'in' as const, value: [attack] }];
      expect(await lookup({ match: { citizenNumber: 'A1' }, scope }), attack).toMatchObject({ rows: [] });
      const prefix = [{ field: 'divisionCode', op: 'prefix' as const, value: attack }];
      expect(await lookup({ match: { citizenNumber: 'A1' }, scope: prefix }), attack).toMatchObject({ rows: [] });
    }
    expect((await db.database.pool.query('select from czrk')).rowCount).toBe(2);
  });

  it('has columns that no order can name', async () => {
    for (const name of ['income', 'sfzh', 'xm']) {
      expect((await lookup({ match: { citizenNumber: 'A1' }, fields: [name] })).error?.code).toBe('FIELD_UNKNOWN');
    }
    // Beyond the grammar of names an order is not even read.
    for (const name of ['name" from czrk --', 'name,income', '*', 'name)']) {
      expect((await lookup({ match: { citizenNumber: 'A1' }, fields: [name] })).error?.code).toBe('ORDER_MALFORMED');
    }
  });

  it('is not written about in the log', () => {
    expect(department.lines.join('\n')).not.toMatch(/王芳|drop table|19491231/);
  });
});
