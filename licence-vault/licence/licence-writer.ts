import { sql } from 'kysely';
import type { OrganisationId } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { LicenceIdentifier } from '../identifier/identifier.ts';
import type { StoredLicence } from './licence.ts';
import type { LicenceOperation, LicenceState } from './state.ts';
import type { LicenceTables } from './tables.ts';
import { type LicenceEnd, withoutEnd } from './term.ts';

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
  readonly at: Date;
}

/** The next number of the sequence from which serials are made; no number comes twice, whoever asks. */
export async function takeSerialNumber(database: Database): Promise<number> {
  const { rows } = await sql<{ serial: number }>`select nextval('vault.licence_serial') as serial`.execute(
    database.tables<LicenceTables>(),
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the sequence of serials gave none');
  return row.serial;
}

/**
 * Stores a new licence, its first version and its first operation in one statement.
 * @returns false when a licence was issued under the same reference: by now, or by a transaction that this one waited for
 */
export async function insertLicence(
  tx: Database,
  entry: {
    readonly licence: StoredLicence;
    readonly referenceHash: Buffer;
    readonly version: NewVersion;
    readonly operation: NewOperation;
  },
): Promise<boolean> {
  const { licence, version, operation } = entry;
  const { rows } = await sql<{ id: string }>`
    with stored as (
      insert into vault.licence (id, type, issuer, issuer_code, serial, state, state_since, current_version,
        valid_from, valid_to, holder_kind, holder_index, reference_hash, content_hash, data_key, data_key_id, issued_at)
      values (${licence.id}, ${licence.type}, ${licence.issuer}, ${licence.issuerCode}, ${licence.serial},
        ${operation.toState}, ${operation.at}, ${version.version}, ${version.validFrom}, ${endOf(version)},
        ${licence.holderKind}, ${licence.holderIndex}, ${entry.referenceHash}, ${licence.contentHash},
        ${licence.wrapped.dataKey}, ${licence.wrapped.dataKeyId}, ${operation.at})
      on conflict on constraint licence_issued_once do nothing
      returning id
    ), versioned as (
      insert into vault.licence_version (licence, version, identifier, previous, issued_on, document, document_digest,
        kid, made_at, type_edition)
      select id, ${version.version}, ${version.identifier}, ${version.previous ?? null}, ${version.issuedOn}::date,
        ${version.sealed}, ${version.digest}, ${version.kid}, ${operation.at}, ${version.typeEdition} from stored
    ), recorded as (
      insert into vault.licence_operation (licence, sequence, operation, from_state, to_state, version, actor,
        organisation, sealed_reason, at)
      select id, 1, ${operation.operation}, null, ${operation.toState}, ${version.version}, ${operation.actor},
        ${operation.organisation}, ${operation.sealedReason ?? null}, ${operation.at} from stored
    )
    select id from stored`.execute(tx.tables<LicenceTables>());
  return rows.length === 1;
}

/** Stores what an operation made of a licence; the caller holds its lock. */
export async function storeOperation(
  tx: Database,
  entry: {
    readonly licence: { readonly id: string; readonly state: LicenceState; readonly version: string };
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
}

function endOf(version: NewVersion): string | null {
  return version.validTo === withoutEnd ? null : version.validTo;
}
