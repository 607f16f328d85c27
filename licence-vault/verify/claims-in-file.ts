import { canonicalJson, sha256 } from '../../kernel/pure/index.ts';
import { copyIn } from '../copy/copy-data.ts';
import { claimsFileName, claimsName } from '../licence/file/claims.ts';
import { readAttachments, readDocument } from '../ofd/model/document.ts';
import { readOfdFile } from '../ofd/model/ofd-file.ts';
import { openPackage } from '../ofd/package/package.ts';
import { readPdf } from '../pdf/verify/read-pdf.ts';
import { fileKindOf } from './file-kind.ts';
import { licenceIdentifiersIn } from './licence-in-file.ts';
import { customDataOf, type SignedFile, withFinding, withVerdicts } from './signed-file.ts';
import { type Finding, failed, indeterminate } from './verdict.ts';

/** A claims file is some kilobytes. */
const largestClaims = 1024 * 1024;

/**
 * The same verification, failed where the pages, the claims file enclosed and what the vault holds do not belong together: a
 * seal or signature says that a file is whole, not that it is one licence. OFD and PDF of a version are bound to each other by
 * the digest of the same claims. Of an OFD that encloses none nobody can say so much: left undecided where the vault holds the
 * licence that it names, and for the status to decide elsewhere. A PDF that speaks of claims encloses them.
 * @param options.documentDigest SHA-256 of the claims file that the vault holds; left out: the vault was not asked
 */
export function withClaims(
  file: SignedFile,
  options: { readonly bytes: Uint8Array; readonly documentDigest?: Buffer | undefined },
): SignedFile {
  const isWhole = file.verdict.steps.some(({ step, result }) => step === 'document-hash' && result === 'PASSED');
  const wrong = isWhole ? disagreement(file, options) : undefined;
  return wrong === undefined ? file : withVerdicts(file, (verdict) => withFinding(verdict, 'document-hash', wrong));
}

function disagreement(
  file: SignedFile,
  { bytes, documentDigest }: { readonly bytes: Uint8Array; readonly documentDigest?: Buffer | undefined },
): Finding | undefined {
  const named = customDataOf(file).flatMap(({ name, value }) => (name === claimsName ? [value.trim()] : []));
  const isPdf = fileKindOf(bytes) === 'pdf';
  const files = isPdf ? claimsInPdf(bytes) : claimsInOfd(bytes);
  if (files.length === 0 && !isPdf) return documentDigest === undefined || isCopy(file) ? undefined : notEnclosed;
  if (files.length === 0 && named.length === 0) return undefined;
  const [enclosed] = files;
  const claims = enclosed === undefined ? undefined : claimsOf(enclosed);
  const identifiers = licenceIdentifiersIn(file);
  const isBound = files.length === 1 && named.length === 1 && named[0] === claims?.digest;
  if (!isBound || identifiers.some((identifier) => identifier !== claims?.identifier)) {
    return failed(
      'HASH_FAILURE',
      '文件所附的证照数据与版面所记的摘要不符',
      'the claims enclosed are not those whose digest stands in the file',
    );
  }
  if (enclosed !== undefined && documentDigest !== undefined && !sha256(enclosed).equals(documentDigest)) {
    return failed(
      'HASH_FAILURE',
      '文件所附的证照数据与证照库所存不一致',
      'the vault holds other claims under this identifier',
    );
  }
  return undefined;
}

/** A copy for one purpose is whole without them. */
function isCopy(file: SignedFile): boolean {
  return copyIn(customDataOf(file)) !== undefined;
}

const notEnclosed: Finding = indeterminate(
  'SIG_CONSTRAINTS_FAILURE',
  '文件没有附带证照数据，无从与证照库所存核对；请出示证照库出具的文件',
  'no claims are enclosed that could be held against what the vault holds; present the file that the vault gave out',
);

function claimsInOfd(bytes: Uint8Array): readonly Buffer[] {
  const ofd = openPackage(bytes);
  return readOfdFile(ofd).flatMap(({ documentPath }) => {
    const { attachmentsPath } = readDocument(ofd, documentPath);
    if (attachmentsPath === undefined) return [];
    return readAttachments(ofd, attachmentsPath).flatMap(({ name, path }) =>
      name === claimsFileName ? [ofd.file(path ?? '')?.bytes ?? Buffer.alloc(0)] : [],
    );
  });
}

function claimsInPdf(bytes: Uint8Array): readonly Buffer[] {
  const { claims } = readPdf(bytes);
  return claims === undefined ? [] : [claims];
}

/** The digest as the issuer worked it out, and which licence it is; undefined for what is no claims file. */
function claimsOf(file: Buffer): { readonly digest: string; readonly identifier: unknown } | undefined {
  if (file.length > largestClaims) return undefined;
  try {
    const document: unknown = JSON.parse(file.toString());
    if (typeof document !== 'object' || document === null || !('licence' in document)) return undefined;
    const { licence } = document;
    if (typeof licence !== 'object' || licence === null || !('identifier' in licence)) return undefined;
    return { digest: sha256(canonicalJson(licence)).toString('base64url'), identifier: licence.identifier };
  } catch (error) {
    // Not JSON, not canonical, or nested deeper than anything that is read.
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}
