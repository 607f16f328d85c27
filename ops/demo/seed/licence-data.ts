import type { Enterprise } from '../generate/enterprise.ts';

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
