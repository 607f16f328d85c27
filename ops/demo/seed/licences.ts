import type { OfficerActor } from '../../../identity/index.ts';
import { businessLicence, issueLicence, type VaultParts } from '../../../licence-vault/index.ts';
import type { CountyOnDemand } from '../generate/county.ts';
import type { Enterprise } from '../generate/enterprise.ts';

/** Every tenth company that is in business has its licence in the vault. */
export const licenceEvery = 10;

/** The companies that get a sample licence. */
export function licensedEnterprises(enterprises: readonly Enterprise[]): readonly Enterprise[] {
  return enterprises.filter((enterprise, index) => index % licenceEvery === 0 && enterprise.status === '存续');
}

/** The data of a business licence out of the market register. */
export function licenceData(enterprise: Enterprise): Record<string, unknown> {
  return {
    name: enterprise.name,
    unifiedCode: enterprise.unifiedCode,
    enterpriseType: enterprise.type,
    legalRepresentative: enterprise.legalRepresentative,
    registeredCapital: `${enterprise.registeredCapital}万元`,
    establishedOn: enterprise.establishedOn,
    operatingTerm: { from: enterprise.termFrom, to: enterprise.termTo ?? '长期' },
    address: enterprise.address,
    businessScope: enterprise.businessScope,
    registrationAuthority: enterprise.registrationAuthority,
    registeredOn: enterprise.approvedOn,
  };
}

/** Licences issued at once; each is a transaction of its own. */
const together = 8;

/** Issues the sample licences that are not there yet. */
export async function issueSampleLicences(options: {
  parts: VaultParts;
  actor: OfficerActor;
  county: CountyOnDemand;
  progress: (line: string) => void;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { parts, actor } = options;
  const expected = Math.floor(options.county.metadata.companies / licenceEvery);
  const { rows } = await parts.database.pool.query<{ count: number }>('select count(*) as count from vault.licence');
  // Most of them are there: the seeding was done. Some companies are out of business and have none.
  if ((rows[0]?.count ?? 0) > expected / 2) return;
  const enterprises = [...licensedEnterprises(options.county.get().enterprises)];
  let issued = 0;
  const worker = async () => {
    for (let enterprise = enterprises.pop(); enterprise !== undefined; enterprise = enterprises.pop()) {
      options.signal?.throwIfAborted();
      // Terms that have run out would be refused, and rightly.
      if (enterprise.termTo !== null && enterprise.termTo < parts.clock.now().toISOString().slice(0, 10)) continue;
      await issueLicence({
        ...parts,
        actor,
        request: {
          type: businessLicence.code,
          issuerReference: `demo-${enterprise.unifiedCode}`,
          data: licenceData(enterprise),
        },
      });
      issued += 1;
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  options.progress(`签发样例营业执照 ${issued} 份 · issued ${issued} sample business licences`);
}
