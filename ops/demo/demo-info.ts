import { join } from 'node:path';
import type { DemoInfo, DemoQuery, OfficerProfile, SystemProfile } from '../../exchange/index.ts';
import type { County } from './generate/county.ts';
import { type CredentialFolder, refreshedProfile, writePrivateFile } from './seed/credentials.ts';
import { licenceData } from './seed/licence-data.ts';
import { licensedEnterprises } from './seed/licences.ts';
import { firstOfficer, officers, systems } from './seed/organisations.ts';
import { matters } from './seed/sharing.ts';
import { demoResources } from './sources/resource-schemas.ts';

/** Describes the demonstration as it is set up. The people and companies in it are generated. */
export async function describeDemo(options: {
  county: County;
  credentials: CredentialFolder;
  hubUrl: string;
  services: DemoInfo['services'];
  files: DemoInfo['files'];
  codes: string;
  licencesOf: (unifiedCode: string) => Promise<readonly string[]>;
}): Promise<DemoInfo> {
  const { county, credentials, hubUrl } = options;
  const resident = county.residents.find((one) => one.residencyStatus === '在册' && one.divisionCode === '450721');
  const licensed = licensedEnterprises(county.enterprises).slice(0, 5);
  // Not among the licensed: whoever tries the example issues a licence that was not there.
  const unlicensed = county.enterprises.find(
    (one, index) => index % 10 === 1 && one.status === '存续' && one.termTo === null,
  );
  if (resident === undefined || unlicensed === undefined) throw new Error('the county has nobody to show');
  const holders: DemoInfo['holders'][number][] = [];
  for (const { unifiedCode } of licensed) {
    const licences = await options.licencesOf(unifiedCode);
    if (licences.length > 0) holders.push({ kind: '001', number: unifiedCode, licences });
  }
  const shown: DemoInfo['officers'][number][] = [];
  for (const { login, organisation, roles } of [firstOfficer, ...officers]) {
    const { password } = await refreshedProfile<OfficerProfile>(credentials.path(login), hubUrl);
    shown.push({ login, password, organisation, roles });
  }
  const example: DemoQuery = {
    resource: 'population.resident',
    match: { citizenNumber: resident.citizenNumber },
    matter: 'HRSS-PENSION-01',
    case: '2026-LS-000001',
    system: 'hrss-pension',
  };
  return {
    console: hubUrl,
    systems: systems.map(({ id, organisation, kind }) => ({ id, organisation, kind })),
    officers: shown,
    matters: matters.map(({ code, name, organisation }) => ({ code, name, organisation })),
    resources: demoResources.map((resource) => resource.id),
    holders,
    examples: {
      query: { ...example, fields: ['name', 'address'] },
      verify: { ...example, verify: { name: resident.name } },
      refused: { ...example, fields: ['name', 'maritalStatus'] },
      licence: { type: 'business-licence', data: licenceData(unlicensed) },
    },
    files: options.files,
    codes: options.codes,
    services: options.services,
  };
}

/** Where the command line finds it. */
export async function writeDemoInfo(dataDirectory: string, info: DemoInfo): Promise<void> {
  await writePrivateFile(join(dataDirectory, 'demo', 'demo.json'), `${JSON.stringify(info, null, 2)}\n`);
}

export function systemProfile(
  credentials: CredentialFolder,
  hubUrl: string,
): (system: string) => Promise<SystemProfile> {
  return (system) => refreshedProfile<SystemProfile>(credentials.path(system), hubUrl);
}
