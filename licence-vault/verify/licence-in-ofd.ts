import { type Assurance, assuranceName } from '../licence/stock-origin.ts';
import type { OfdVerification } from '../ofd/verify/verify-ofd.ts';
import { type Finding, indeterminate, type Verdict, type VerificationStep, verdictOf } from './verdict.ts';

/** Name of the CustomData that holds a licence's identifier (证照标识). */
const identifierName = 'ZZBS';

/** The licence identifiers that an OFD bears, each once and as written; none in one that is no licence or cannot be read. */
export function licenceIdentifiersIn({ documents }: OfdVerification): readonly string[] {
  const values = documents.flatMap(({ info }) =>
    info.customData.flatMap(({ name, value }) => (name === identifierName ? [value.trim()] : [])),
  );
  return [...new Set(values)];
}

/** How the licence in an OFD came about, as its pages say; undefined for a file that is no licence. */
export function assuranceIn(verification: OfdVerification): Assurance | undefined {
  if (licenceIdentifiersIn(verification).length === 0) return undefined;
  const custom = verification.documents.flatMap(({ info }) => info.customData);
  return custom.some(({ name, value }) => name === assuranceName && value === 'stock') ? 'stock' : 'issued';
}

/** The status of a licence that is verified without its vault: nothing in a document says that it still stands. */
export const statusNotAsked: Finding = indeterminate(
  'TRY_LATER',
  '离线验证，未查询当前状态；请联网后向证照库查验',
  'verified offline, the present status was not asked for; ask the vault when you are connected',
);

/** The same verification with the status of the licence in it, where the file could be read. */
export function withStatus(verification: OfdVerification, status: Finding): OfdVerification {
  const { signatures } = verification;
  if (signatures.length === 0) return verification;
  return {
    ...verification,
    verdict: verdictWith(verification.verdict, { status }),
    signatures: signatures.map((one) => ({ ...one, verdict: verdictWith(one.verdict, { status }) })),
  };
}

/** The same verdict with other findings in some steps. */
export function verdictWith(verdict: Verdict, changed: Partial<Readonly<Record<VerificationStep, Finding>>>): Verdict {
  const findings = Object.fromEntries(verdict.steps.map(({ step, ...finding }) => [step, finding]));
  return verdictOf({ ...findings, ...changed } as Parameters<typeof verdictOf>[0], verdict.asOf);
}
