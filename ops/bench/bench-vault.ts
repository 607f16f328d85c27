import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogFacts } from '../../catalog/index.ts';
import { allMigrations, logOrigin, openEvidenceLog, vaultParts } from '../../exchange/index.ts';
import {
  createPki,
  type OfficerActor,
  openIdentityFacts,
  openSigningKeys,
  organisationId,
} from '../../identity/index.ts';
import { migrate, openDatabase, systemClock, systemRandom } from '../../kernel/index.ts';
import type { VaultParts } from '../../licence-vault/index.ts';
import { countyOnDemand } from '../demo/generate/county.ts';
import { credentialFolder } from '../demo/seed/credentials.ts';
import { demoAdministrator, seedHub } from '../demo/seed/seed-hub.ts';
import { type EmbeddedPostgres, startPostgres } from '../embedded/index.ts';
import { benchMasterKey } from './log-use.ts';

/** The vault of a small county as a hub joins it to the house, with its seal and its log, on a PostgreSQL with fsync. */
export interface BenchVault extends AsyncDisposable {
  readonly parts: VaultParts;
  readonly postgres: EmbeddedPostgres;
  /** A clerk of the bureau that issues. */
  readonly clerk: OfficerActor;
}

const hubUrl = 'http://hub.bench';

/** @example await using vault = await openBenchVault(settings.progress) */
export async function openBenchVault(progress: (line: string) => void): Promise<BenchVault> {
  const folder = await mkdtemp(join(tmpdir(), 'hufu-bench-vault-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const postgres = await startPostgres({ dataDirectory: join(folder, 'postgres'), progress });
    await postgres.ensureDatabase('vault');
    const database = openDatabase({ url: postgres.url('vault') });
    const base = { database, clock: systemClock, random: systemRandom };
    const masterKey = benchMasterKey;
    await migrate(database, allMigrations);
    await seedHub({
      ...{ ...base, masterKey, hubUrl, progress, rootSecret: 'no secret, this is a benchmark' },
      county: countyOnDemand({ seed: 'bench', people: 400, companies: 40 }),
      credentials: credentialFolder(folder),
    });
    const [identity, catalog, signingKeys, evidence] = [
      await openIdentityFacts(base),
      await loadCatalogFacts(database),
      await openSigningKeys({ ...base, masterKey }),
      await openEvidenceLog({ ...base, masterKey, origin: logOrigin(hubUrl) }),
    ];
    const pki = createPki({ ...base, masterKey, publicUrl: hubUrl });
    const parts = vaultParts({
      ...{ ...base, masterKey, publicUrl: hubUrl },
      ...{ identity, catalog, signingKeys, pki, evidence },
    });
    const officer = await demoAdministrator(database);
    return {
      parts,
      postgres,
      clerk: {
        ...officer,
        organisation: organisationId('approval'),
        roles: ['approval-clerk'],
        administration: false,
      },
      async [Symbol.asyncDispose]() {
        await database[Symbol.asyncDispose]();
        await postgres.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
