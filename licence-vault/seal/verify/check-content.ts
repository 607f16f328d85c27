import { createHash } from 'node:crypto';
import { sm3 } from '../../../identity/pki/index.ts';
import { type Finding, failed, indeterminate, passed } from '../../verify/verdict.ts';
import type { SealExtension } from '../structure/extensions.ts';
import type { Seal } from '../structure/seal.ts';
import type { SignerList } from '../structure/signer-list.ts';
import { tryCertificate } from './certificates.ts';
import { combined, moment } from './combine.ts';

/** What a seal says besides its signature: the order of its dates, its signers, nothing that must be understood and is not. */
export function checkContent(seal: Seal): Finding {
  const { property, extensions } = seal.info;
  return combined([checkTerm(property), checkSigners(property.signers), checkExtensions(extensions)]);
}

function checkTerm({ validFrom, validTo }: { validFrom: Date; validTo: Date }): Finding {
  return validFrom < validTo
    ? passed('印章信息前后一致', 'what the seal says is consistent')
    : failed('SIG_CONSTRAINTS_FAILURE', '印章有效期的起止颠倒', 'the seal’s term ends before it begins');
}

function checkSigners(signers: SignerList): Finding {
  const readable =
    signers.form === 'certificates'
      ? signers.certificates.every((certificate) => tryCertificate(certificate) !== undefined)
      : signers.digests.every(({ value }) => digestLengths.includes(value.length));
  return readable
    ? passed('签章者证书列表格式正确', 'its list of signers is well formed')
    : failed(
        'SIG_CONSTRAINTS_FAILURE',
        '签章者证书列表中有无法读取的证书或摘要',
        'its list of signers has an entry that is neither certificate nor digest',
      );
}

/** SM3 and SHA-256, SHA-384, SHA-512. */
const digestLengths: readonly number[] = [32, 48, 64];

/** We understand none of the extensions that vendors add, so one that is critical leaves us undecided. */
export function checkExtensions(extensions: readonly SealExtension[]): Finding {
  const critical = extensions.find((extension) => extension.critical);
  return critical === undefined
    ? passed('没有必须理解的自定义扩展', 'no extension has to be understood')
    : indeterminate(
        'SIG_CONSTRAINTS_FAILURE',
        `含有不认识的关键扩展 ${critical.id}`,
        `it holds the critical extension ${critical.id}, which is not known here`,
      );
}

/** Is the seal in its term at a moment? */
export function checkInTerm(seal: Seal, at: Date, when: { zh: string; en: string }): Finding {
  const { validFrom, validTo } = seal.info.property;
  const term = `${moment(validFrom)} – ${moment(validTo)}`;
  if (at < validFrom) {
    return failed(
      'NOT_YET_VALID',
      `${when.zh}早于印章有效期（${term}）`,
      `${when.en} lies before the seal’s term (${term})`,
    );
  }
  if (at > validTo)
    return failed('EXPIRED', `${when.zh}晚于印章有效期（${term}）`, `${when.en} lies after the seal’s term (${term})`);
  return passed(`${when.zh}在印章有效期内（${term}）`, `${when.en} lies in the seal’s term (${term})`);
}

const shaNames = ['sha256', 'sha384', 'sha512'] as const;

/**
 * Is the certificate among a seal's signers: byte-equal to an entry, or, where the seal lists digests, equal to its digest?
 * What the digest calls itself does not matter: bytes that are one of its digests are proof whatever the name.
 */
export function isListed(signers: SignerList, certificate: Buffer): boolean {
  if (signers.form === 'certificates') return signers.certificates.some((entry) => entry.equals(certificate));
  const own = [sm3(certificate), ...shaNames.map((name) => createHash(name).update(certificate).digest())];
  return signers.digests.some(({ value }) => own.some((digest) => digest.equals(value)));
}

export function checkListed(signers: SignerList, certificate: Buffer): Finding {
  return isListed(signers, certificate)
    ? passed('签章者证书在印章的证书列表中', 'the signer is among those the seal lists')
    : failed(
        'SIG_CONSTRAINTS_FAILURE',
        '签章者证书不在印章的证书列表中：此人无权使用该印章',
        'the signer is not among those the seal lists and may not use it',
      );
}
