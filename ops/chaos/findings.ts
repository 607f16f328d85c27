import { replayLog, storedLog, verifyReceipt } from '../../exchange/index.ts';
import { openDatabase } from '../../kernel/index.ts';
import type { HeldAnswer } from './askers.ts';

/** What was found when everything stood again. Nothing in `wrong`: nothing was lost and nothing charged twice. */
export interface Findings {
  readonly answers: number;
  readonly leaves: number;
  readonly charged: number;
  /** Cases that the log says were answered; those beyond `answers` were in hand when something died. */
  readonly answeredCases: number;
  readonly wrong: readonly string[];
}

/**
 * Looks at what is left: every receipt that a client holds proves its answer, and stands in the log, which replays from its first
 * leaf without a finding; and what was charged are the answered cases, each once at most.
 */
export async function lookAfterwards(databaseUrl: string, answers: readonly HeldAnswer[]): Promise<Findings> {
  await using database = openDatabase({ url: databaseUrl, maxConnections: 3 });
  const wrong: string[] = [];
  const { view, findings, verifier } = await storedLog(database, undefined);
  const replay = await replayLog(view);
  for (const { what, from, detail } of [...findings, ...replay.findings])
    wrong.push(`leaf ${from}: ${what}: ${detail}`);
  const seen = new Set<string>();
  for (const { case: caseNumber, answer } of answers) {
    try {
      const { index, size, isSigned, isAnswer } = verifyReceipt(answer, { verifier });
      if (!isSigned || isAnswer !== true || size > view.size)
        wrong.push(`${caseNumber}: its receipt proves too little`);
      if (seen.has(answer.receipt.id)) wrong.push(`${caseNumber}: the receipt of another case`);
      if (index >= view.size) wrong.push(`${caseNumber}: leaf ${index} is not in the log`);
      seen.add(answer.receipt.id);
    } catch (error) {
      wrong.push(`${caseNumber}: ${error instanceof Error ? error.message : 'its receipt does not verify'}`);
    }
  }
  const { rows: recorded } = await database.pool.query<{ case: string }>(
    `select distinct "case" from exchange.evidence where event = 'query' and outcome = 'answered'`,
  );
  const answered = new Set(recorded.map((row) => row.case));
  for (const { case: caseNumber } of answers)
    if (!answered.has(caseNumber)) wrong.push(`${caseNumber}: answered, but not in the record`);
  const { rows: sums } = await database.pool.query<{ charged: number; reserved: number }>(
    `select ((select coalesce(sum(leased), 0) from exchange.quota_account where matter = '')
       - (select coalesce(sum(size - spent), 0) from exchange.quota_lease where matter = ''))::int as charged`,
  );
  const charged = sums[0]?.charged ?? 0;
  if (charged > answered.size) wrong.push(`${charged} queries were charged, but ${answered.size} cases answered`);
  if (charged < answers.length) wrong.push(`${charged} queries were charged, but ${answers.length} answers received`);
  return { answers: answers.length, leaves: view.size, charged, answeredCases: answered.size, wrong };
}
