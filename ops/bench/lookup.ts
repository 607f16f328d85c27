import {
  organisationCodeCheckCharacter,
  parseUnifiedCode,
  type UnifiedCode,
  unifiedCodeCheckCharacter,
} from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import {
  businessLicence,
  composeLicenceIdentifier,
  findLicences,
  holderIndex,
  type VaultKeys,
} from '../../licence-vault/index.ts';
import { type BenchVault, openBenchVault } from './bench-vault.ts';
import { secondsBelow } from './processor-time.ts';
import type { BenchReport, BenchSettings } from './report.ts';

/** Licences of a holder, on average. */
const perHolder = 4;
/** Rows of one statement. */
const stretch = 20_000;
const issuerCode = codeOf(0, '11450721');

/**
 * The vault at a million licences: what finding a holder's licences takes for a matter and case, evidence on the disk
 * included, one after the other and for holders taken at random.
 */
export async function benchLookup(settings: BenchSettings): Promise<BenchReport> {
  await using vault = await openBenchVault(settings.progress);
  const { database, keys } = vault.parts;
  const holders = Math.ceil(settings.licences / perHolder);
  settings.progress(`filling to ${settings.licences} licences`);
  await fillVault(database, { keys, licences: settings.licences, holders });
  await lookUp(vault, holders, 1);
  const before = await secondsBelow(vault.postgres.pid);
  const own = process.cpuUsage();
  const times = await lookUp(vault, holders, settings.seconds);
  const { user, system } = process.cpuUsage(own);
  const databaseSeconds = (await secondsBelow(vault.postgres.pid)) - before;
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN;
  const total = times.reduce((sum, time) => sum + time, 0) / 1000;
  const perThousand = (seconds: number) => (seconds / times.length) * 1000;
  return {
    bench: 'lookup',
    rows: [
      {
        what: `a holder among ${settings.licences} licences`,
        ...{ perSecond: times.length / total, p50Ms: at(0.5), p99Ms: at(0.99), failures: 0 },
        cpuPerThousand: perThousand((user + system) / 1e6 + databaseSeconds),
      },
    ],
    figures: {
      licences: settings.licences,
      lookups: times.length,
      lookupP50Ms: at(0.5),
      lookupP99Ms: at(0.99),
      hubCpuPerThousand: perThousand((user + system) / 1e6),
      databaseCpuPerThousand: perThousand(databaseSeconds),
    },
    ratios: {},
  };
}

/** Milliseconds of each lookup, the shortest first. */
async function lookUp(vault: BenchVault, holders: number, seconds: number): Promise<readonly number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const number = codeOf(Math.floor(Math.random() * holders));
    const start = performance.now();
    const { items } = await findLicences({
      ...vault.parts,
      actor: vault.clerk,
      holder: { kind: '001', number },
      purpose: { matter: 'APPROVAL-FOOD-01', case: '2026-LS-BENCH' },
      limit: 50,
    });
    times.push(performance.now() - start);
    if (items.length === 0) throw new Error('a holder that has licences was not found');
  }
  return times.sort((a, b) => a - b);
}

/**
 * Fills the vault with licences that are found and not read: their rows are those of real ones, the boxes in them noise of the
 * same size. Holders have numbers that can be asked for, {@link codeOf} 0 to `holders`.
 */
async function fillVault(
  database: Database,
  options: { readonly keys: VaultKeys; readonly licences: number; readonly holders: number },
): Promise<void> {
  const { keys, licences, holders } = options;
  const indices: Buffer[] = [];
  for (let holder = 0; holder < holders; holder += 1) {
    indices.push(holderIndex(keys, { kind: '001', number: codeOf(holder) }));
  }
  for (let first = 0; first < licences; first += stretch) {
    const numbers = Array.from({ length: Math.min(stretch, licences - first) }, (_, offset) => first + offset);
    await database.pool.query(fill, [
      businessLicence.code,
      issuerCode,
      numbers.map(serialOf),
      numbers.map((number) => identifierOf(serialOf(number))),
      Buffer.concat(numbers.map((number) => indices[number % holders] ?? Buffer.alloc(32))),
    ]);
  }
  await database.pool.query('vacuum (analyze)');
  await database.pool.query('checkpoint');
}

/** No year begins so. */
function serialOf(number: number): string {
  return `BENCH${String(number).padStart(9, '0')}`;
}

function identifierOf(serial: string): string {
  return composeLicenceIdentifier({ type: businessLicence.code, issuer: issuerCode, serial, version: '001' });
}

/** A unified code with right check characters, another one for each number. */
function codeOf(number: number, head = '91450721'): UnifiedCode {
  const organisation = String(number).padStart(8, '0');
  const body = head + organisation + organisationCodeCheckCharacter(organisation);
  return parseUnifiedCode(body + unifiedCodeCheckCharacter(body), { origin: 'stored' });
}

const fill = `
with fresh as materialized (
  select gen_random_uuid() as id, serial, identifier, substr($5::bytea, (place * 32 - 31)::integer, 32) as holder
  from unnest($3::text[], $4::text[]) with ordinality as one(serial, identifier, place)
), entered as (
  insert into vault.licence_entry (id, reference_hash, type, issuer_code, serial, holder_index)
  select id, sha256(serial::bytea), $1, $2, serial, holder from fresh
), stored as (
  insert into vault.licence (id, type, issuer, issuer_code, serial, state, state_since, current_version, valid_from, holder_kind,
    holder_index, content_hash, data_key, data_key_id, issued_at)
  select id, $1, 'approval', $2, serial, '01', now(), '001', current_date, '001', holder, sha256(serial::bytea),
    holder || decode(repeat('00', 28), 'hex'), 'kek-1', now() from fresh
), versioned as (
  insert into vault.licence_version (licence, version, identifier, issued_on, document, document_digest, kid, made_at)
  select id, '001', identifier, current_date, (select string_agg(sha256((serial || n)::bytea), '') from generate_series(1, 45) n),
    sha256(serial::bytea), 'bench', now() from fresh
)
insert into vault.licence_operation (licence, sequence, operation, to_state, version, actor, organisation, at)
select id, 1, '01', '01', '001', 'officer:bench', 'approval', now() from fresh`;
