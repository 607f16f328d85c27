import type { Database } from '../../kernel/index.ts';
import type { LicenceTables } from '../licence/tables.ts';
import type { LicenceType, LicenceTypeDefinition } from './licence-type.ts';
import type { LicenceTypeTables } from './licence-type-store.ts';

/** One edition of a type's definition (证照类型版本). */
export interface LicenceTypeEdition {
  readonly edition: number;
  readonly definition: LicenceTypeDefinition;
  readonly template: string | undefined;
  readonly publishedBy: string;
  readonly publishedAt: Date;
}

/** All editions of a type, the first one first. */
export async function readEditions(database: Database, code: string): Promise<readonly LicenceTypeEdition[]> {
  const rows = await database
    .tables<LicenceTypeTables>()
    .selectFrom('vault.licence_type_edition')
    .selectAll()
    .where('type', '=', code)
    .orderBy('edition')
    .execute();
  return rows.map((row) => ({
    edition: row.edition,
    definition: row.definition,
    template: row.template?.toString('hex'),
    publishedBy: row.published_by,
    publishedAt: row.published_at,
  }));
}

/** A type as it was when something was made under an edition of it; issuers and state are those of today. */
async function asOfEdition(database: Database, type: LicenceType, edition: number): Promise<LicenceType> {
  if (edition === type.edition) return type;
  const row = await database
    .tables<LicenceTypeTables>()
    .selectFrom('vault.licence_type_edition')
    .select(['definition', 'template'])
    .where('type', '=', type.code)
    .where('edition', '=', edition)
    .executeTakeFirst();
  if (row === undefined) throw new Error('a licence was made under an edition that is not there');
  const { code, issuers, status, version } = type;
  return { ...row.definition, code, issuers, status, version, edition, template: row.template?.toString('hex') };
}

/** The type as it was when this version of a licence was made. */
export async function typeOfVersion(
  database: Database,
  type: LicenceType,
  licence: { readonly id: string; readonly version: string },
): Promise<LicenceType> {
  const { type_edition: edition } = await database
    .tables<LicenceTables>()
    .selectFrom('vault.licence_version')
    .select('type_edition')
    .where('licence', '=', licence.id)
    .where('version', '=', licence.version)
    .executeTakeFirstOrThrow();
  return asOfEdition(database, type, edition);
}

/** What is to be written to a type's row; its version counts up. */
export interface TypeChange {
  readonly status?: LicenceType['status'] | undefined;
  readonly edition?: number | undefined;
  readonly inForce?: { readonly definition: LicenceTypeDefinition; readonly template: string | undefined } | undefined;
  /** Null: none any more. */
  readonly revision?: LicenceType['revision'] | null | undefined;
}

/** Changes a type, whose lock the caller holds. */
export async function writeType(database: Database, code: string, change: TypeChange): Promise<void> {
  const { status, edition, inForce, revision } = change;
  await database
    .tables<LicenceTypeTables>()
    .updateTable('vault.licence_type')
    .set((update) => ({
      version: update('version', '+', 1),
      ...(status === undefined ? {} : { status }),
      ...(edition === undefined ? {} : { edition }),
      ...(inForce === undefined
        ? {}
        : { definition: JSON.stringify(inForce.definition), template: digestBytes(inForce.template) }),
      ...(revision === undefined
        ? {}
        : {
            draft: revision === null ? null : JSON.stringify(revision.definition),
            draft_template: digestBytes(revision?.template),
          }),
    }))
    .where('code', '=', code)
    .execute();
}

/** Keeps what is in force from now on as an edition. */
export async function keepEdition(
  database: Database,
  code: string,
  { edition, definition, template, publishedBy, publishedAt }: LicenceTypeEdition,
): Promise<void> {
  await database
    .tables<LicenceTypeTables>()
    .insertInto('vault.licence_type_edition')
    .values({
      type: code,
      edition,
      definition: JSON.stringify(definition),
      template: digestBytes(template),
      published_by: publishedBy,
      published_at: publishedAt,
    })
    .execute();
}

/** Puts into the type's history who did what. */
export async function recordTypeEvent(
  database: Database,
  line: {
    readonly type: string;
    readonly event: string;
    readonly edition: number;
    readonly actor: string;
    readonly organisation: string;
    readonly reason?: string | undefined;
    readonly at: Date;
  },
): Promise<void> {
  const { type, event, edition, actor, organisation, at } = line;
  await database
    .tables<LicenceTypeTables>()
    .insertInto('vault.licence_type_event')
    .values({ type, event, edition, actor, organisation, reason: line.reason ?? null, at })
    .execute();
}

function digestBytes(digest: string | undefined): Buffer | null {
  return digest === undefined ? null : Buffer.from(digest, 'hex');
}
