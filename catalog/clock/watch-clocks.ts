import { sql } from 'kysely';
import type { Clock, Database } from '../../kernel/index.ts';
import { dateInBeijing } from '../beijing.ts';
import { loadCalendar } from '../calendar/calendar-store.ts';
import { addWorkingDays, workingDaysBetween } from '../calendar/working-days.ts';
import type { Parties } from '../parties.ts';
import type { CatalogTables } from '../tables.ts';
import { endOfDay } from './clock.ts';
import { clockLimits } from './limit.ts';
import { giveNotice, type NewNotice } from './notice.ts';

/** Clocks looked at in one transaction. */
const batch = 500;

/**
 * Reminds those who have to answer soon, tells the data administration what is overdue, and consumers which of their
 * grants end soon. Hubs may do it at once: the second finds nothing left to tell.
 * @returns how many notices were given
 */
export async function watchClocks(options: { database: Database; clock: Clock; parties: Parties }): Promise<number> {
  const { database, clock, parties } = options;
  const administration = parties.organisations().find((organisation) => organisation.administration)?.id;
  // Before there is a data administration nothing has been asked of anybody.
  if (administration === undefined) return 0;
  const at = clock.now();
  const today = dateInBeijing(at);
  const calendar = await loadCalendar(database);
  let given = 0;
  for (const { kind, workingDays, reminderDays, escalationDays } of (await clockLimits(database)).values()) {
    if (kind === 'grant-expiry') {
      given += await remindOfEnds(database, { at, before: endOfDay(addWorkingDays(calendar, today, workingDays)) });
      continue;
    }
    for (let last: number | undefined = 0; last !== undefined; ) {
      const beyond: number = last;
      last = await database.transaction(async (tx) => {
        const rows = await tx
          .tables<CatalogTables>()
          .selectFrom('catalog.clock')
          .selectAll()
          .where('stopped_at', 'is', null)
          .where('kind', '=', kind)
          .where('id', '>', beyond)
          .where(({ eb, or, and }) =>
            or([
              and([eb('reminded', '=', false), eb('due_on', '<=', addWorkingDays(calendar, today, reminderDays))]),
              // The data administration hears of what is late as many working days after the due day.
              and([eb('escalated', '=', false), eb('due_on', '<', today)]),
            ]),
          )
          .orderBy('id')
          .limit(batch)
          .forUpdate()
          .skipLocked()
          .execute();
        const notices: NewNotice[] = [];
        for (const { id, noun, subject, organisation, due_on, reminded } of rows) {
          const escalated = due_on < today && -workingDaysBetween(calendar, today, due_on) >= escalationDays;
          const about = { at, noun, subject, dueOn: due_on };
          if (!reminded) notices.push({ ...about, organisation, event: 'reminder' });
          if (escalated) {
            notices.push({ ...about, organisation, event: 'escalation' });
            if (organisation !== administration)
              notices.push({ ...about, organisation: administration, event: 'escalation' });
          }
          const told = { reminded: true, escalated };
          await tx.tables<CatalogTables>().updateTable('catalog.clock').set(told).where('id', '=', id).execute();
        }
        await giveNotice(tx, notices);
        given += notices.length;
        return rows.length < batch ? undefined : rows.at(-1)?.id;
      });
    }
  }
  return given;
}

/** Once for each end: a grant that lasts longer after all is reminded of again before its new one. */
async function remindOfEnds(database: Database, { at, before }: { at: Date; before: Date }): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    insert into catalog.notice (at, organisation, noun, subject, event, due_on)
    select ${at}, consumer_organisation, 'grant', id, 'grant-expiring', to_char(valid_until at time zone 'Asia/Shanghai', 'YYYY-MM-DD')
    from catalog."grant" where status = 'active' and valid_until > ${at} and valid_until <= ${before}
    on conflict do nothing`.execute(database.tables());
  return Number(numAffectedRows);
}
