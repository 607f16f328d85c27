import {
  type Certificate,
  type Crl,
  pkiProblems,
  readCertificates,
  readCrls,
  validatePath,
  verdictJson,
} from '../../../identity/pki/index.ts';
import { Problem, systemClock } from '../../../kernel/pure/index.ts';
import type { Context, ValidateOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { type FileAt, fileBytes, filesAt } from '../files-at.ts';
import { instantOf } from '../instant.ts';
import { printVerdict } from '../verdict.ts';

/**
 * `hufu pki validate CERTIFICATE`: the certificate's path at a moment, without a hub: exit 0, 1 or 2. Certificates that follow the
 * first in its file are of use for the path. What no list speaks about is not taken for unrevoked.
 */
export async function validate({ output, language }: Context, file: string, options: ValidateOptions): Promise<number> {
  const { anchors, intermediates = [], crls = [] } = options;
  const at = options.at === undefined ? systemClock.now() : instantOf(options.at);
  const [certificate, ...others] = readCertificates(fileBytes(file));
  if (certificate === undefined)
    throw pkiProblems.CERTIFICATE_MALFORMED({ whyZh: '其中没有证书', whyEn: 'there is none in it' });
  const verdict = validatePath({
    certificate,
    anchors: certificatesAt(anchors, '--anchors'),
    intermediates: [...others, ...certificatesAt(intermediates, '--intermediates')],
    crls: listsAt(crls),
    at,
    // Data issued after a moment in the past may still speak about it; for one to come, that moment is now.
    now: new Date(Math.max(at.getTime(), systemClock.now().getTime())),
  });
  return printVerdict(output, verdictJson(verdict, language));
}

function certificatesAt(paths: readonly string[], option: string): readonly Certificate[] {
  const found = filesAt(paths).flatMap((file) =>
    readOrPassOver({ file, paths, read: readCertificates, other: readCrls }),
  );
  if (paths.length > 0 && found.length === 0) {
    throw new CommandError(`${option} 所指之处没有证书 · there is no certificate at ${option}`, exitCode.usage);
  }
  return found;
}

function listsAt(paths: readonly string[]): readonly Crl[] {
  const found = filesAt(paths).flatMap((file) =>
    readOrPassOver({ file, paths, read: readCrls, other: readCertificates }),
  );
  if (paths.length > 0 && found.length === 0) {
    throw new CommandError('--crls 所指之处没有吊销列表 · there is no revocation list at --crls', exitCode.usage);
  }
  return found;
}

/**
 * What a file holds. In a folder, files of the other kind and files that do not claim to be of either are passed over; one that
 * was named, or is called a certificate and cannot be read, is not, or a verdict would rest on less than was given.
 */
function readOrPassOver<T>(options: {
  file: FileAt;
  paths: readonly string[];
  read: (bytes: Uint8Array) => readonly T[];
  other: (bytes: Uint8Array) => unknown;
}): readonly T[] {
  const { file, paths, read, other } = options;
  try {
    return read(file.bytes);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const isNamed = paths.includes(file.path);
    if (!isNamed && (!file.isMeant || holds(file.bytes, other))) return [];
    throw error;
  }
}

function holds(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): boolean {
  try {
    read(bytes);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
