import type { OfficerSession } from '../../exchange/index.ts';
import { createPki } from '../../identity/index.ts';
import { type Database, systemClock, systemRandom } from '../../kernel/index.ts';
import type { CountyOnDemand } from '../demo/generate/county.ts';
import { type SampleFiles, writeSealedSample } from '../demo/sealed-sample.ts';
import { licensedEnterprises } from '../demo/seed/licences.ts';
import { demoOfficer } from '../demo/seed/seed-hub.ts';

/** For which the demonstration looks up licences of its own. */
export const demoPurpose = { matter: 'APPROVAL-FOOD-01', case: '2026-LS-DEMO' } as const;

/** The sealed file for trying out verification, of the first company that has a licence. */
export async function sampleFiles(options: {
  database: Database;
  masterKey: Buffer;
  hubUrl: string;
  dataDirectory: string;
  county: CountyOnDemand;
  session: OfficerSession;
  licencesOf: (unifiedCode: string) => Promise<readonly string[]>;
}): Promise<SampleFiles | undefined> {
  const { database, masterKey, county, dataDirectory, session } = options;
  for (const enterprise of licensedEnterprises(county.get().enterprises)) {
    const [identifier] = await options.licencesOf(enterprise.unifiedCode);
    if (identifier === undefined) continue;
    const base = { database, clock: systemClock, random: systemRandom };
    const pki = createPki({ ...base, masterKey, publicUrl: options.hubUrl });
    const actor = await demoOfficer(database, 'approval-seal');
    const file = await sealedFileOf(session, identifier);
    // Of an older version, and no longer in force: it has none.
    if (file === undefined) continue;
    const readLicence = async () => {
      const query = new URLSearchParams({ format: 'ofd', ...demoPurpose });
      const path = `/v1/licences/${encodeURIComponent(identifier)}/file?${query}`;
      const answer = await session.stream(path, { accept: 'application/ofd' });
      return Buffer.from(await answer.arrayBuffer());
    };
    return writeSealedSample({ dataDirectory, database, pki, actor, digest: file, readLicence });
  }
  return undefined;
}

/** Digest of the sealed file of a licence's present version. */
async function sealedFileOf(session: OfficerSession, identifier: string): Promise<Buffer | undefined> {
  const path = `/v1/licences/${encodeURIComponent(identifier)}`;
  const { version } = (await session.get(path)) as { version: string };
  const { items } = (await session.get(`${path}/files`)) as {
    items: readonly { version: string; format: string; digest: string }[];
  };
  const file = items.find((one) => one.version === version && one.format === 'ofd');
  return file === undefined ? undefined : Buffer.from(file.digest, 'base64url');
}
