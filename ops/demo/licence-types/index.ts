import { businessLicence } from './business-licence.ts';
import { constructionPermit } from './construction-permit.ts';
import type { DemoLicenceType } from './demo-licence-type.ts';
import { foodPermit } from './food-permit.ts';
import { householdRegister } from './household-register.ts';
import { marriageCertificate } from './marriage-certificate.ts';
import { realEstate } from './real-estate.ts';

export type { DemoLicenceType } from './demo-licence-type.ts';

/** The licence types that the demonstration's departments issue. */
export const demoLicenceTypes: readonly DemoLicenceType[] = [
  businessLicence,
  foodPermit,
  householdRegister,
  realEstate,
  constructionPermit,
  marriageCertificate,
];
