import { sql } from 'kysely';
import { type Actor, type OrganisationId, organisationId } from '../../../identity/index.ts';
import { cursorRefused, type Database, decodeCursor, type Page, pageOf } from '../../../kernel/index.ts';
import { type LicenceState, licenceState } from '../../licence/state.ts';
import { reachableSeal } from '../registry/seal-parts.ts';
import { readEvents } from '../registry/seal-store.ts';
import type { ReceiptsOfFiles } from './receipts-of-files.ts';

/** What bears the seal or the signature that is no more to be relied on. */
export type ImpactOf = { readonly seal: string } | { readonly signer: Buffer };

/** One file of a licence's version that a revocation touches. */
export interface TouchedFile {
  readonly licence: string;
  readonly identifier: string;
  readonly version: string;
  /** It is the version that holds today. */
  readonly isCurrent: boolean;
  readonly type: string;
  readonly issuer: OrganisationId;
  readonly state: LicenceState;
  readonly format: 'ofd' | 'pdf';
  readonly sealedAt: Date;
  /** Undefined: nothing was revoked, and no moment was asked about. */
  readonly side: 'before' | 'after' | undefined;
  /**
   * Id of the receipt of the issue or change that sealed it, or of the reading for which its PDF was made: the digest of the file is
   * in the leaf. Undefined: there is none.
   */
  readonly receipt: string | undefined;
}

export interface Impact extends Page<TouchedFile> {
  /** From when on nothing made with it counts. */
  readonly moment: Date | undefined;
  readonly before: number;
  readonly after: number;
}

interface Paging {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly receiptsOfFiles?: ReceiptsOfFiles | undefined;
}

/**
 * Every licence that a seal stands on, split at the moment of its revocation, or at another that is asked about, such as the
 * one at which it was lost. What was sealed before stays good: the row is append-only and was written in the same
 * transaction as the evidence log's entry, whose receipt is named and which nobody can date back: the digest of the file is in its
 * leaf. That holds for PDFs too, by the entry of the reading for which they were made. What was sealed in the same instant
 * counts as after.
 * @throws SEAL_NOT_FOUND, INVALID_INPUT for a cursor of another list
 */
export async function sealImpact(
  options: Paging & {
    readonly database: Database;
    readonly actor: Actor;
    readonly seal: string;
    readonly at?: Date | undefined;
  },
): Promise<Impact> {
  const { database, actor } = options;
  const seal = await reachableSeal(database, actor, options.seal);
  const revoked = (await readEvents(database, seal.id)).find(({ event }) => event === 'revoke');
  return impactOf({ ...options, of: { seal: seal.id }, moment: options.at ?? revoked?.at, issuer: undefined });
}

/**
 * Every licence that was sealed or signed with a certificate's key, split as {@link sealImpact} does.
 * @param options.signer SHA-256 of the certificate
 * @param options.moment when it was revoked, or from when on its key was not safe
 */
export async function signerImpact(
  options: Paging & {
    readonly database: Database;
    readonly actor: Actor;
    readonly signer: Buffer;
    readonly moment: Date | undefined;
  },
): Promise<Impact> {
  const { actor } = options;
  // A signer may serve several organisations, and each sees its own licences.
  const isAll = actor.kind === 'officer' && actor.administration;
  return impactOf({ ...options, of: { signer: options.signer }, issuer: isAll ? undefined : actor.organisation });
}

async function impactOf(
  options: Paging & {
    readonly database: Database;
    readonly actor: Actor;
    readonly of: ImpactOf;
    readonly moment: Date | undefined;
    readonly issuer: OrganisationId | undefined;
  },
): Promise<Impact> {
  const { database, of, moment, limit, cursor, issuer } = options;
  const tables = database.tables();
  const bears = 'seal' in of ? sql`f.seal = ${of.seal}` : sql`f.signer = ${of.signer}`;
  const ours = issuer === undefined ? sql`true` : sql`l.issuer = ${issuer}`;
  const files = sql`
    vault.licence_file f
    join vault.licence_version v on v.licence = f.licence and v.version = f.version
    join vault.licence_entry e on e.id = f.licence
    join vault.licence l on l.holder_index = e.holder_index and l.id = e.id
    where ${bears} and ${ours}`;
  const [from, licence, version, format] = cursor === undefined ? [] : decodeCursor(cursor, 4);
  if (cursor !== undefined && !momentOfDatabase.test(String(from))) throw cursorRefused();
  const beyond =
    cursor === undefined
      ? sql`true`
      : sql`(f.made_at, f.licence::text, f.version, f.format) >
          (${String(from)}::timestamptz, ${String(licence)}, ${String(version)}, ${String(format)})`;
  const { rows } = await sql<TouchedRow>`
    select f.licence, v.identifier, f.version, l.current_version, l.type, l.issuer, l.state, f.format, f.made_at,
      f.made_at::text as made_text, f.digest, l.holder_index
    from ${files} and ${beyond}
    order by f.made_at, f.licence::text, f.version, f.format limit ${limit + 1}`.execute(tables);
  const { rows: counted } = await sql<{ before: number; after: number }>`
    select count(*) filter (where f.made_at < ${moment ?? null}::timestamptz)::int as before,
      count(*) filter (where f.made_at >= ${moment ?? null}::timestamptz)::int as after
    from ${files}`.execute(tables);
  const page = pageOf({
    rows,
    limit,
    key: (row) => [row.made_text, row.licence, row.version, row.format],
    item: (row) => row,
  });
  const sealed = page.items.map((row) => ({ holderIndex: row.holder_index, digest: row.digest }));
  const receipts = (await options.receiptsOfFiles?.(sealed)) ?? [];
  const { before = 0, after = 0 } = counted[0] ?? {};
  return {
    ...page,
    items: page.items.map((row, place) => touched(row, moment, receipts[place])),
    moment,
    before,
    after,
  };
}

/** As PostgreSQL writes a moment, to the microsecond. */
const momentOfDatabase = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?[+-]\d{2}(?::\d{2})?$/;

interface TouchedRow {
  readonly licence: string;
  readonly identifier: string;
  readonly version: string;
  readonly current_version: string;
  readonly type: string;
  readonly issuer: string;
  readonly state: string;
  readonly format: 'ofd' | 'pdf';
  readonly made_at: Date;
  readonly made_text: string;
  readonly digest: Buffer;
  readonly holder_index: Buffer;
}

function touched(row: TouchedRow, moment: Date | undefined, receipt: string | undefined): TouchedFile {
  return {
    ...{ licence: row.licence, identifier: row.identifier, version: row.version, type: row.type, format: row.format },
    isCurrent: row.version === row.current_version,
    issuer: organisationId(row.issuer),
    state: licenceState(row.state),
    sealedAt: row.made_at,
    side: moment === undefined ? undefined : row.made_at < moment ? 'before' : 'after',
    receipt,
  };
}
