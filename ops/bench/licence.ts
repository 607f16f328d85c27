import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { allMigrations } from '../../exchange/index.ts';
import { type PkiParts, trustMaterial } from '../../identity/index.ts';
import { sm2Sign } from '../../identity/pki/index.ts';
import { type Database, migrate, openDatabase } from '../../kernel/index.ts';
import {
  businessLicence,
  findLicences,
  pathTrust,
  readLicenceFile,
  rowsOfLines,
  submitIssueJob,
  type VaultParts,
  verifyOfd,
} from '../../licence-vault/index.ts';
import { type EmbeddedPostgres, scratchFolder, startPostgres } from '../embedded/index.ts';
import { makeCounty } from '../specimen/county.ts';
import { filledCompany, fillVault } from './licence-fill.ts';
import { benchClerk, benchPurpose, licenceLines, openLicenceVault, setUpLicenceVault } from './licence-vault.ts';
import { secondsBelow } from './processor-time.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';
import { runProgram } from './run-program.ts';

/** What an issuing process took. */
interface Issuer {
  /** Milliseconds since the epoch, when it was ready and when nothing was left. */
  readonly begunAt: number;
  readonly endedAt: number;
  readonly cpuSeconds: number;
  /** Resident, after each of its turns. */
  readonly memoryMiB: readonly number[];
  /** In use after garbage collection: after its first turns, where it had so many, and at its end. */
  readonly heldMiB: readonly number[];
}

/** What issuing came to. */
interface Issued {
  readonly perSecond: number;
  /** Processor seconds of a thousand: of the hubs, and of PostgreSQL. */
  readonly hubCpuPerThousand: number;
  readonly databaseCpuPerThousand: number;
  readonly issuers: readonly Issuer[];
}

/** Hubs that work at it: one for each of a county's two cores, which PostgreSQL shares with them. */
const hubs = 2;
/** Licences issued beforehand, so that nothing is measured while it is being compiled and no table is empty. */
const warmUp = 1_000;
const lookups = 2_000;
const lookupWarmUps = 200;
const verifications = 400;
const verificationWarmUps = 100;

/**
 * The vault on PostgreSQL with fsync: licences issued by the file, from the sealed rows of the jobs to the commit with OFD,
 * seal, history and evidence, by two hub processes; licences of a holder found for a matter, with the record of it, when the
 * vault has `licences`; sealed files of the vault verified. Beside them the bare SM2 signature, of which each licence bears one.
 */
export async function benchLicence(settings: BenchSettings): Promise<BenchReport> {
  const folder = await scratchFolder('bench-licence');
  try {
    await using postgres = await startPostgres({
      dataDirectory: join(folder, 'postgres'),
      progress: settings.progress,
    });
    await postgres.ensureDatabase('licence');
    const url = postgres.url('licence');
    await using database = openDatabase({ url, maxConnections: 4, statementTimeoutMs: 600_000 });
    await migrate(database, allMigrations);
    await setUpLicenceVault(database);
    const { parts, pki } = await openLicenceVault(database);

    const signPerSecond = bareSigning(settings.seconds);
    settings.progress(`SM2 signatures: ${signPerSecond.toFixed(0)} /s`);
    const issue = (first: number, count: number) => issueByFile({ parts, postgres, url, first, count });
    await issue(1, warmUp);
    const small = await issue(1 + warmUp, settings.count);
    settings.progress(`${settings.count} licences issued: ${small.perSecond.toFixed(0)} /s`);
    const verifyMs = await verificationTimes({ parts, pki });

    const companies = await fillVault({ database, parts, licences: settings.licences });
    settings.progress(`filled with ${settings.licences} licences`);
    const lookupMs = await lookupTimes(parts, companies);
    const large = await issue(1 + warmUp + settings.count, Math.ceil(settings.count / 5));
    settings.progress(`issued beside them: ${large.perSecond.toFixed(0)} /s`);

    const memory = memoryOf(small.issuers);
    const rows = [
      { what: 'SM2 signature alone, one core', perSecond: signPerSecond },
      rowOf('issued, with OFD, seal and evidence', small),
      rowOf(`the same beside ${settings.licences} licences`, large),
      timesRow(`found by holder among ${settings.licences}`, lookupMs),
      timesRow('sealed OFD verified', verifyMs),
    ];
    return {
      bench: 'licence',
      rows,
      figures: {
        issuePerSecond: small.perSecond,
        issueHubCpuPerThousand: small.hubCpuPerThousand,
        issueDatabaseCpuPerThousand: small.databaseCpuPerThousand,
        issuePerSecondLarge: large.perSecond,
        issueMemoryMiBEarly: memory.early,
        issueMemoryMiBLate: memory.late,
        issueHeldMiBEarly: Math.max(...small.issuers.map(({ heldMiB }) => heldMiB[0] ?? 0)),
        issueHeldMiBLate: Math.max(...small.issuers.map(({ heldMiB }) => heldMiB.at(-1) ?? 0)),
        lookupP50Ms: quantile(lookupMs, 0.5),
        lookupP99Ms: quantile(lookupMs, 0.99),
        verifyP50Ms: quantile(verifyMs, 0.5),
        verifyP99Ms: quantile(verifyMs, 0.99),
        sm2SignPerSecond: signPerSecond,
        licences: settings.licences,
        count: settings.count,
      },
      ratios: { issueToSigning: small.perSecond / signPerSecond, largeToSmall: large.perSecond / small.perSecond },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Submits a job for each hub and waits until nothing of them is left. */
async function issueByFile(options: {
  parts: VaultParts;
  postgres: EmbeddedPostgres;
  url: string;
  first: number;
  count: number;
}): Promise<Issued> {
  const { parts, postgres, url, first, count } = options;
  const share = Math.ceil(count / hubs);
  for (let from = first; from < first + count; from += share) {
    const rows = () => rowsOfLines(licenceLines(from, Math.min(share, first + count - from)));
    await submitIssueJob({ ...parts, actor: benchClerk, kind: 'issue', type: businessLicence.code, rows });
  }
  const before = await secondsBelow(postgres.pid);
  const issuers = await Promise.all(Array.from({ length: hubs }, () => runProgram<Issuer>('licence-issuer', [url])));
  const ended = Math.max(...issuers.map(({ endedAt }) => endedAt));
  const seconds = (ended - Math.min(...issuers.map(({ begunAt }) => begunAt))) / 1_000;
  const databaseSeconds = (await secondsBelow(postgres.pid)) - before;
  await requireIssued(parts.database, first - 1 + count);
  return {
    perSecond: count / seconds,
    hubCpuPerThousand: issuers.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / (count / 1_000),
    databaseCpuPerThousand: databaseSeconds / (count / 1_000),
    issuers,
  };
}

/** Every licence is there, with its sealed file. */
async function requireIssued(database: Database, expected: number): Promise<void> {
  const { rows } = await database.pool.query<{ files: number; rows: number }>(
    `select (select count(*) from vault.licence_file where format = 'ofd') as files,
       (select count(*) from vault.issue_job_row where state = 'issued') as rows`,
  );
  const [found] = rows;
  if (found?.files !== expected || found.rows !== expected)
    throw new Error(`${found?.rows} licences with ${found?.files} sealed files were issued, not ${expected}`);
}

/** Signatures per second of processor time. */
function bareSigning(seconds: number): number {
  const { signer } = makeCounty();
  const message = Buffer.alloc(20, 1);
  for (let n = 0; n < 1_500; n += 1) sm2Sign({ key: signer.key, message });
  const start = process.cpuUsage();
  for (let calls = 20; ; calls += 20) {
    for (let n = 0; n < 20; n += 1) sm2Sign({ key: signer.key, message });
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1e6;
    if (spent >= seconds) return calls / spent;
  }
}

/** Milliseconds of each look-up, one after the other. */
async function lookupTimes(parts: VaultParts, companies: number): Promise<readonly number[]> {
  const waits: number[] = [];
  for (let n = 0; n < lookups + lookupWarmUps; n += 1) {
    const number = filledCompany((n * 7_919) % companies);
    const begun = performance.now();
    const { items } = await findLicences({
      ...{ ...parts, actor: benchClerk, purpose: benchPurpose },
      ...{ holder: { kind: '001', number }, limit: 50 },
    });
    if (n >= lookupWarmUps) waits.push(performance.now() - begun);
    if (items.length === 0) throw new Error('a holder of the benchmark has no licence');
  }
  return waits;
}

/** Milliseconds of verifying sealed files as the vault gives them, each another one. */
async function verificationTimes({ parts, pki }: { parts: VaultParts; pki: PkiParts }): Promise<readonly number[]> {
  const trust = pathTrust(await trustMaterial(pki));
  const { rows } = await parts.database.pool.query<{ id: string; data_key: Buffer; data_key_id: string }>(
    'select id, data_key, data_key_id from vault.licence order by id limit $1',
    [verifications + verificationWarmUps],
  );
  const waits: number[] = [];
  for (const [turn, { id, data_key: dataKey, data_key_id: dataKeyId }] of rows.entries()) {
    const licence = { id, wrapped: { dataKey, dataKeyId } };
    const bytes = await readLicenceFile({ ...parts, licence, version: '001', format: 'ofd' });
    if (bytes === undefined) throw new Error('a licence of the benchmark has no file');
    const begun = performance.now();
    const { verdict } = await verifyOfd({ bytes, trust, at: parts.clock.now() });
    if (turn >= verificationWarmUps) waits.push(performance.now() - begun);
    if (verdict.indication === 'TOTAL_FAILED') throw new Error('a sealed licence of the benchmark does not verify');
  }
  return waits;
}

/** Resident memory when a fifth was done, and at the end; the middle of some turns, of the hub that grew most. */
function memoryOf(issuers: readonly Issuer[]): { early: number; late: number } {
  const grown = issuers.map(({ memoryMiB }) => {
    const fifth = Math.max(1, Math.floor(memoryMiB.length / 5));
    return { early: median(memoryMiB.slice(fifth, 2 * fifth)), late: median(memoryMiB.slice(-fifth)) };
  });
  return grown.reduce((worst, one) => (one.late - one.early > worst.late - worst.early ? one : worst));
}

function rowOf(what: string, { perSecond, hubCpuPerThousand, databaseCpuPerThousand }: Issued) {
  return { what, perSecond, cpuPerThousand: hubCpuPerThousand + databaseCpuPerThousand };
}

function timesRow(what: string, waits: readonly number[]) {
  const total = waits.reduce((sum, wait) => sum + wait, 0);
  return {
    ...{ what, perSecond: waits.length / (total / 1_000) },
    ...{ p50Ms: quantile(waits, 0.5), p99Ms: quantile(waits, 0.99) },
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
