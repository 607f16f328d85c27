import { type Generated, type JSONColumnType, sql } from 'kysely';
import { type OrganisationId, organisationId } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { type LicenceType, type LicenceTypeDefinition, licenceTypeCode } from './licence-type.ts';

export interface LicenceTypeTables {
  'vault.licence_type': {
    code: string;
    name: string;
    status: LicenceTypeDefinition['status'];
    definition: JSONColumnType<LicenceTypeDefinition>;
    template: Buffer | null;
    draft: JSONColumnType<LicenceTypeDefinition> | null;
    draft_template: Buffer | null;
    edition: Generated<number>;
    version: number;
    defined_at: Date;
  };
  'vault.licence_type_issuer': { type: string; organisation: string };
  'vault.licence_type_edition': {
    type: string;
    edition: number;
    definition: JSONColumnType<LicenceTypeDefinition>;
    template: Buffer | null;
    published_by: string;
    published_at: Date;
  };
  'vault.licence_type_event': {
    id: Generated<number>;
    type: string;
    event: string;
    edition: number;
    actor: string;
    organisation: string;
    reason: string | null;
    at: Date;
  };
}

/** All types of the directory by their code. */
export async function readLicenceTypes(database: Database): Promise<readonly LicenceType[]> {
  return (await selectTypes(database).orderBy('t.code').execute()).map(typeOf);
}

/** What a type is called. */
export interface TypeName {
  readonly code: string;
  /** Short name. */
  readonly name: string;
}

/** Both names of types of which one is known; those that the directory does not have are left out. */
export async function readTypeNames(database: Database, named: readonly string[]): Promise<readonly TypeName[]> {
  if (named.length === 0) return [];
  return database
    .tables<LicenceTypeTables>()
    .selectFrom('vault.licence_type')
    .select(['code', 'name'])
    .where((where) => where.or([where('code', 'in', [...named]), where('name', 'in', [...named])]))
    .orderBy('code')
    .execute();
}

/** A type by its code or short name. */
export async function readLicenceType(database: Database, codeOrName: string): Promise<LicenceType | undefined> {
  const row = await selectTypes(database)
    .where((where) => where.or([where('t.code', '=', codeOrName), where('t.name', '=', codeOrName)]))
    .executeTakeFirst();
  return row === undefined ? undefined : typeOf(row);
}

/**
 * Stores a definition unless its code or short name is taken.
 * @param template digest of the template that licences are printed on, hexadecimal
 * @returns whether it was stored
 */
export async function insertLicenceType(
  database: Database,
  definition: LicenceTypeDefinition,
  definedAt: Date,
  template?: string | undefined,
): Promise<boolean> {
  const result = await database
    .tables<LicenceTypeTables>()
    .insertInto('vault.licence_type')
    .values({
      code: definition.code,
      name: definition.name,
      status: definition.status,
      definition: JSON.stringify(definition),
      template: template === undefined ? null : Buffer.from(template, 'hex'),
      version: 1,
      defined_at: definedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Adds issuers to a type; those it has already are left as they are. */
export async function insertIssuers(
  database: Database,
  code: string,
  organisations: readonly OrganisationId[],
): Promise<void> {
  if (organisations.length === 0) return;
  await database
    .tables<LicenceTypeTables>()
    .insertInto('vault.licence_type_issuer')
    .values(organisations.map((organisation) => ({ type: code, organisation })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Locks the type's row to the end of the transaction. @returns its version, or undefined when there is no such type */
export async function lockLicenceType(database: Database, code: string): Promise<number | undefined> {
  const row = await database
    .tables<LicenceTypeTables>()
    .selectFrom('vault.licence_type')
    .select('version')
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst();
  return row?.version;
}

/** Makes these the issuers of a type and counts its version up. */
export async function replaceIssuers(
  database: Database,
  code: string,
  organisations: readonly OrganisationId[],
): Promise<void> {
  const tables = database.tables<LicenceTypeTables>();
  await tables.deleteFrom('vault.licence_type_issuer').where('type', '=', code).execute();
  await insertIssuers(database, code, organisations);
  await tables
    .updateTable('vault.licence_type')
    .set((update) => ({ version: update('version', '+', 1) }))
    .where('code', '=', code)
    .execute();
}

function selectTypes(database: Database) {
  return database
    .tables<LicenceTypeTables>()
    .selectFrom('vault.licence_type as t')
    .select([
      't.code',
      't.status',
      't.definition',
      't.template',
      't.draft',
      't.draft_template',
      't.edition',
      't.version',
      sql<string[]>`array(select i.organisation from vault.licence_type_issuer i
        where i.type = t.code order by i.organisation)`.as('issuers'),
    ]);
}

type TypeRow = Awaited<ReturnType<ReturnType<typeof selectTypes>['executeTakeFirstOrThrow']>>;

function typeOf(row: TypeRow): LicenceType {
  return {
    ...row.definition,
    code: licenceTypeCode(row.code),
    status: row.status,
    edition: row.edition,
    template: row.template?.toString('hex'),
    ...(row.draft === null
      ? {}
      : { revision: { definition: row.draft, template: row.draft_template?.toString('hex') } }),
    version: row.version,
    issuers: row.issuers.map(organisationId),
  };
}
