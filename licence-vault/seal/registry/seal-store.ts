import { sql } from 'kysely';
import { type OrganisationId, organisationId } from '../../../identity/index.ts';
import { cursorRefused, type Database, decodeCursor, type Page, pageOf, sha256 } from '../../../kernel/index.ts';
import { isLicenceId } from '../../licence/reference.ts';
import type { SealVersion } from '../structure/version.ts';
import { type SealEvent, type SealState, sealEvent, sealState } from './seal-life.ts';
import type { StoredSeal } from './stored-seal.ts';
import type { SealTables } from './tables.ts';

/** What goes with a seal when it is applied for and is not read with it. */
export interface SealSubstance {
  /** PNG. */
  readonly picture: Buffer;
  /** DER. */
  readonly certificates: readonly Buffer[];
}

export async function insertSeal(tx: Database, seal: StoredSeal, substance: SealSubstance): Promise<void> {
  await tx
    .tables<SealTables>()
    .insertInto('vault.seal')
    .values({
      id: seal.id,
      organisation: seal.organisation,
      kind: seal.kind,
      name: seal.name,
      standard_version: seal.version,
      state: seal.state,
      state_since: seal.stateSince,
      picture: substance.picture,
      width_mm: seal.width,
      height_mm: seal.height,
      signer_certificates: [...substance.certificates],
      valid_from: null,
      valid_to: seal.validTo,
      file: null,
      file_digest: null,
      applicant: seal.applicant,
      approver: null,
      data_key: seal.wrapped.dataKey,
      data_key_id: seal.wrapped.dataKeyId,
      applied_at: seal.appliedAt,
      revision: seal.revision,
    })
    .execute();
}

/** A seal by its id. `lock: 'change'` keeps it to the end of the transaction, `'use'` lets others use it meanwhile. */
export async function findSeal(
  database: Database,
  id: string,
  options: { readonly lock?: 'change' | 'use' } = {},
): Promise<StoredSeal | undefined> {
  const row = await selectSeals(database)
    .where('id', '=', id)
    .$if(options.lock === 'change', (query) => query.forUpdate())
    .$if(options.lock === 'use', (query) => query.forShare())
    .executeTakeFirst();
  return row === undefined ? undefined : sealOfRow(row);
}

/** Seals, the oldest application first; without `organisation`, those of all. */
export async function listSeals(
  database: Database,
  options: {
    readonly organisation: OrganisationId | undefined;
    readonly state: SealState | undefined;
    readonly cursor: string | undefined;
    readonly limit: number;
  },
): Promise<Page<StoredSeal>> {
  const { organisation, state, limit } = options;
  const after = keyOf(options.cursor);
  const rows = await selectSeals(database)
    .$if(organisation !== undefined, (query) => query.where('organisation', '=', organisation ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(applied_at, id) > (${after?.at}, ${after?.id})`))
    .orderBy('applied_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return pageOf({ rows, limit, key: (row) => [row.applied_at.toISOString(), row.id], item: sealOfRow });
}

/** The key of a page's last row: a moment and an id. @throws INVALID_INPUT */
export function keyOf(cursor: string | undefined): { at: string; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [at, id] = decodeCursor(cursor, 2);
  if (typeof at !== 'string' || !isMoment(at) || typeof id !== 'string' || !isLicenceId(id)) throw cursorRefused();
  return { at, id };
}

/** A moment as our cursors write it; another, or a text, is of another list. */
function isMoment(text: string): boolean {
  const moment = new Date(text);
  return text.length === 24 && !Number.isNaN(moment.getTime()) && moment.toISOString() === text;
}

/** Picture and signers' certificates of a seal. */
export async function readSubstance(database: Database, id: string): Promise<SealSubstance> {
  const row = await database
    .tables<SealTables>()
    .selectFrom('vault.seal')
    .select(['picture', 'signer_certificates'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { picture: row.picture, certificates: row.signer_certificates };
}

/** The .esl file of a seal; undefined until it is made. */
export async function readFileOf(database: Database, id: string): Promise<Buffer | undefined> {
  const row = await database
    .tables<SealTables>()
    .selectFrom('vault.seal')
    .select('file')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.file ?? undefined;
}

/** Stores what a step changed: state, approver, revision, and the file of one that was just made. */
export async function saveSeal(tx: Database, seal: StoredSeal, file?: Buffer): Promise<void> {
  await tx
    .tables<SealTables>()
    .updateTable('vault.seal')
    .set({
      state: seal.state,
      state_since: seal.stateSince,
      approver: seal.approver ?? null,
      valid_from: seal.validFrom ?? null,
      revision: seal.revision,
      ...(file === undefined ? {} : { file, file_digest: sha256(file) }),
    })
    .where('id', '=', seal.id)
    .execute();
}

/** One line of a seal's history. */
export interface StoredSealEvent {
  readonly sequence: number;
  readonly event: SealEvent;
  readonly fromState: SealState | undefined;
  readonly toState: SealState;
  readonly actor: string;
  readonly organisation: OrganisationId;
  readonly sealedReason: Buffer | undefined;
  readonly at: Date;
}

export async function insertEvent(tx: Database, seal: string, event: StoredSealEvent): Promise<void> {
  await tx
    .tables<SealTables>()
    .insertInto('vault.seal_event')
    .values({
      seal,
      sequence: event.sequence,
      event: event.event,
      from_state: event.fromState ?? null,
      to_state: event.toState,
      actor: event.actor,
      organisation: event.organisation,
      sealed_reason: event.sealedReason ?? null,
      at: event.at,
    })
    .execute();
}

/** Everything that was done to a seal, oldest first. */
export async function readEvents(database: Database, seal: string): Promise<readonly StoredSealEvent[]> {
  const rows = await database
    .tables<SealTables>()
    .selectFrom('vault.seal_event')
    .selectAll()
    .where('seal', '=', seal)
    .orderBy('sequence')
    .execute();
  return rows.map((row) => ({
    sequence: row.sequence,
    event: sealEvent(row.event),
    fromState: row.from_state === null ? undefined : sealState(row.from_state),
    toState: sealState(row.to_state),
    actor: row.actor,
    organisation: organisationId(row.organisation),
    sealedReason: row.sealed_reason ?? undefined,
    at: row.at,
  }));
}

function selectSeals(database: Database) {
  return database
    .tables<SealTables>()
    .selectFrom('vault.seal')
    .select([
      'id',
      'organisation',
      'kind',
      'name',
      'standard_version',
      'state',
      'state_since',
      'width_mm',
      'height_mm',
      'valid_from',
      'valid_to',
      'file_digest',
      'applicant',
      'approver',
      'data_key',
      'data_key_id',
      'applied_at',
      'revision',
      sql<string[]>`array(select encode(sha256(c), 'hex') from unnest(signer_certificates) with ordinality as t(c, n)
        order by n)`.as('signers'),
    ]);
}

type SealRow = Awaited<ReturnType<ReturnType<typeof selectSeals>['executeTakeFirstOrThrow']>>;

function sealOfRow(row: SealRow): StoredSeal {
  return {
    id: row.id,
    organisation: organisationId(row.organisation),
    kind: row.kind,
    name: row.name,
    version: versionOf(row.standard_version),
    state: sealState(row.state),
    stateSince: row.state_since,
    width: row.width_mm,
    height: row.height_mm,
    signers: row.signers,
    validTo: row.valid_to,
    validFrom: row.valid_from ?? undefined,
    fileDigest: row.file_digest ?? undefined,
    applicant: row.applicant,
    approver: row.approver ?? undefined,
    appliedAt: row.applied_at,
    wrapped: { dataKey: row.data_key, dataKeyId: row.data_key_id },
    revision: row.revision,
  };
}

function versionOf(number: number): SealVersion {
  if (number !== 1 && number !== 4 && number !== 5) throw new TypeError('not an edition of the seal standard');
  return number;
}
