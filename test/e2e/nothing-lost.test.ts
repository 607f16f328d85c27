import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HufuProblem } from '../../connectors/index.ts';
import { parseCheckpoint } from '../../exchange/evidence/log/checkpoint.ts';
import { replayLog } from '../../exchange/evidence/log/replay.ts';
import { storedLog } from '../../exchange/evidence/log/stored-log.ts';
import { verifyReceipt } from '../../exchange/evidence/verify-receipt.ts';
import { migrate, openDatabase } from '../../kernel/index.ts';
import type { EmbeddedNats, EmbeddedPostgres } from '../../ops/embedded/index.ts';
import { allMigrations } from '../support/migrations.ts';
import { startOwnNats } from '../support/nats.ts';
import { startOwnPostgres, type TestDatabase } from '../support/postgres.ts';
import { usedQueries } from '../support/quota.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { type Respond, startTestWorld, type TestWorld } from '../support/world.ts';
import { pensionQuestion, policeDesk, policeOf } from './residents.ts';

let folder: TemporaryFolder;
let postgres: EmbeddedPostgres;
let nats: EmbeddedNats;
let world: TestWorld;

const startPostgres = (port?: number) =>
  startOwnPostgres({ dataDirectory: `${folder.path}/postgres`, temporary: false, port });
const startNats = (port?: number) => startOwnNats({ storeDirectory: `${folder.path}/nats`, temporary: false, port });

beforeAll(async () => {
  folder = await temporaryFolder('nothing-lost');
  [postgres, nats] = await Promise.all([startPostgres(), startNats()]);
  await postgres.ensureDatabase('hufu');
  const database = openDatabase({ url: postgres.url('hufu'), maxConnections: 2 });
  await migrate(database, allMigrations());
  const db: TestDatabase = {
    url: postgres.url('hufu'),
    database,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
  world = await startTestWorld({ db, nats });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await world.db[Symbol.asyncDispose]();
  await Promise.all([postgres.stop(), nats.stop()]);
  await folder[Symbol.asyncDispose]();
});

/** kill -9, and the server again at the same address. */
async function crashPostgres(): Promise<void> {
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.stop();
  postgres = await startPostgres(postgres.port);
}
async function crashNats(): Promise<void> {
  process.kill(nats.pid, 'SIGKILL');
  await nats.stop();
  nats = await startNats(nats.port);
}

const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await wait(20);
};
const isReady = async () => (await world.hub.call({ url: '/readyz' })).status === 200;
const used = (grant: string) => usedQueries(world.db.database, grant);

describe('under load, through a crash of PostgreSQL and one of NATS', () => {
  const askers = 8;
  const answers: { id: string; grant: string; receipt: Readonly<Record<string, unknown>> }[] = [];
  const refusals: string[] = [];

  it('the hub goes on by itself, and every refusal says what is away', { timeout: 60_000 }, async () => {
    await using _provider = await world.provider({ ...policeDesk, respond: policeOf(world) });
    let asking = true;
    const load = Array.from({ length: askers }, async () => {
      const client = await world.client('hrss-pension');
      while (asking) {
        try {
          answers.push(await client.query(pensionQuestion(world)));
        } catch (error) {
          refusals.push(error instanceof HufuProblem ? `${error.status} ${error.code}` : String(error));
          await wait(10);
        }
      }
    });
    const more = async (count: number) => {
      const goal = answers.length + count;
      await until(() => answers.length >= goal);
    };
    await more(100);
    await crashPostgres();
    await more(100);
    await crashNats();
    await more(100);
    asking = false;
    await Promise.all(load);
    expect(refusals.length).toBeGreaterThan(0);
    const away = [
      '503 DATABASE_UNAVAILABLE',
      '503 BROKER_UNAVAILABLE',
      '503 CONNECTOR_ABSENT',
      '504 CONNECTOR_SLOW',
      '503 FACTS_TOO_OLD',
    ];
    expect(away).toEqual(expect.arrayContaining([...new Set(refusals)]));
    await until(isReady);
  });

  it('every receipt that was given out stands in the record', async () => {
    const { rows } = await world.db.database.pool.query<{ id: string; leaf: number }>(
      `select leaf, answer ->> 'order' as id from exchange.evidence where event = 'query' and outcome = 'answered'`,
    );
    const recorded = new Map(rows.map((row) => [row.id, row.leaf]));
    for (const { id, receipt } of answers) expect(recorded.get(id)).toBe(receipt.index);
    // Recorded, but not acknowledged any more: what was in hand at the crash, and no more.
    expect(recorded.size - answers.length).toBeLessThanOrEqual(askers);
    expect(new Set(answers.map(({ receipt }) => receipt.id)).size).toBe(answers.length);
  });

  it('every one of them proves itself, and the log is whole', async () => {
    const { view, findings, verifier } = await storedLog(world.db.database, undefined);
    for (const answer of answers) expect(verifyReceipt(answer, { verifier })).toMatchObject({ isAnswer: true });
    const seen = answers.map(
      ({ receipt }) => parseCheckpoint(String(receipt.proof).split('\n\n').slice(1).join('\n\n'))!,
    );
    const replayed = await replayLog({ ...view, checkpoints: [...view.checkpoints, ...seen] });
    expect([...findings, ...replayed.findings]).toEqual([]);
  });

  it('every answer was charged, and beside them at most what was in hand at the crash', async () => {
    const charged = await used(answers[0]!.grant);
    expect(charged).toBeGreaterThanOrEqual(answers.length);
    expect(charged - answers.length).toBeLessThanOrEqual(askers);
  });
});

describe('an answer that comes while PostgreSQL is away', () => {
  it('is not passed on and not charged, and the next one is', { timeout: 60_000 }, async () => {
    let asked = () => {};
    const order = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let stopped = Promise.resolve();
    const honest = policeOf(world);
    const respond: Respond = async (...call) => {
      asked();
      await stopped;
      await honest(...call);
    };
    await using _provider = await world.provider({ ...policeDesk, respond });
    const client = await world.client('hrss-pension');
    const { grant } = await client.query(pensionQuestion(world));
    const before = await used(grant);
    let stop = () => {};
    stopped = new Promise((resolve) => {
      stop = resolve;
    });
    const failing = client.query(pensionQuestion(world)).catch((error: unknown) => error);
    await order;
    expect(await used(grant)).toBe(before);
    await postgres.stop();
    stop();
    expect(await failing).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 });
    postgres = await startPostgres(postgres.port);
    await until(isReady);
    await client.query(pensionQuestion(world));
    expect(await used(grant)).toBe(before + 1);
  });
});
