import { canonicalJson, sha256 } from '../../kernel/pure/index.ts';
import { customDataOf, type SignedFile, withMore, withVerdicts } from './signed-file.ts';
import { type Finding, failed, passed } from './verdict.ts';

/** Names of the CustomData that bind a licence's file to its data and say which licence it is. */
const claimsName = 'KZ_CLAIMS';
const identifierName = 'ZZBS';

/**
 * Holds the data that come with a licence's file to what the file says of them: OFD and PDF of a version are bound to the same
 * claims by one digest, so that what a machine reads is what they were made for.
 * @param claims the enclosed claims file; undefined: none is enclosed
 * @returns the same verification; in the step `document-hash` what was found, where the file speaks of claims at all
 */
export function withClaims(file: SignedFile, claims: Buffer | undefined): SignedFile {
  const finding = checkClaims(file, claims);
  if (finding === undefined) return file;
  return withVerdicts(file, (verdict) => withMore(verdict, 'document-hash', finding));
}

function checkClaims(file: SignedFile, claims: Buffer | undefined): Finding | undefined {
  const said = (wanted: string) => customDataOf(file).find(({ name }) => name === wanted)?.value;
  const digest = said(claimsName);
  if (digest === undefined && claims === undefined) return undefined;
  const licence = claims === undefined ? undefined : licenceIn(claims);
  if (licence === undefined) {
    return failed(
      'FORMAT_FAILURE',
      '文件所附的证照数据缺失或不是规范写法',
      'the data of the licence that belong to the file are missing, or not as they are written',
    );
  }
  if (sha256(canonicalJson(licence)).toString('base64url') !== digest || licence.identifier !== said(identifierName)) {
    return failed(
      'HASH_FAILURE',
      '文件所附的证照数据不是该版面的数据',
      'the data that come with the file are not those that its pages were made for',
    );
  }
  return passed('所附证照数据与版面绑定一致', 'the data that come with it are those it was made for');
}

/** What a claims file says of the licence; undefined unless it is canonical, as two readers may read other forms differently. */
function licenceIn(claims: Buffer): { readonly identifier?: unknown } | undefined {
  const document = parsed(claims);
  if (typeof document !== 'object' || document === null || !('licence' in document)) return undefined;
  if (!Buffer.from(canonicalJson(document)).equals(claims)) return undefined;
  const { licence } = document;
  return typeof licence === 'object' && licence !== null ? { ...licence } : undefined;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
