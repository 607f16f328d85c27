import type { Actor } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { loadCalendar } from '../calendar/calendar-store.ts';
import { lastClocks } from '../clock/clock-store.ts';
import type { Objection as ObjectionBody } from '../generated/schemas.ts';
import { isRecordId, type RecordId } from '../record-id.ts';
import { type Objection, objectionBody, requireVisibleObjection } from './objection.ts';
import { findObjection, findObjections } from './objection-store.ts';

/** One objection, for who may see it. @throws OBJECTION_NOT_FOUND */
export async function readObjection(options: { database: Database; actor: Actor; id: RecordId }): Promise<Objection> {
  return requireVisibleObjection(options.actor, await findObjection(options.database, options.id));
}

/** Objections as the interface shows them now, each with its clock. */
export async function objectionBodies(
  { database, clock }: { database: Database; clock: Clock },
  objections: readonly Objection[],
): Promise<ObjectionBody[]> {
  const ids = objections.map(({ id }) => id);
  const [calendar, clocks] = await Promise.all([loadCalendar(database), lastClocks(database, 'objection', ids)]);
  const now = clock.now();
  return objections.map((each) => objectionBody(each, { clock: clocks.get(each.id), calendar, now }));
}

/**
 * Where objections stand, what was said of them and until when they are to be answered, by id; for those who raised them
 * otherwise than as an organisation.
 */
export async function objectionStandings(
  parts: { database: Database; clock: Clock },
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pick<ObjectionBody, 'status' | 'rejection' | 'outcome' | 'clock'>>> {
  const found = await objectionBodies(parts, await findObjections(parts.database, ids.filter(isRecordId)));
  return new Map(found.map((body) => [body.id, body]));
}
