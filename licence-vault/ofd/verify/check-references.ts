import { type Finding, failed, indeterminate, passed } from '../../verify/verdict.ts';
import type { SignatureDescription } from '../model/signature.ts';
import { shownName } from '../package/entry-name.ts';
import type { OfdPackage } from '../package/package.ts';
import { checkMethodOf, type EntryDigests } from './check-method.ts';
import { digestOfSeal } from './seal-digests.ts';

/**
 * Is every file that a signature protects there, and to the byte what it was? Digests are taken of the entries' raw
 * content (GB/T 33190 §18.2.3).
 * @returns FAILED with HASH_FAILURE naming the first file that is not; INDETERMINATE with CRYPTO_CONSTRAINTS_FAILURE for a
 *   digest we do not know or that is too weak to prove anything
 */
export function checkReferences(options: {
  ofd: OfdPackage;
  signature: SignatureDescription;
  digests: EntryDigests;
}): Finding {
  const { ofd, signature, digests } = options;
  if (signature.references.length === 0) {
    return failed('SIG_CONSTRAINTS_FAILURE', '签名没有保护任何文件', 'the signature protects no file');
  }
  const method = checkMethodOf(signature.checkMethod);
  if (method === undefined) {
    return indeterminate(
      'CRYPTO_CONSTRAINTS_FAILURE',
      '不认识受保护文件的摘要方法',
      'the digest of the protected files is not known here',
    );
  }
  for (const { path, location, digest } of signature.references) {
    const entry = path === undefined ? undefined : ofd.file(path);
    const name = () => shownName(path ?? location);
    if (entry === undefined) {
      return failed('HASH_FAILURE', `受保护的文件 ${name()} 不见了`, `the protected file ${name()} is gone`);
    }
    const take = path === signature.sealPath ? digestOfSeal : undefined;
    if (digest === undefined || !digests.of(method, entry.bytes, take).equals(digest)) {
      return failed('HASH_FAILURE', `受保护的文件 ${name()} 被改动过`, `the protected file ${name()} was altered`);
    }
  }
  if (method.weak) {
    return indeterminate(
      'CRYPTO_CONSTRAINTS_FAILURE',
      `受保护文件用的是 ${method.name} 摘要，可被伪造，不能采信`,
      `the protected files are held by ${method.name} digests, which can be forged`,
    );
  }
  const count = signature.references.length;
  return passed(
    `${count} 个受保护文件逐字节未变（${method.name}）`,
    `all ${count} protected files are to the byte what they were (${method.name})`,
  );
}
