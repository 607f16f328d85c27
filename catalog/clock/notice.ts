import type { Actor } from '../../identity/index.ts';
import { type Database, type Page, pageOf } from '../../kernel/index.ts';
import { actsForAdministration } from '../access.ts';
import type { Notice } from '../generated/schemas.ts';
import { readSequenceCursor } from '../paging.ts';
import type { CatalogTables } from '../tables.ts';

/** What comes into inboxes; nothing is mailed. */
export interface NewNotice {
  readonly at: Date;
  /** Whose inbox. */
  readonly organisation: string;
  readonly noun: Notice['noun'];
  readonly subject: string;
  /** reminder, escalation, grant-expiring, or what happened. */
  readonly event: string;
  /** Of a reminder: by when. The same reminder is given once. */
  readonly dueOn?: string | undefined;
}

/** Puts notices into inboxes, in the transaction of what they tell of. */
export async function giveNotice(tx: Database, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return;
  await tx
    .tables<CatalogTables>()
    .insertInto('catalog.notice')
    .values(notices.map(({ dueOn, ...rest }) => ({ ...rest, due_on: dueOn ?? null })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** One page of an inbox, newest first: the actor's organisation's; for the data administration, whichever it asks for. */
export async function pageOfNotices(
  database: Database,
  actor: Actor,
  filter: { organisation?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<Notice>> {
  const whose = actsForAdministration(actor) ? (filter.organisation ?? actor.organisation) : actor.organisation;
  let query = database
    .tables<CatalogTables>()
    .selectFrom('catalog.notice')
    .selectAll()
    .where('organisation', '=', whose)
    .orderBy('sequence', 'desc')
    .limit(filter.limit + 1);
  if (filter.cursor !== undefined) query = query.where('sequence', '<', readSequenceCursor(filter.cursor));
  const rows = await query.execute();
  return pageOf({
    rows,
    limit: filter.limit,
    key: (row) => [row.sequence],
    item: ({ at, organisation, noun, subject, event, due_on }) => ({
      ...{ organisation, noun, subject, event, at: at.toISOString() },
      ...(due_on === null ? {} : { dueOn: due_on }),
    }),
  });
}
