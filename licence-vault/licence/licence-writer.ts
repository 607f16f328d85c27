import { sql } from 'kysely';
import type { OrganisationId } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { LicenceIdentifier } from '../identifier/identifier.ts';
import { giveStatusPlaces, keepStatus } from '../status/status-store.ts';
import type { StoredLicence } from './licence.ts';
import type { LicenceOperation, LicenceState } from './state.ts';
import type { LicenceTables } from './tables.ts';
import { type LicenceEnd, withoutEnd } from './term.ts';
import type { WordsKey } from './words.ts';

/** A version as it goes into the vault. */
export interface NewVersion {
  readonly version: string;
  readonly identifier: LicenceIdentifier;
  readonly previous: LicenceIdentifier | undefined;
  /** Edition of the type it was made under. */
  readonly typeEdition: number;
  readonly issuedOn: string;
  readonly validFrom: string;
  readonly validTo: LicenceEnd;
  readonly sealed: Buffer;
  readonly digest: Buffer;
  readonly kid: string;
}

/** An operation as it goes into the history. */
export interface NewOperation {
  readonly operation: LicenceOperation;
  readonly toState: LicenceState;
  /** `officer:…` or `system:…`. */
  readonly actor: string;
  readonly organisation: OrganisationId;
  readonly sealedReason: Buffer | undefined;
  /** Under which the reason lies, where that is not the licence's data key. */
  readonly wordsKey?: WordsKey | undefined;
  readonly at: Date;
}

/** The next numbers of the sequence from which serials are made; no number comes twice, whoever asks. */
export async function takeSerialNumbers(database: Database, count: number): Promise<readonly number[]> {
  const { rows } = await sql<{ serial: number }>`
    select nextval('vault.licence_serial') as serial from generate_series(1, ${count}::integer)`.execute(
    database.tables<LicenceTables>(),
  );
  return rows.map(({ serial }) => serial);
}

/** A new licence as it goes into the vault. */
export interface NewLicence {
  readonly licence: StoredLicence;
  readonly referenceHash: Buffer;
  /** Of what was submitted, before anything was fetched. */
  readonly submittedHash: Buffer;
  readonly version: NewVersion;
  readonly operation: NewOperation;
}

/**
 * Stores new licences, their first versions and first operations in one statement. The identifier that a licence had elsewhere
 * is not stored with its version: it may hold the holder's number, and stands in the encrypted document alone.
 * @returns the ids of those stored; of the others a licence was issued under the same reference: by now, by a transaction that
 *   this one waited for, or earlier in the list
 */
export async function insertLicences(tx: Database, entries: readonly NewLicence[]): Promise<ReadonlySet<string>> {
  // Two that store some of the same must not wait for each other.
  const rows = entries.toSorted((a, b) => Buffer.compare(a.referenceHash, b.referenceHash));
  const of = <T>(value: (entry: NewLicence) => T): T[] => rows.map(value);
  const { rows: stored } = await sql<{ id: string }>`
    with fresh as (
      select * from unnest(
        ${of(({ licence }) => licence.id)}::uuid[], ${of(({ licence }) => licence.type)}::text[],
        ${of(({ licence }) => licence.issuer)}::text[], ${of(({ licence }) => licence.issuerCode)}::text[],
        ${of(({ licence }) => licence.serial)}::text[], ${of(({ operation }) => operation.toState)}::text[],
        ${of(({ operation }) => operation.at)}::timestamptz[], ${of(({ version }) => version.version)}::text[],
        ${of(({ version }) => version.validFrom)}::date[], ${of(({ version }) => endOf(version))}::date[],
        ${of(({ licence }) => licence.holderKind)}::text[], ${of(({ licence }) => licence.holderIndex)}::bytea[],
        ${of(({ licence }) => licence.contentHash)}::bytea[], ${of(({ licence }) => licence.wrapped.dataKey)}::bytea[],
        ${of(({ licence }) => licence.wrapped.dataKeyId)}::text[], ${of(({ referenceHash }) => referenceHash)}::bytea[],
        ${of(({ version }) => version.identifier)}::text[],
        ${of(({ version }) => version.issuedOn)}::date[], ${of(({ version }) => version.sealed)}::bytea[],
        ${of(({ version }) => version.digest)}::bytea[], ${of(({ version }) => version.kid)}::text[],
        ${of(({ operation }) => operation.operation)}::text[], ${of(({ operation }) => operation.actor)}::text[],
        ${of(({ operation }) => operation.organisation)}::text[], ${of(({ operation }) => operation.sealedReason ?? null)}::bytea[],
        ${of(({ licence }) => licence.assurance)}::text[], ${of(({ version }) => version.typeEdition)}::integer[],
        ${of(({ submittedHash }) => submittedHash)}::bytea[]
      ) as one(id, type, issuer, issuer_code, serial, state, at, version, valid_from, valid_to, holder_kind, holder_index,
        content_hash, data_key, data_key_id, reference_hash, identifier, issued_on, document, document_digest, kid,
        operation, actor, organisation, sealed_reason, assurance, type_edition, submitted_hash)
    ), entered as (
      insert into vault.licence_entry (id, reference_hash, type, issuer_code, serial, holder_index, submitted_hash)
      select id, reference_hash, type, issuer_code, serial, holder_index, submitted_hash from fresh
      on conflict on constraint licence_issued_once do nothing
      returning id
    ), stored as (
      insert into vault.licence (id, type, issuer, issuer_code, serial, state, state_since, current_version, valid_from,
        valid_to, holder_kind, holder_index, content_hash, data_key, data_key_id, issued_at, assurance)
      select id, type, issuer, issuer_code, serial, state, at, version, valid_from, valid_to, holder_kind, holder_index,
        content_hash, data_key, data_key_id, at, assurance from fresh join entered using (id)
    ), versioned as (
      insert into vault.licence_version (licence, version, identifier, issued_on, document, document_digest,
        kid, made_at, type_edition)
      select id, version, identifier, issued_on, document, document_digest, kid, at, type_edition
      from fresh join entered using (id)
    ), recorded as (
      insert into vault.licence_operation (licence, sequence, operation, from_state, to_state, version, actor,
        organisation, sealed_reason, at)
      select id, 1, operation, null, state, version, actor, organisation, sealed_reason, at
      from fresh join entered using (id)
    )
    select id from entered`.execute(tx.tables<LicenceTables>());
  const ids = new Set(stored.map(({ id }) => id));
  const places = entries.filter(({ licence }) => ids.has(licence.id));
  await giveStatusPlaces(
    tx,
    places.map(({ licence, version }) => ({ licence: licence.id, version: version.version })),
  );
  return ids;
}

/** Stores what an operation made of a licence; the caller holds its lock. */
export async function storeOperation(
  tx: Database,
  entry: {
    readonly licence: Pick<StoredLicence, 'id' | 'state' | 'version' | 'holderIndex'>;
    readonly operation: NewOperation;
    readonly sequence: number;
    readonly version: NewVersion | undefined;
  },
): Promise<void> {
  const { licence, operation, sequence, version } = entry;
  const tables = tx.tables<LicenceTables>();
  if (version !== undefined) {
    await tables
      .insertInto('vault.licence_version')
      .values({
        licence: licence.id,
        version: version.version,
        identifier: version.identifier,
        previous: version.previous ?? null,
        issued_on: version.issuedOn,
        document: version.sealed,
        document_digest: version.digest,
        kid: version.kid,
        made_at: operation.at,
        type_edition: version.typeEdition,
      })
      .execute();
  }
  await tables
    .updateTable('vault.licence')
    .set((update) => ({
      state: operation.toState,
      revision: update('revision', '+', 1),
      ...(operation.toState === licence.state ? {} : { state_since: operation.at }),
      ...(version === undefined
        ? {}
        : { current_version: version.version, valid_from: version.validFrom, valid_to: endOf(version) }),
    }))
    .where('id', '=', licence.id)
    .where('holder_index', '=', licence.holderIndex)
    .execute();
  await tables
    .insertInto('vault.licence_operation')
    .values({
      licence: licence.id,
      sequence,
      operation: operation.operation,
      from_state: licence.state,
      to_state: operation.toState,
      version: version?.version ?? licence.version,
      actor: operation.actor,
      organisation: operation.organisation,
      sealed_reason: operation.sealedReason ?? null,
      at: operation.at,
    })
    .execute();
  const { wordsKey } = operation;
  if (wordsKey !== undefined) {
    const { id, wrapped } = wordsKey;
    await tables
      .insertInto('vault.words_key')
      .values({ id, licence: licence.id, sequence, data_key: wrapped.dataKey, data_key_id: wrapped.dataKeyId })
      .execute();
  }
  const present = { licence: licence.id, version: version?.version ?? licence.version };
  if (version !== undefined) await giveStatusPlaces(tx, [present]);
  await keepStatus(tx, { ...present, state: operation.toState });
}

function endOf(version: NewVersion): string | null {
  return version.validTo === withoutEnd ? null : version.validTo;
}
