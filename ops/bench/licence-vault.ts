import { loadCatalogFacts } from '../../catalog/index.ts';
import { hubSigners, logOrigin, openEvidenceLog, vaultParts } from '../../exchange/index.ts';
import {
  bootstrapAdministration,
  createPasswords,
  createPki,
  holdCeremony,
  type OfficerActor,
  officerId,
  openIdentityFacts,
  openSigningKeys,
  organisationCodeCheckCharacter,
  organisationId,
  type PkiParts,
  registerOrganisation,
  unifiedCodeCheckCharacter,
} from '../../identity/index.ts';
import { type Database, systemClock, systemRandom } from '../../kernel/index.ts';
import { businessLicence, registerLicenceType, type VaultParts } from '../../licence-vault/index.ts';
import { seedApprovalSeal } from '../demo/seed/seal.ts';
import { benchMasterKey } from './log-use.ts';

const house = { clock: systemClock, random: systemRandom, masterKey: benchMasterKey };
const publicUrl = 'http://bench.test';
const approval = organisationId('approval');

/** Who issues. */
export const benchClerk: OfficerActor = officer('approval', 'approval-clerk', '1');
/** For what licences are looked up: a matter that needs the one type there is. */
export const benchPurpose = { matter: 'BENCH-01', case: 'B-1' };

/** A vault as a hub opens it, with the hub's evidence log, on a database that {@link setUpLicenceVault} has prepared. */
export async function openLicenceVault(database: Database): Promise<{ parts: VaultParts; pki: PkiParts }> {
  const on = { database, ...house };
  const pki = createPki({ ...on, publicUrl });
  const parts = vaultParts({
    ...on,
    publicUrl,
    identity: await openIdentityFacts(on),
    catalog: await loadCatalogFacts(database),
    signingKeys: await openSigningKeys(on),
    pki,
    evidence: await openEvidenceLog({ ...on, origin: logOrigin(publicUrl) }),
  });
  const matter = {
    licenceTypesOfMatter: () => [businessLicence.code],
    groundsOfMatter: () => ({ name: '食品经营许可', law: '《食品经营许可和备案管理办法》第十二条', byConsent: [] }),
  };
  return { parts: { ...parts, ...matter }, pki };
}

/** An issuer with its seal and the one type that it issues. */
export async function setUpLicenceVault(database: Database): Promise<void> {
  const on = { database, ...house };
  const passwords = createPasswords({ random: systemRandom, cost: { logN: 4, r: 8, p: 1 } });
  await bootstrapAdministration({
    ...{ ...on, passwords },
    organisation: { id: 'data', unifiedCode: '11450721MB00000002', name: '大数据发展局' },
    officer: { login: 'bench', name: 'Bench', password: 'correct horse battery staple' },
  });
  const administration = officer('data', 'operator', '2');
  const input = { id: 'approval', unifiedCode: unifiedCode('11450721', 'MB123456'), name: '灵山县行政审批局' };
  await registerOrganisation({ ...on, actor: administration, input });
  const pki = createPki({ ...on, publicUrl });
  const ceremony = { suite: 'sm2', name: '演示', demonstration: true, secret: 'bench', issuing: 'keep' } as const;
  await holdCeremony({ parts: pki, actor: 'set-up', ceremony });
  await registerLicenceType({ ...on, definition: businessLicence, issuers: [approval] });
  const { parts } = await openLicenceVault(database);
  await seedApprovalSeal({
    parts: { ...parts, ...hubSigners(pki), specimen: true },
    pki,
    keeper: officer('approval', 'seal-keeper', '3'),
    approver: officer('data', 'seal-keeper', '4'),
  });
}

/** Lines of a file of licences of companies, each another one. */
export function* licenceLines(first: number, count: number): Generator<Buffer> {
  for (let number = first; number < first + count; number += 1) {
    const data = {
      name: `灵山县百果园第${number}食品有限公司`,
      unifiedCode: companyCode(number),
      enterpriseType: '有限责任公司（自然人独资）',
      legalRepresentative: '欧阳测试',
      registeredCapital: '壹佰万元整',
      establishedOn: '2020-03-18',
      operatingTerm: { from: '2020-03-18', to: '2050-03-17' },
      address: `灵山县灵城街道江滨二路${number}号`,
      businessScope: '食品销售；水果种植。（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
      registrationAuthority: '灵山县市场监督管理局',
      registeredOn: '2026-11-20',
    };
    yield Buffer.from(`${JSON.stringify({ issuerReference: `bench-${number}`, data })}\n`);
  }
}

/** The unified code of a company, with right check characters. */
export function companyCode(number: number): string {
  return unifiedCode('91450721', String(number).padStart(8, '0'));
}

function unifiedCode(head: string, organisation: string): string {
  const body = head + organisation + organisationCodeCheckCharacter(organisation);
  return body + unifiedCodeCheckCharacter(body);
}

function officer(organisation: string, role: OfficerActor['roles'][number], digit: string): OfficerActor {
  return {
    kind: 'officer',
    id: officerId(`00000000-0000-4000-8000-00000000000${digit}`),
    login: `${organisation}-${role}`,
    organisation: organisationId(organisation),
    administration: organisation === 'data',
    roles: [role],
  };
}
