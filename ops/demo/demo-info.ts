import { join } from 'node:path';
import type { County } from './generate/county.ts';
import {
  type CredentialFolder,
  type OfficerCredentials,
  refreshedProfile,
  type SystemCredentials,
  writePrivateFile,
} from './seed/credentials.ts';
import { licenceData, licensedEnterprises } from './seed/licences.ts';
import { firstOfficer, officers, systems } from './seed/organisations.ts';
import { matters } from './seed/sharing.ts';
import { demoResources } from './sources/resource-schemas.ts';

/** What `hufu demo info` prints: everything somebody needs to try the demonstration. */
export interface DemoInfo {
  readonly console: string;
  readonly systems: readonly { readonly id: string; readonly organisation: string; readonly kind: string }[];
  readonly officers: readonly {
    readonly login: string;
    readonly password: string;
    readonly organisation: string;
    readonly roles: readonly string[];
  }[];
  readonly matters: readonly { readonly code: string; readonly name: string; readonly organisation: string }[];
  readonly resources: readonly string[];
  readonly holders: readonly {
    readonly kind: '001' | '111';
    readonly number: string;
    readonly licences: readonly string[];
  }[];
  readonly examples: {
    readonly query: QueryExample & { readonly fields: readonly string[] };
    readonly verify: QueryExample & { readonly verify: Readonly<Record<string, string>> };
    readonly refused: QueryExample & { readonly fields: readonly string[] };
    readonly licence: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
  };
}

interface QueryExample {
  readonly resource: string;
  readonly match: Readonly<Record<string, string>>;
  readonly matter: string;
  readonly case: string;
  readonly system: string;
}

/** Describes the demonstration as it is set up. The people and companies in it are generated. */
export async function describeDemo(options: {
  county: County;
  credentials: CredentialFolder;
  hubUrl: string;
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
    const { password } = await refreshedProfile<OfficerCredentials>(credentials.path(login), hubUrl);
    shown.push({ login, password, organisation, roles });
  }
  const example: QueryExample = {
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
  };
}

/** Where the command line finds it. */
export async function writeDemoInfo(dataDirectory: string, info: DemoInfo): Promise<void> {
  await writePrivateFile(join(dataDirectory, 'demo', 'demo.json'), `${JSON.stringify(info, null, 2)}\n`);
}

export function systemProfile(
  credentials: CredentialFolder,
  hubUrl: string,
): (system: string) => Promise<SystemCredentials> {
  return (system) => refreshedProfile<SystemCredentials>(credentials.path(system), hubUrl);
}
