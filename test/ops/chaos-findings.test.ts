import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HeldAnswer } from '../../ops/chaos/askers.ts';
import { lookAfterwards } from '../../ops/chaos/findings.ts';
import { pensionQuestion, policeDesk, policeOf } from '../e2e/residents.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

let world: TestWorld;
let answers: HeldAnswer[];
beforeAll(async () => {
  world = await startTestWorld();
  await using _provider = await world.provider({ ...policeDesk, respond: policeOf(world) });
  const client = await world.client('hrss-pension', { retries: true });
  answers = [];
  for (const number of ['2026-1', '2026-2', '2026-3']) {
    const purpose = { ...pensionQuestion(world).purpose, case: number };
    const answer = await client.query({ ...pensionQuestion(world), purpose });
    answers.push({ case: number, answer: answer as unknown as HeldAnswer['answer'] });
  }
});
afterAll(() => world[Symbol.asyncDispose]());
const look = (held: readonly HeldAnswer[]) => lookAfterwards(world.db.url, held);
const run = (statement: string) => world.db.database.pool.query(statement);

describe('what is looked at after chaos', () => {
  it('is in order when nothing was lost', async () => {
    expect(await look(answers)).toMatchObject({ answers: 3, charged: 3, answeredCases: 3, wrong: [] });
  });

  it('shows an answer that was altered, one that stands nowhere, and one receipt for two', async () => {
    const [first, second, third] = answers as [HeldAnswer, HeldAnswer, HeldAnswer];
    const altered = { ...first, answer: { ...first.answer, rows: [{ name: '别人', address: '别处' }] } };
    expect((await look([altered, second, third])).wrong).toEqual([expect.stringContaining('2026-1')]);
    expect((await look([first, second, { ...third, case: '2026-9' }])).wrong).toEqual([
      '2026-9: answered, but not in the record',
    ]);
    expect((await look([first, second, { ...second, case: '2026-3' }])).wrong).toEqual([
      '2026-3: the receipt of another case',
    ]);
  });

  it('shows what was charged twice, and what was not charged', async () => {
    await run('update exchange.quota_account set leased = leased + 1');
    expect((await look(answers)).wrong).toEqual(['4 queries were charged, but 3 cases answered']);
    await run('update exchange.quota_account set leased = leased - 2');
    expect((await look(answers)).wrong).toEqual(['2 queries were charged, but 3 answers received']);
    await run('update exchange.quota_account set leased = leased + 1');
  });

  it('shows a log that lost a leaf', async () => {
    await run('alter table exchange.log_batch disable trigger all');
    await run('delete from exchange.log_batch where first = (select max(first) from exchange.log_batch)');
    const { wrong } = await look(answers).catch((error: Error) => ({ wrong: [error.message] }));
    expect(wrong.length).toBeGreaterThan(0);
  });
});
