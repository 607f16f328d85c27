import { sql } from 'kysely';
import { type Clock, type Database, Problem, type Random } from '../../kernel/index.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import { findLicence } from './licence-store.ts';
import type { LicenceUse, RecordUses } from './licence-use.ts';
import { storeOperation } from './licence-writer.ts';
import { next } from './next.ts';
import type { LicenceTables } from './tables.ts';
import { beijingDay } from './term.ts';
import { sealWordsOf } from './words.ts';

/** Who lets licences lapse in history and evidence: nobody, but the calendar. */
const calendar = 'hub:calendar';

/** Clause and cause, as every operation has them. */
const legalReason = '有效期届满未延续（行政许可法第七十条第一项）';

/** Licences in one transaction. */
const together = 64;

/**
 * Operation 04 on every licence whose last day is over in Beijing (到期失效): those that were valid or suspended lapse, with
 * history, evidence and status in one transaction. Several hubs may do it at once; each licence lapses once. One whose data key
 * does not open lapses like the others, and its record says that it is damaged.
 * @returns how many lapsed
 */
export async function expireLicences(parts: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: VaultKeys;
  readonly recordUses: RecordUses;
  /** Aborting leaves the rest for the next time. */
  readonly signal?: AbortSignal | undefined;
}): Promise<number> {
  let lapsed = 0;
  for (;;) {
    const count = parts.signal?.aborted === true ? 0 : await parts.database.transaction((tx) => expireSome(parts, tx));
    lapsed += count;
    if (count < together) return lapsed;
  }
}

async function expireSome(parts: Parameters<typeof expireLicences>[0], tx: Database): Promise<number> {
  const at = parts.clock.now();
  const today = beijingDay(at);
  // What another hub is at, is left to it.
  const { rows } = await sql<{ id: string }>`
    select id from vault.licence
    where state in ('01', '02') and valid_to is not null and valid_to < ${today}::date
    order by valid_to, id limit ${together} for update skip locked`.execute(tx.tables<LicenceTables>());
  const uses: LicenceUse[] = [];
  for (const { id } of rows) {
    const licence = await findLicence(tx, { id }, { lock: true });
    if (licence === undefined) throw new Error('a licence that was locked is not there');
    const step = next(licence.state, '04', { legalReason, validTo: licence.validTo, today });
    if (step instanceof Problem) throw step;
    const sequence = licence.revision + 1;
    const sealed = sealWordsOf({ ...parts, licence, sequence, words: { legalReason } });
    const operation = { operation: '04', toState: step.state, actor: calendar, organisation: licence.issuer } as const;
    await storeOperation(tx, { licence, operation: { ...operation, ...sealed, at }, sequence, version: undefined });
    uses.push({
      ...{ event: 'licence-changed', licence: id, identifier: licence.identifier, type: licence.type },
      ...{ holderIndex: licence.holderIndex, actor: calendar, organisation: licence.issuer, outcome: 'answered' },
      facts: {
        ...{ operation: '04', fromState: licence.state, toState: step.state },
        ...(sealed.wordsKey === undefined ? {} : { damaged: true }),
      },
      at,
    });
  }
  if (uses.length > 0) await parts.recordUses(uses, tx);
  return rows.length;
}
