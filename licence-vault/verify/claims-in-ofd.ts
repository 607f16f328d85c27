import { canonicalJson, sha256 } from '../../kernel/pure/index.ts';
import { claimsFileName, claimsName } from '../licence/file/claims.ts';
import { readAttachments, readDocument } from '../ofd/model/document.ts';
import { openPackage } from '../ofd/package/package.ts';
import type { OfdVerification } from '../ofd/verify/verify-ofd.ts';
import { verdictWith } from './licence-in-ofd.ts';
import { type Finding, failed } from './verdict.ts';

/** A claims file is some kilobytes. */
const largestClaims = 1024 * 1024;

/**
 * The same verification, failed where the pages, the claims file enclosed and what the vault holds do not belong together: a
 * seal says that a file is whole, not that it is one licence. Files that enclose no claims are none of ours.
 * @param options.documentDigest SHA-256 of the claims file that the vault holds; left out: the vault was not asked
 */
export function withClaims(
  verification: OfdVerification,
  options: { readonly bytes: Uint8Array; readonly documentDigest?: Buffer | undefined },
): OfdVerification {
  const isWhole = verification.verdict.steps.some(
    ({ step, result }) => step === 'document-hash' && result === 'PASSED',
  );
  const wrong = isWhole ? disagreement(verification, options) : undefined;
  return wrong === undefined
    ? verification
    : { ...verification, verdict: verdictWith(verification.verdict, { 'document-hash': wrong }) };
}

function disagreement(
  { documents }: OfdVerification,
  { bytes, documentDigest }: { readonly bytes: Uint8Array; readonly documentDigest?: Buffer | undefined },
): Finding | undefined {
  const named = documents.flatMap(({ info }) =>
    info.customData.flatMap(({ name, value }) => (name === claimsName ? [value.trim()] : [])),
  );
  const files = enclosed(
    bytes,
    documents.map(({ documentPath }) => documentPath),
  );
  if (files.length === 0) return undefined;
  const [file] = files;
  const digest = file === undefined ? undefined : claimsDigestOf(file);
  if (files.length > 1 || digest === undefined || named.length !== 1 || named[0] !== digest) {
    return failed(
      'HASH_FAILURE',
      '文件所附的证照数据与版面所记的摘要不符',
      'the claims enclosed are not those whose digest stands in the file',
    );
  }
  if (file !== undefined && documentDigest !== undefined && !sha256(file).equals(documentDigest)) {
    return failed(
      'HASH_FAILURE',
      '文件所附的证照数据与证照库所存不一致',
      'the vault holds other claims under this identifier',
    );
  }
  return undefined;
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
