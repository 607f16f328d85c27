import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../exchange/cli/program.ts';
import { rowsOfLines, submitIssueJob } from '../../licence-vault/index.ts';
import { benchClerk, licenceLines, openLicenceVault, setUpLicenceVault } from '../../ops/bench/licence-vault.ts';
import { foodPermit } from '../../ops/demo/licence-types/food-permit.ts';
import { ensureBuilt } from '../../ops/setup/build.mjs';
import { waitForLock } from '../../ops/setup/lock.mjs';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Respond, startTestWorld, type TestWorld } from '../support/world.ts';

const root = resolve(import.meta.dirname, '../..');

describe('kill -9 of a hub that issues a file', () => {
  const count = 160;
  let db: TestDatabase;
  beforeAll(async () => {
    const lock = await waitForLock(join(root, '.hufu', 'setup.lock'));
    await ensureBuilt({ root, say: () => {} }).finally(() => lock.release());
    db = await createTestDatabase();
    await setUpLicenceVault(db.database);
  }, 120_000);
  afterAll(() => db[Symbol.asyncDispose]());

  const one = async (statement: string) => (await db.database.pool.query(statement)).rows[0];
  /** A hub of its own that works off jobs; dead hubs are found out soon. */
  const hub = () =>
    spawn(process.execPath, [join(root, 'dist/ops/bench/licence-issuer.js'), db.url, '500'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });

  it('uses no identifier twice, misses none, and leaves nothing half done', { timeout: 120_000 }, async () => {
    const { parts } = await openLicenceVault(db.database);
    const rows = () => rowsOfLines(licenceLines(1, count));
    await submitIssueJob({ ...parts, actor: benchClerk, kind: 'issue', type: 'business-licence', rows });
    const done = async () => (await one('select issued from vault.issue_job')).issued as number;
    const counts = () =>
      one(`select (select count(*) from vault.licence) as licences,
        (select count(*) from vault.licence_version) as versions,
        (select count(distinct identifier) from vault.licence_version) as identifiers,
        (select count(distinct serial) from vault.licence_entry) as serials,
        (select count(*) from vault.licence_file f join vault.seal s on s.id = f.seal) as files,
        (select count(*) from vault.seal_use) as seals,
        (select count(distinct licence) from vault.licence_status) as places,
        (select count(*) from vault.licence_operation) as operations,
        (select count(distinct object) from exchange.evidence where event = 'licence-issued') as evidence,
        (select count(distinct licence) from vault.issue_job_row where state = 'issued') as settled`);
    const killed = hub();
    while ((await done()) === 0) await wait(5);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    // What it had in hand when it was killed is there as a whole, or not at all.
    const left = Object.values(await counts());
    expect(new Set(left).size, JSON.stringify(left)).toBe(1);
    expect(left[0]).toBe(await done());
    expect(left[0]).toBeLessThan(count);
    await wait(500);
    const last = hub();
    const [code] = await once(last, 'exit');
    expect(code).toBe(0);
    expect(new Set(Object.values(await counts()))).toEqual(new Set([count]));
    const job = await one('select state, rows, issued, repeated, refused from vault.issue_job');
    expect(job).toEqual({ state: 'done', rows: count, issued: count, repeated: 0, refused: 0 });
  });
});

describe('a file of licences at a hub', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await startTestWorld({ outward: true });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const purpose = { matter: 'APPROVAL-FOOD-01', case: 'SP-2026-0001' };
  const market: Respond = (order, { honest, send }) => {
    const found = world.county.enterprises.find((each) => each.unifiedCode === order.match.unifiedCode);
    const whole: Readonly<Record<string, unknown>> = { ...found };
    const row = Object.fromEntries(order.fields.map((field) => [field, whole[field]]));
    send(honest({ rows: found === undefined ? [] : [row] }));
  };
  const marketDesk = { organisation: 'market', system: 'market-connector', resource: 'legal-person.enterprise' };
  const permit = (number: number, change: object = {}) => {
    const { name: _, legalRepresentative: __, address: ___, ...typed } = foodPermit.sample;
    const data = { ...typed, unifiedCode: world.county.enterprises[number]!.unifiedCode, ...change };
    return { issuerReference: `FOOD-${number}`, data };
  };
  const hufu = async (...args: readonly string[]) => {
    const written: string[] = [];
    const code = await run({
      args: [...args, '--json'],
      env: { HUFU_DATA_DIR: world.dataDirectory },
      out: (text) => void written.push(text),
      err: () => {},
    });
    return { code, body: JSON.parse(written.join('')) };
  };

  it('is issued with what the basic database holds, and each query for it is evidence of its own', async () => {
    await using provider = await world.provider({ ...marketDesk, respond: market });
    const file = join(world.dataDirectory, 'permits.ndjson');
    const rows = [
      permit(0),
      permit(1),
      permit(2, { name: '另一家公司' }),
      permit(3, { unifiedCode: '91450721MA5N000009' }),
      { ...permit(4), purpose: { matter: 'HRSS-PENSION-01', case: 'X-1' } },
    ];
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const { matter, case: caseNumber } = purpose;
    const options = ['--type', 'food-permit', '--matter', matter, '--case', caseNumber, '--as', 'approval-clerk'];
    const { code, body } = await hufu('licence', 'import', file, ...options);
    expect(code).toBe(1);
    expect(body).toMatchObject({ state: 'done', rows: 5, issued: 2, repeated: 0, refused: 3 });
    expect(
      body.refusals.map(({ row, problem }: { row: number; problem: { code: string } }) => [row, problem.code]),
    ).toEqual([
      [3, 'FACTS_DIFFER'],
      [4, 'FACTS_NOT_FOUND'],
      [5, 'MATTER_NOT_COVERED'],
    ]);
    expect(provider.orders.map(({ consumer, purpose: asked }) => [consumer.system, asked.matter])).toEqual(
      Array.from({ length: 4 }, () => ['approval-counter', matter]),
    );

    const { rows: uses } = await world.db.database.pool.query<{
      event: string;
      leaf: string;
      sources: string | null;
    }>(
      `select event, leaf::text, decision ->> 'sources' as sources from exchange.evidence
       where outcome = 'answered' and (matter = $1 or object in (select identifier from vault.issue_job_row)) order by leaf`,
      [matter],
    );
    const queries = uses.filter(({ event }) => event === 'query').map(({ leaf }) => leaf);
    expect(queries).toHaveLength(4);
    // Each licence says by which of them its data came.
    const sources = uses.flatMap(({ event, sources: named }) => (event === 'licence-issued' ? [named] : []));
    expect(sources).toHaveLength(2);
    expect(queries).toEqual(expect.arrayContaining(sources));
    expect(new Set(sources).size).toBe(2);
  });

  it('is refused by its form, and told to nobody else', async () => {
    const as = async (login: string) => ({ authorization: `Bearer ${await world.session(login)}` });
    const clerk = await as('approval-clerk');
    const url = '/v1/licence-jobs?type=food-permit';
    const json = await world.hub.call({ method: 'POST', url, headers: clerk, payload: { data: {} } });
    expect([json.status, json.body.code]).toEqual([415, 'ISSUE_JOB_FORMAT_UNKNOWN']);
    const lines = { ...clerk, 'content-type': 'application/x-ndjson' };
    const half = await world.hub.call({ method: 'POST', url: `${url}&matter=M`, headers: lines, payload: '{}' });
    expect([half.status, half.body.code]).toEqual([400, 'INVALID_INPUT']);
    const [job] = (await world.hub.call({ url: '/v1/licence-jobs', headers: clerk })).body.items as { id: string }[];
    const other = { authorization: `Bearer ${await world.token('hrss-pension')}` };
    for (const path of ['', '/rows']) {
      const hidden = await world.hub.call({ url: `/v1/licence-jobs/${job!.id}${path}`, headers: other });
      expect([hidden.status, hidden.body.code]).toEqual([404, 'ISSUE_JOB_UNKNOWN']);
    }
  });

  it('of a system is signed like all that it sends', async () => {
    const payload = `${JSON.stringify(permit(9, { name: 'x' }))}\n`;
    const headers = { 'content-type': 'application/x-ndjson' };
    const url = '/v1/licence-jobs?type=food-permit';
    const request = await world.signed('approval-counter', { method: 'POST', url, payload, headers });
    const altered = await world.hub.call({ ...request, payload: payload.replace('x', 'y') });
    expect([altered.status, altered.body.code]).toEqual([400, 'CONTENT_DIGEST_MISMATCH']);
    const sent = await world.hub.call(
      await world.signed('approval-counter', { method: 'POST', url, payload, headers }),
    );
    expect([sent.status, sent.body.submitter]).toEqual([202, 'system:approval-counter']);
  });
});
