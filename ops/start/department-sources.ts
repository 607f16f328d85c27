import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Lifecycle, sha256, systemRandom } from '../../kernel/index.ts';
import type { CountyOnDemand } from '../demo/generate/county.ts';
import { writeNaturalGeojson, writeStatisticsCsv } from '../demo/sources/files.ts';
import { startMarketRegister, writeMarketRegister } from '../demo/sources/market-register.ts';
import { seedPolice } from '../demo/sources/police.ts';
import { type Services, ServiceUnavailable } from '../embedded/index.ts';

/** Where the departments' data is, as their connectors reach it. */
export interface DepartmentSources {
  readonly policeUrl: string;
  readonly marketUrl: string;
  readonly marketKey: string;
  /** Folder with the statistics' and the natural resources' files. */
  readonly files: string;
}

/** Puts the county's data where the four departments keep it, and runs the market regulator's own service. */
export async function departmentSources(options: {
  dataDirectory: string;
  services: Services;
  county: CountyOnDemand;
  lifecycle: Lifecycle;
}): Promise<DepartmentSources> {
  const { dataDirectory, services, county, lifecycle } = options;
  const files = join(dataDirectory, 'demo', 'departments');
  await mkdir(files, { recursive: true, mode: 0o700 });
  const { path } = await writeMarketRegister({ folder: files, county });
  await writeStatisticsCsv({ folder: files, county });
  await writeNaturalGeojson({ folder: files, county });
  const marketKey = systemRandom.bytes(24).toString('base64url');
  const market = lifecycle.use('market register', await startMarketRegister({ file: path, apiKey: marketKey }));
  const { url: policeUrl } = await police({ dataDirectory, services, county });
  return { policeUrl, marketUrl: market.url, marketKey, files };
}

/** On a server of our own the names are plain; on one that others use too they say which installation they belong to. */
async function police(options: { dataDirectory: string; services: Services; county: CountyOnDemand }) {
  const { services, county } = options;
  const suffix = services.embedded.postgres ? '' : `_${sha256(options.dataDirectory).toString('hex').slice(0, 8)}`;
  try {
    return await seedPolice({
      serverUrl: services.databaseUrl,
      county,
      database: `police${suffix}`,
      reader: { role: `police_reader${suffix}`, password: systemRandom.bytes(24).toString('base64url') },
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error;
    throw new ServiceUnavailable(
      'the demonstration keeps the police register in a database of its own: the role in DATABASE_URL needs CREATEDB and CREATEROLE',
    );
  }
}
