import { sql } from 'kysely';
import { type HolderKind, isHolderKind, organisationId } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { type LicenceIdentifier, parseLicenceIdentifier } from '../identifier/identifier.ts';
import { licenceTypeCode } from '../licence-type/licence-type.ts';
import type { LicenceTypeTables } from '../licence-type/licence-type-store.ts';
import type { FoundLicence, LicenceOfReference, LicenceReference, StoredDocument, StoredLicence } from './licence.ts';
import { licenceState } from './state.ts';
import type { LicenceTables } from './tables.ts';
import { withoutEnd } from './term.ts';

type Tables = LicenceTables & LicenceTypeTables;

/** A licence in its present version, by id or by the identifier of any of its versions. `lock` holds it to the end of the transaction. */
export async function findLicence(
  database: Database,
  reference: LicenceReference,
  options: { readonly lock?: boolean } = {},
): Promise<FoundLicence | undefined> {
  const one = entered(database)
    .select(documentColumns)
    .$if('id' in reference, (query) => query.where('e.id', '=', 'id' in reference ? reference.id : ''))
    .$if('identifier' in reference, (query) => query.where('e.id', '=', licenceOf(database, reference)))
    .$if(options.lock === true, (query) => query.forUpdate('l'));
  const row = await one.executeTakeFirst();
  return row === undefined ? undefined : { ...licenceOfRow(row), document: documentOfRow(row) };
}

/** The licences that were issued under these references, by the references in hex. */
export async function findByReferences(
  database: Database,
  referenceHashes: readonly Buffer[],
): Promise<ReadonlyMap<string, LicenceOfReference>> {
  if (referenceHashes.length === 0) return new Map();
  const rows = await entered(database)
    .select([...documentColumns, 'e.reference_hash', 'e.submitted_hash'])
    .where('e.reference_hash', 'in', [...referenceHashes])
    .execute();
  return new Map(
    rows.map((row) => [
      row.reference_hash.toString('hex'),
      { ...licenceOfRow(row), document: documentOfRow(row), submittedHash: row.submitted_hash ?? undefined },
    ]),
  );
}

/** Licences of a holder, of these types only; one more than `limit`, in the order of their ids. */
export async function findByHolder(
  database: Database,
  options: {
    readonly holderIndex: Buffer;
    /** Codes or short names. */
    readonly types: readonly string[];
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<readonly StoredLicence[]> {
  const { after, types } = options;
  if (types.length === 0) return [];
  const rows = await selectLicences(database)
    .where('l.holder_index', '=', options.holderIndex)
    .where((where) => where.or([where('t.code', 'in', [...types]), where('t.name', 'in', [...types])]))
    .$if(after !== undefined, (query) => query.where('l.id', '>', after ?? ''))
    .orderBy('l.id')
    .limit(options.limit + 1)
    .execute();
  return rows.map(licenceOfRow);
}

/** A version that somebody presents, whether it still holds or not, and its licence in the present version. */
export async function findVersion(
  database: Database,
  identifier: LicenceIdentifier,
): Promise<FoundLicence | undefined> {
  const row = await entered(database)
    .innerJoin('vault.licence_version as p', 'p.licence', 'e.id')
    .select(['p.version as presented_version', 'p.document', 'p.document_digest'])
    .where('p.identifier', '=', identifier)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { document, document_digest, presented_version: version } = row;
  return { ...licenceOfRow(row), document: documentOfRow({ version, identifier, document, document_digest }) };
}

function licenceOf(database: Database, reference: LicenceReference) {
  return database
    .tables<Tables>()
    .selectFrom('vault.licence_version as named')
    .select('named.licence')
    .where('named.identifier', '=', 'identifier' in reference ? reference.identifier : '');
}

const documentColumns = ['v.document', 'v.document_digest'] as const;

/** By way of the entry, which says in which part a licence is. */
function entered(database: Database) {
  return selectLicences(database).innerJoin('vault.licence_entry as e', (join) =>
    join.onRef('e.id', '=', 'l.id').onRef('e.holder_index', '=', 'l.holder_index'),
  );
}

function selectLicences(database: Database) {
  return database
    .tables<Tables>()
    .selectFrom('vault.licence as l')
    .innerJoin('vault.licence_version as v', (join) =>
      join.onRef('v.licence', '=', 'l.id').onRef('v.version', '=', 'l.current_version'),
    )
    .innerJoin('vault.licence_type as t', 't.code', 'l.type')
    .select([
      'l.id',
      'l.type',
      't.name as type_name',
      'l.issuer',
      'l.issuer_code',
      'l.serial',
      'l.state',
      'l.state_since',
      'l.holder_kind',
      'l.holder_index',
      'l.content_hash',
      'l.data_key',
      'l.data_key_id',
      'l.assurance',
      'l.revision',
      'v.version',
      'v.identifier',
      'v.previous',
      sql<string>`v.issued_on::text`.as('issued_on'),
      sql<string>`l.valid_from::text`.as('valid_from'),
      sql<string | null>`l.valid_to::text`.as('valid_to'),
    ]);
}

type LicenceRow = Awaited<ReturnType<ReturnType<typeof selectLicences>['executeTakeFirstOrThrow']>>;

function licenceOfRow(row: LicenceRow): StoredLicence {
  return {
    id: row.id,
    type: licenceTypeCode(row.type),
    typeName: row.type_name,
    issuer: organisationId(row.issuer),
    issuerCode: row.issuer_code,
    serial: row.serial,
    state: licenceState(row.state),
    stateSince: row.state_since,
    version: row.version,
    identifier: parseLicenceIdentifier(row.identifier),
    previous: row.previous === null ? undefined : parseLicenceIdentifier(row.previous),
    issuedOn: row.issued_on,
    validFrom: row.valid_from,
    validTo: row.valid_to ?? withoutEnd,
    holderKind: holderKind(row.holder_kind),
    holderIndex: row.holder_index,
    contentHash: row.content_hash,
    wrapped: { dataKey: row.data_key, dataKeyId: row.data_key_id },
    assurance: row.assurance,
    revision: row.revision,
  };
}

function documentOfRow(row: {
  version: string;
  identifier: string;
  document: Buffer;
  document_digest: Buffer;
}): StoredDocument {
  return {
    version: row.version,
    identifier: parseLicenceIdentifier(row.identifier),
    sealed: row.document,
    digest: row.document_digest,
  };
}

function holderKind(kind: string): HolderKind {
  if (!isHolderKind(kind)) throw new TypeError('not a kind of holder');
  return kind;
}
