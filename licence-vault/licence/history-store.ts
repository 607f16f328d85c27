import { type OrganisationId, organisationId } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { type LicenceOperation, type LicenceState, licenceOperation, licenceState } from './state.ts';
import type { LicenceTables } from './tables.ts';
import type { WordsKey } from './words.ts';

/** One line of a licence's history. */
export interface StoredOperation {
  readonly sequence: number;
  readonly operation: LicenceOperation;
  readonly fromState: LicenceState | undefined;
  readonly toState: LicenceState;
  /** Version that holds after it. */
  readonly version: string;
  readonly actor: string;
  readonly organisation: OrganisationId;
  readonly sealedReason: Buffer | undefined;
  readonly wordsKey: WordsKey | undefined;
  readonly at: Date;
}

/** Everything that was done to a licence, oldest first. */
export async function readHistory(database: Database, licence: string): Promise<readonly StoredOperation[]> {
  const rows = await database
    .tables<LicenceTables>()
    .selectFrom('vault.licence_operation as o')
    .leftJoin('vault.words_key as k', (join) =>
      join.onRef('k.licence', '=', 'o.licence').onRef('k.sequence', '=', 'o.sequence'),
    )
    .selectAll('o')
    .select(['k.id as words_key', 'k.data_key', 'k.data_key_id'])
    .where('o.licence', '=', licence)
    .orderBy('o.sequence')
    .execute();
  return rows.map((row) => ({
    sequence: row.sequence,
    operation: licenceOperation(row.operation),
    fromState: row.from_state === null ? undefined : licenceState(row.from_state),
    toState: licenceState(row.to_state),
    version: row.version,
    actor: row.actor,
    organisation: organisationId(row.organisation),
    sealedReason: row.sealed_reason ?? undefined,
    wordsKey: wordsKeyOf({ id: row.words_key, dataKey: row.data_key, dataKeyId: row.data_key_id }),
    at: row.at,
  }));
}

/** Most operations have none. */
function wordsKeyOf(row: Readonly<Record<'id' | 'dataKeyId', string | null>> & { readonly dataKey: Buffer | null }) {
  const { id, dataKey, dataKeyId } = row;
  return id === null || dataKey === null || dataKeyId === null ? undefined : { id, wrapped: { dataKey, dataKeyId } };
}

/** State and version that held at a moment, and since when; undefined: the licence was not there yet. */
export async function stateAt(
  database: Database,
  licence: string,
  at: Date,
): Promise<{ state: LicenceState; since: Date; version: string } | undefined> {
  const rows = await database
    .tables<LicenceTables>()
    .selectFrom('vault.licence_operation')
    .select(['from_state', 'to_state', 'version', 'at'])
    .where('licence', '=', licence)
    .where('at', '<=', at)
    .orderBy('sequence')
    .execute();
  const last = rows.at(-1);
  const entered = rows.findLast((row) => row.from_state !== row.to_state) ?? last;
  return last === undefined || entered === undefined
    ? undefined
    : { state: licenceState(last.to_state), since: entered.at, version: last.version };
}
