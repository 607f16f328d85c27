import { Problem } from '../../kernel/pure/index.ts';
import { pathTrust, readTrustFiles, type SealTrust } from '../../licence-vault/verify/index.ts';
import { CommandError, exitCode } from './exit.ts';
import { type FileAt, filesAt } from './files-at.ts';

/**
 * Whom the PATHs of `--trust` say to believe; nobody when there are none.
 * @throws CommandError (64) for paths that cannot be read or hold nothing of the kind; CERTIFICATE_MALFORMED
 */
export function trustAt(paths: readonly string[]): SealTrust {
  const files = filesAt(paths).filter(holdsTrust);
  if (paths.length > 0 && files.length === 0)
    throw new CommandError(
      '--trust 所指之处没有证书，也没有吊销列表 · there is neither a certificate nor a revocation list at --trust',
      exitCode.usage,
    );
  return pathTrust(readTrustFiles(files.map(({ bytes }) => bytes)));
}

/** Other things may lie in a folder, as long as their names do not say that they are certificates. */
function holdsTrust({ bytes, isMeant }: FileAt): boolean {
  if (isMeant) return true;
  try {
    readTrustFiles([bytes]);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
