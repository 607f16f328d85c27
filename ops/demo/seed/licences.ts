import { type OfficerActor, organisationId } from '../../../identity/index.ts';
import { Problem } from '../../../kernel/index.ts';
import { businessLicence, type IssueRequest, issueLicences, type VaultParts } from '../../../licence-vault/index.ts';
import type { County, CountyOnDemand } from '../generate/county.ts';
import type { Enterprise } from '../generate/enterprise.ts';
import { type DemoLicenceType, demoLicenceTypes } from '../licence-types/index.ts';
import { bringForward } from './bring-forward.ts';
import { licenceData } from './licence-data.ts';

/** Every tenth company that is in business has its licence in the vault. */
export const licenceEvery = 10;

/** The companies that get a sample licence. */
export function licensedEnterprises(enterprises: readonly Enterprise[]): readonly Enterprise[] {
  return enterprises.filter((enterprise, index) => index % licenceEvery === 0 && enterprise.status === '存续');
}

/**
 * Issues the sample licences that are not there yet: of companies, and some of every other type. Samples of an older version
 * that have no sealed file are brought forward.
 */
export async function issueSampleLicences(options: {
  parts: VaultParts;
  actor: OfficerActor;
  county: CountyOnDemand;
  progress: (line: string) => void;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { parts, actor, signal } = options;
  const expected = Math.floor(options.county.metadata.companies / licenceEvery);
  const { count, bare, types } = await whatIsThere(parts);
  // Most of them are there: the seeding was done. Some companies are out of business and have none.
  const isSeeded = count > expected / 2;
  const missing = demoLicenceTypes.filter(({ definition: { code } }) => !types.includes(code));
  if (isSeeded && bare === 0 && missing.length === 0) return;
  const county = options.county.get();
  const companies = licensedEnterprises(county.enterprises)
    // Terms that have run out would be refused, and rightly.
    .filter(({ termTo }) => termTo === null || termTo >= parts.clock.now().toISOString().slice(0, 10));
  const issue = async (by: OfficerActor, wanted: readonly IssueRequest[]) => {
    for (let first = 0; first < wanted.length; first += together) {
      signal?.throwIfAborted();
      const issued = await issueLicences({ ...parts, actor: by, requests: wanted.slice(first, first + together) });
      for (const one of issued) if (one instanceof Problem) throw one;
    }
  };
  if (bare > 0) {
    const changed = await bringForward({ parts, actor, companies, signal });
    if (changed > 0)
      options.progress(
        `旧版样例营业执照换发 ${changed} 份 · brought ${changed} business licences of an older version forward`,
      );
  }
  if (!isSeeded) {
    const requests = companies.map((enterprise) => ({
      type: businessLicence.code,
      issuerReference: `demo-${enterprise.unifiedCode}`,
      data: licenceData(enterprise),
    }));
    await issue(actor, requests);
    options.progress(`签发样例营业执照 ${requests.length} 份 · issued ${requests.length} sample business licences`);
  }
  let others = 0;
  for (const type of missing) {
    if (type.definition.code === businessLicence.code) continue;
    const wanted = sampleRequests(type, county, companies);
    const [issuer = actor.organisation] = type.issuers;
    await issue({ ...actor, organisation: organisationId(issuer) }, wanted);
    others += wanted.length;
  }
  if (others > 0)
    options.progress(`签发其他类型样例证照 ${others} 份 · issued ${others} sample licences of other types`);
}

/** How many licences there are, how many in force have no sealed file, and of which types there are any. */
async function whatIsThere({
  database,
}: VaultParts): Promise<{ count: number; bare: number; types: readonly string[] }> {
  const { rows } = await database.pool.query<{ type: string; count: number; bare: number }>(
    `select l.type, count(*) as count, count(*) filter (where l.state = '01' and f.licence is null) as bare
     from vault.licence l left join vault.licence_file f
       on f.licence = l.id and f.version = l.current_version and f.format = 'ofd'
     group by l.type`,
  );
  const business = rows.find(({ type }) => type === businessLicence.code);
  return { count: business?.count ?? 0, bare: business?.bare ?? 0, types: rows.map(({ type }) => type) };
}

/** In one transaction. */
const together = 64;
/** Of each type besides the business licence. */
const samplesOfType = 2;

/** Licences of a type for the first who may hold one: the type's sample with their number and name. */
function sampleRequests(
  { definition, sample }: DemoLicenceType,
  county: County,
  companies: readonly Enterprise[],
): readonly IssueRequest[] {
  const { kinds, number, name } = definition.holder;
  const isPerson = kinds.includes('111');
  const holders = isPerson
    ? county.residents
        .filter((one) => one.residencyStatus === '在册' && one.divisionCode === '450721')
        .map((one) => ({ number: one.citizenNumber, name: one.name }))
    : companies.map((one) => ({ number: one.unifiedCode, name: one.name }));
  return holders.slice(0, samplesOfType).map((holder) => ({
    type: definition.code,
    holder: { kind: isPerson ? '111' : '001' },
    issuerReference: `demo-${definition.name}-${holder.number}`,
    data: { ...sample, [number]: holder.number, [name]: holder.name },
  }));
}
