import { hubSigners } from '../../exchange/index.ts';
import { createPki } from '../../identity/index.ts';
import { type Database, systemClock, systemRandom } from '../../kernel/index.ts';
import { vaultKeys } from '../../licence-vault/index.ts';
import type { CountyOnDemand } from '../demo/generate/county.ts';
import { type SampleFiles, writeSealedSample } from '../demo/sealed-sample.ts';
import { licensedEnterprises } from '../demo/seed/licences.ts';
import { demoOfficer } from '../demo/seed/seed-hub.ts';

/** The sealed file for trying out verification, of the first company that has a licence. */
export async function sampleFiles(options: {
  database: Database;
  masterKey: Buffer;
  hubUrl: string;
  dataDirectory: string;
  county: CountyOnDemand;
  licencesOf: (unifiedCode: string) => Promise<readonly string[]>;
}): Promise<SampleFiles | undefined> {
  const { database, masterKey, county, dataDirectory } = options;
  for (const enterprise of licensedEnterprises(county.get().enterprises)) {
    const [identifier] = await options.licencesOf(enterprise.unifiedCode);
    if (identifier === undefined) continue;
    const base = { database, clock: systemClock, random: systemRandom };
    const pki = createPki({ ...base, masterKey, publicUrl: options.hubUrl });
    const parts = { ...base, keys: vaultKeys({ masterKey }), ...hubSigners(pki), specimen: true };
    const actor = await demoOfficer(database, 'approval-seal');
    return writeSealedSample({ dataDirectory, parts, pki, actor, licence: { identifier, enterprise } });
  }
  return undefined;
}
