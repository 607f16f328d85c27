import { type Assurance, assuranceName } from '../licence/stock-origin.ts';
import { customDataOf, type SignedFile, withFinding, withVerdicts } from './signed-file.ts';
import { type Finding, indeterminate } from './verdict.ts';

/** Name of the CustomData that holds a licence's identifier (证照标识). */
const identifierName = 'ZZBS';

/** The licence identifiers that a file bears, each once and as written; none in one that is no licence or cannot be read. */
export function licenceIdentifiersIn(file: SignedFile): readonly string[] {
  const values = customDataOf(file).flatMap(({ name, value }) => (name === identifierName ? [value.trim()] : []));
  return [...new Set(values)];
}

/** How the licence in a file came about, as its pages say; undefined for a file that is no licence. */
export function assuranceIn(file: SignedFile): Assurance | undefined {
  if (licenceIdentifiersIn(file).length === 0) return undefined;
  const isStock = customDataOf(file).some(({ name, value }) => name === assuranceName && value === 'stock');
  return isStock ? 'stock' : 'issued';
}

/** The status of a licence that is verified without its vault: nothing in a document says that it still stands. */
export const statusNotAsked: Finding = indeterminate(
  'TRY_LATER',
  '离线验证，未查询当前状态；请联网后向证照库查验',
  'verified offline, the present status was not asked for; ask the vault when you are connected',
);

/** The same verification with the status of the licence in it, where the file could be read. */
export function withStatus(file: SignedFile, status: Finding): SignedFile {
  return withVerdicts(file, (verdict) => withFinding(verdict, 'status', status));
}
