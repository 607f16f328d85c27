import { type Finding, failed, indeterminate, passed } from '../../verify/verdict.ts';
import type { PdfSignature } from './read-pdf.ts';

/**
 * Is everything in the file signed but the signature's own value? The byte range must begin with the file, leave out exactly the
 * value with its brackets, and end with the file: what it left out besides, or what was added behind it (an incremental update,
 * ISO 32000-2 §7.5.6), can replace any page.
 *
 * What was added after a signature that forbids changes (DocMDP, P 1) is FAILED. After another it is INDETERMINATE, with what to
 * do next: a second signature or a form filled in is lawful, and which of it changes what is shown is not examined here.
 */
export function checkCoverage({ range, contents, permission }: PdfSignature, fileLength: number): Finding {
  const [start, before, from, after] = range;
  const isWhole =
    range.length === 4 &&
    start === 0 &&
    before === contents.start &&
    from === contents.end &&
    after !== undefined &&
    contents.end + after <= fileLength;
  if (!isWhole) {
    return failed(
      'FORMAT_FAILURE',
      '签名范围不是除签名值外的全部内容，未受保护的部分可被替换',
      'the byte range leaves out more than the value of the signature, and what it leaves out can be exchanged',
    );
  }
  if (contents.end + after === fileLength) {
    return passed('签名覆盖整个文件', 'the signature covers the whole file');
  }
  if (permission === 1) {
    return failed(
      'HASH_FAILURE',
      '签名后文件被追加了内容，而该签名不允许任何改动；请向颁发机构取得原件',
      'something was added after the signature, which allows no change; get the original from the issuer',
    );
  }
  return indeterminate(
    'SIG_CONSTRAINTS_FAILURE',
    '签名后文件被追加了内容，所显示的可能不是所签的；请查看签名时的版本，或取得原件',
    'something was added after the signature, so what it shows may not be what was signed; look at the version that was, or get the original',
  );
}
