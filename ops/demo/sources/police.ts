import pg from 'pg';
import { sha256 } from '../../../kernel/index.ts';
import type { CountyOnDemand } from '../generate/county.ts';
import type { Resident } from '../generate/resident.ts';

/** The police's own database, and who may read it. */
export interface PoliceSource {
  /** Address with the reading role's name and password, for the connector. */
  readonly url: string;
  /** Whether anything was written; false when the same county was there already. */
  readonly seeded: boolean;
  /** Residents in the register. */
  readonly rows: number;
}

const statusCodes: Readonly<Record<Resident['residencyStatus'], string>> = { 在册: '1', 迁出: '2', 死亡注销: '3' };

/** Column, type, what it holds, and where its value comes from. */
const columns: readonly (readonly [string, string, string, (one: Resident) => string | null])[] = [
  ['gmsfhm', 'varchar(18) primary key', '公民身份号码', (one) => one.citizenNumber],
  ['xm', 'varchar(50) not null', '姓名', (one) => one.name],
  ['xb', 'varchar(1) not null', '性别 GB/T 2261.1', (one) => one.sex],
  ['csrq', 'varchar(8) not null', '出生日期 yyyyMMdd', (one) => compact(one.birthDate)],
  ['mz', 'varchar(2) not null', '民族 GB/T 3304', (one) => one.ethnicity],
  ['dz', 'varchar(200) not null', '户籍地址', (one) => one.address],
  ['hjdxzqh', 'varchar(6) not null', '户籍地行政区划', (one) => one.divisionCode],
  ['xzjddm', 'varchar(9) not null', '乡镇街道代码', (one) => one.townCode],
  ['cjwhdm', 'varchar(12) not null', '村居委会代码', (one) => one.villageCode],
  ['hh', 'varchar(15) not null', '户号', (one) => one.householdNumber],
  ['yhzgx', 'varchar(2) not null', '与户主关系 GB/T 4761', (one) => one.relationToHead],
  ['hyzk', 'varchar(2) not null', '婚姻状况 GB/T 2261.2', (one) => one.maritalStatus],
  ['hjzt', 'varchar(1) not null', '户籍状态 1 在册 2 迁出 3 死亡注销', (one) => statusCodes[one.residencyStatus]],
  ['djrq', 'varchar(8) not null', '登记日期 yyyyMMdd', (one) => compact(one.registeredSince)],
  [
    'zxrq',
    'varchar(8)',
    '注销日期 yyyyMMdd',
    (one) => (one.registeredUntil === null ? null : compact(one.registeredUntil)),
  ],
];

/** Beside what is of a resident: when the row was written. */
const written = `gxsj timestamptz not null default now()`;

/** Rows sent in one statement. */
const batch = 5_000;
/** Two starts at once seed one after the other. */
const seedLock = 0x68756a69;

/**
 * Puts the residents where the police keep them: a database of their own, schema `huji`, table `czrk_jbxx`, columns
 * named by the initials of the Chinese terms, and a role that may read this table and nothing else.
 * The database is made if it is not there; it is left alone when it already holds this county.
 * @param options.serverUrl address of a role that may create databases and roles
 * @param options.database default `police`
 * @param options.reader name and new password of the reading role; roles belong to the whole server
 */
export async function seedPolice(options: {
  readonly serverUrl: string;
  readonly county: CountyOnDemand;
  readonly reader: { readonly role: string; readonly password: string };
  readonly database?: string | undefined;
}): Promise<PoliceSource> {
  const { serverUrl, county, reader, database = 'police' } = options;
  await connected(serverUrl, (server) => createDatabase(server, database));
  const own = new URL(serverUrl);
  own.pathname = `/${database}`;
  const { rows, seeded } = await connected(own.href, async (client) => {
    await client.query('select pg_advisory_lock($1)', [seedLock]);
    const filled = await fill(client, county);
    await admitReader(client, { ...reader, database });
    return filled;
  });
  own.username = encodeURIComponent(reader.role);
  own.password = encodeURIComponent(reader.password);
  return { url: own.href, rows, seeded };
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'hufu-demo-seed' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    // Closing the session also gives back its lock.
    await client.end();
  }
}

async function createDatabase(server: pg.Client, name: string): Promise<void> {
  const { rowCount } = await server.query('select from pg_database where datname = $1', [name]);
  if (rowCount === 1) return;
  try {
    await server.query(`create database ${server.escapeIdentifier(name)} template template0 encoding 'UTF8'`);
  } catch (error) {
    // Somebody else was faster.
    if (!hasCode(error, '42P04') && !hasCode(error, '23505')) throw error;
  }
}

async function fill(client: pg.Client, county: CountyOnDemand): Promise<{ rows: number; seeded: boolean }> {
  const { metadata } = county;
  await client.query('create schema if not exists huji');
  await client.query('create table if not exists huji.sjbb (zw text primary key, sm jsonb not null)');
  // What stands in columns that are no longer these is another register.
  const made = columns.map(([name, type]) => `${name} ${type}`);
  const state = sha256(JSON.stringify([metadata.fingerprint, made, written])).toString('hex');
  const known = await client.query('select from huji.sjbb where zw = $1', [state]);
  if (known.rowCount === 1) return { rows: metadata.people, seeded: false };
  const { residents } = county.get();
  await client.query('begin');
  try {
    await client.query('delete from huji.sjbb');
    await client.query('drop table if exists huji.czrk_jbxx');
    await client.query(`create table huji.czrk_jbxx (${[...made, written].join(', ')})`);
    await client.query(`comment on column huji.czrk_jbxx.gxsj is '更新时间'`);
    await client.query(`comment on table huji.czrk_jbxx is '常住人口基本信息（模拟数据 synthetic: true）'`);
    for (const [name, , comment] of columns) {
      await client.query(`comment on column huji.czrk_jbxx.${name} is ${client.escapeLiteral(comment)}`);
    }
    for (let from = 0; from < residents.length; from += batch) {
      await insert(client, residents.slice(from, from + batch));
    }
    await client.query('create index czrk_jbxx_hh on huji.czrk_jbxx (hh)');
    await client.query('create index czrk_jbxx_xm on huji.czrk_jbxx (xm, csrq)');
    await client.query('create index czrk_jbxx_gxsj on huji.czrk_jbxx (gxsj)');
    await client.query('insert into huji.sjbb values ($1, $2)', [state, JSON.stringify(metadata)]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  await client.query('analyze huji.czrk_jbxx');
  return { rows: residents.length, seeded: true };
}

/** One statement for many rows: a text array for each column. */
async function insert(client: pg.Client, residents: readonly Resident[]): Promise<void> {
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const names = columns.map(([name]) => name).join(', ');
  const values = columns.map(([, , , read]) => residents.map(read));
  await client.query(`insert into huji.czrk_jbxx (${names}) select * from unnest(${arrays})`, values);
}

async function admitReader(
  client: pg.Client,
  reader: { readonly role: string; readonly password: string; readonly database: string },
): Promise<void> {
  const role = client.escapeIdentifier(reader.role);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [reader.role]);
  if (rowCount === 0) {
    try {
      await client.query(`create role ${role} login`);
    } catch (error) {
      if (!hasCode(error, '42710') && !hasCode(error, '23505')) throw error;
    }
  }
  await client.query(`alter role ${role} with password ${client.escapeLiteral(reader.password)}`);
  await client.query(`alter role ${role} set default_transaction_read_only = on`);
  await client.query(`grant connect on database ${client.escapeIdentifier(reader.database)} to ${role}`);
  await client.query(`grant usage on schema huji to ${role}`);
  await client.query(`grant select on huji.czrk_jbxx to ${role}`);
}

function compact(isoDay: string): string {
  return isoDay.replaceAll('-', '');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
