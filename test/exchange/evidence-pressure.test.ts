import { expect, it } from 'vitest';
import { openEvidenceLog } from '../../exchange/evidence/evidence-log.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';
import { createTestDatabase } from '../support/postgres.ts';

it('a database that takes no evidence makes the hub decline with 503 before its queue grows without end', async () => {
  await using db = await createTestDatabase();
  const { database } = db;
  const masterKey = systemRandom.bytes(32);
  const log = await openEvidenceLog({
    ...{ database, clock: systemClock, random: systemRandom, masterKey, origin: 'hub.test/v1/log' },
  });
  const entry = { event: 'query', outcome: 'refused', actor: 'system:hrss-pension', organisation: 'hrss' } as const;
  const before = await log.append(entry);
  const holder = await database.pool.connect();
  await holder.query('begin');
  await holder.query('select from exchange.log_head for update');
  const settled: string[] = [];
  const all = Array.from({ length: 5_000 }, () =>
    log.append(entry).then(
      ({ index }) => settled.push(index > before.index ? 'recorded' : 'wrong'),
      (error: { code?: string; status?: number }) => settled.push(`${error.status} ${error.code}`),
    ),
  );
  while (settled.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(new Set(settled)).toEqual(new Set(['503 EVIDENCE_OVERLOADED']));
  const declined = settled.length;
  await holder.query('rollback');
  holder.release();
  await Promise.all(all);
  expect(settled.filter((each) => each === 'recorded')).toHaveLength(5_000 - declined);
  await expect(log.append(entry)).resolves.toMatchObject({ index: before.index + 1 + 5_000 - declined });
}, 60_000);
