import { sql } from 'kysely';
import { parseHolder } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { businessLicence, composeLicenceIdentifier, holderIndex, type VaultParts } from '../../licence-vault/index.ts';
import { companyCode } from './licence-vault.ts';

/** Licences that one company holds. */
const each = 4;
const licencesAtOnce = 10_000;
/** Numbers of companies that hold nothing but what is filled in. */
const firstCompany = 50_000_000;

/** A company of those among whom licences were divided. */
export function filledCompany(number: number): string {
  return companyCode(firstCompany + number);
}

/**
 * Fills a vault with so many licences more, of companies with a few each: entries, versions and history as issuing leaves
 * them, with identifiers that are right. What is in the documents is never opened, and files are left out: a look-up by
 * holder does not touch them.
 * @returns how many companies hold them
 */
export async function fillVault(options: {
  readonly database: Database;
  readonly parts: Pick<VaultParts, 'keys' | 'clock'>;
  readonly licences: number;
}): Promise<number> {
  const { database, parts, licences } = options;
  const issuer = await database.pool.query<{ code: string }>(
    `select unified_code as code from identity.organisation where id = 'approval'`,
  );
  const issuerCode = issuer.rows[0]?.code ?? '';
  const companies = Math.ceil(licences / each);
  const now = parts.clock.now();
  for (let first = 0; first < licences; first += licencesAtOnce) {
    const count = Math.min(licencesAtOnce, licences - first);
    const numbers = Array.from({ length: count }, (_, index) => first + index);
    const indices = numbers.map((number) => {
      const holder = parseHolder(
        { kind: '001', number: filledCompany(number % companies) },
        { today: now, pointer: '' },
      );
      return holderIndex(parts.keys, holder);
    });
    const serials = numbers.map((number) => `2025${String(number).padStart(9, '0')}`);
    const identifiers = serials.map((serial) =>
      composeLicenceIdentifier({ type: businessLicence.code, issuer: issuerCode, serial, version: '001' }),
    );
    await database.transaction(async (tx) => {
      await sql`set local synchronous_commit = off`.execute(tx.tables());
      await insert(tx, { issuerCode, serials, identifiers, indices });
    });
  }
  for (const table of ['licence', 'licence_entry', 'licence_version'])
    await database.pool.query(`vacuum (analyze) vault.${table}`);
  await database.pool.query('checkpoint');
  return companies;
}

async function insert(
  tx: Database,
  rows: {
    readonly issuerCode: string;
    readonly serials: readonly string[];
    readonly identifiers: readonly string[];
    readonly indices: readonly Buffer[];
  },
): Promise<void> {
  const { issuerCode, serials, identifiers, indices } = rows;
  await sql`
    with fresh as materialized (
      select gen_random_uuid() as id, one.* from unnest(${[...serials]}::text[], ${[...identifiers]}::text[],
        ${[...indices]}::bytea[]) as one(serial, identifier, holder_index)
    ), sample as (
      select * from vault.licence order by issued_at limit 1
    ), entered as (
      insert into vault.licence_entry (id, reference_hash, type, issuer_code, serial, holder_index)
      select f.id, sha256(convert_to(f.serial, 'UTF8')), s.type, ${issuerCode}, f.serial, f.holder_index
      from fresh f cross join sample s returning id
    ), stored as (
      insert into vault.licence (id, type, issuer, issuer_code, serial, state, state_since, current_version, valid_from,
        valid_to, holder_kind, holder_index, content_hash, data_key, data_key_id, issued_at)
      select f.id, s.type, s.issuer, ${issuerCode}, f.serial, '01', s.issued_at, '001', s.valid_from,
        s.valid_to, '001', f.holder_index, s.content_hash, s.data_key, s.data_key_id, s.issued_at
      from fresh f join entered using (id) cross join sample s
    ), versioned as (
      insert into vault.licence_version (licence, version, identifier, previous, issued_on, document, document_digest,
        kid, made_at)
      select f.id, '001', f.identifier, null, s.valid_from, s.data_key, s.content_hash, 'bench', s.issued_at
      from fresh f join entered using (id) cross join sample s
    )
    insert into vault.licence_operation (licence, sequence, operation, from_state, to_state, version, actor,
      organisation, sealed_reason, at)
    select f.id, 1, '01', null, '01', '001', 'officer:bench', s.issuer, null, s.issued_at
    from fresh f join entered using (id) cross join sample s`.execute(tx.tables());
}
