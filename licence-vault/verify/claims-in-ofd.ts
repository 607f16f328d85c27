import { canonicalJson, sha256 } from '../../kernel/pure/index.ts';
import { claimsFileName, claimsName } from '../licence/file/claims.ts';
import { readAttachments, readDocument } from '../ofd/model/document.ts';
import { openPackage } from '../ofd/package/package.ts';
import type { OfdVerification } from '../ofd/verify/verify-ofd.ts';
import { customDataOf, type SignedFile, withFinding } from './signed-file.ts';
import { type Finding, failed } from './verdict.ts';

/** A claims file is some kilobytes. */
const largestClaims = 1024 * 1024;

/**
 * The same verification, failed where the pages and the claims file enclosed do not belong together: a seal says that a file is
 * whole, not that it is one licence. Files that enclose no claims are none of ours.
 */
export function withOwnClaims(verification: OfdVerification, bytes: Uint8Array): SignedFile {
  const isWhole = verification.verdict.steps.some(
    ({ step, result }) => step === 'document-hash' && result === 'PASSED',
  );
  if (!isWhole) return verification;
  const files = enclosed(
    bytes,
    verification.documents.map(({ documentPath }) => documentPath),
  );
  const file = { ...verification, enclosed: files };
  return files.length === 0 || areOwn(file, files) ? file : withWrongClaims(file, notOwn);
}

/** The same verification, failed where the claims enclosed are not those that the vault holds, by their SHA-256. */
export function withStoredClaims(file: SignedFile, digest: Buffer): SignedFile {
  const isOther = file.enclosed?.some((claims) => !sha256(claims).equals(digest)) ?? false;
  return isOther ? withWrongClaims(file, notStored) : file;
}

const notOwn = failed(
  'HASH_FAILURE',
  '文件所附的证照数据与版面所记的摘要不符',
  'the claims enclosed are not those whose digest stands in the file',
);
const notStored = failed(
  'HASH_FAILURE',
  '文件所附的证照数据与证照库所存不一致',
  'the vault holds other claims under this identifier',
);

function withWrongClaims(file: SignedFile, finding: Finding): SignedFile {
  return { ...file, verdict: withFinding(file.verdict, 'document-hash', finding) };
}

function areOwn(verification: SignedFile, files: readonly Buffer[]): boolean {
  const named = customDataOf(verification).flatMap(({ name, value }) => (name === claimsName ? [value.trim()] : []));
  const [file] = files;
  const digest = file === undefined ? undefined : claimsDigestOf(file);
  return files.length === 1 && digest !== undefined && named.length === 1 && named[0] === digest;
}

function enclosed(bytes: Uint8Array, documentPaths: readonly string[]): readonly Buffer[] {
  const ofd = openPackage(bytes);
  return documentPaths.flatMap((documentPath) => {
    const { attachmentsPath } = readDocument(ofd, documentPath);
    if (attachmentsPath === undefined) return [];
    return readAttachments(ofd, attachmentsPath).flatMap(({ name, path }) =>
      name === claimsFileName ? [ofd.file(path ?? '')?.bytes ?? Buffer.alloc(0)] : [],
    );
  });
}

/** As the issuer worked it out; undefined for what is no claims file. */
function claimsDigestOf(file: Buffer): string | undefined {
  if (file.length > largestClaims) return undefined;
  try {
    const document: unknown = JSON.parse(file.toString());
    if (typeof document !== 'object' || document === null || !('licence' in document)) return undefined;
    return sha256(canonicalJson(document.licence)).toString('base64url');
  } catch (error) {
    // Not JSON, not canonical, or nested deeper than anything that is read.
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}
