import { sha256, type Text } from '../../kernel/index.ts';
import type { LicenceDocument } from '../generated/schemas.ts';
import { type LicenceKey, type LicenceKeys, signedBytes } from '../licence/document.ts';
import { assuranceOf } from '../licence/stock-origin.ts';
import { beijingDay, isAfter, termWords } from '../licence/term.ts';
import { isSignedBy } from '../token/verify-es256.ts';
import { readDocument } from './read-document.ts';
import { checkStatus, type KnownStatus } from './status.ts';
import { type Finding, failed, indeterminate, passed, skipped, type Verdict, verdictOf } from './verdict.ts';

/** Clocks of two hubs may differ by this much before a signature counts as coming from the future. */
const clockSkewMs = 60_000;

/**
 * Verifies a licence document: format, signature, time, document hash, status, each with its reason. Pure but for the
 * keys it asks for, so the command line runs it without a hub.
 *
 * TOTAL_FAILED: FORMAT_FAILURE, SIG_CRYPTO_FAILURE, HASH_FAILURE (the vault holds another text), EXPIRED, NOT_YET_VALID,
 * REVOKED (rescinded, cancelled, revoked, transferred out, or replaced by a newer version).
 * INDETERMINATE: NO_SIGNING_CERTIFICATE_FOUND (a key we do not know, which is not the holder's fault), TRY_LATER
 * (suspended, status not asked, or not in this vault), OUT_OF_BOUNDS_NO_POE (signed outside the key's period).
 * @param options.status what the vault knows; left out: offline, and the verdict is INDETERMINATE at best, because
 *   nothing in a document says that it still stands
 * @param options.at as of when
 */
export async function verifyDocument(options: {
  bytes: Uint8Array;
  keys: LicenceKeys;
  status?: KnownStatus | undefined;
  at: Date;
}): Promise<Verdict> {
  const { at, status } = options;
  const read = readDocument(options.bytes);
  if ('wrong' in read) return formatFailure(read.wrong, at);
  const { document, canonical } = read;
  const key = await options.keys.key(document.proof.kid);
  const signature = checkSignature(document, key);
  const verdict = verdictOf(
    {
      ...notYet,
      format: passed('文件是格式完好的证照', 'the file is a well-formed licence'),
      signature,
      time: signature.result === 'PASSED' ? checkTime(document, key, at) : unproved,
      'document-hash': checkHash(canonical, signature, status),
      status: checkStatus(status),
    },
    at,
  );
  return { ...verdict, assurance: assuranceOf(document.licence) };
}

/**
 * The verdict on something that is no licence document at all.
 * @param nothing what is said of each step after the first
 */
export function formatFailure(
  why: Text,
  at: Date,
  nothing: Finding = skipped('文件格式不符，无从检查', 'there is nothing to check: the format is wrong'),
): Verdict {
  return verdictOf(
    {
      format: failed('FORMAT_FAILURE', why.zh, why.en),
      signature: nothing,
      'signer-certificate': nothing,
      time: nothing,
      'document-hash': nothing,
      seal: nothing,
      timestamp: nothing,
      status: nothing,
    },
    at,
  );
}

/** Steps that a licence of this format does not have. */
const notYet = {
  'signer-certificate': skipped(
    '此格式以登记的密钥签名，不带证书',
    'this format is signed with a registered key and carries no certificate',
  ),
  seal: skipped('此格式不带电子印章', 'this format carries no electronic seal'),
  timestamp: skipped('此格式不带时间戳', 'this format carries no time stamp'),
} as const satisfies Readonly<Record<string, Finding>>;

const unproved = skipped(
  '签名未通过，证照所写的时间不足为凭',
  'without a proved signature, what the document says of times proves nothing',
);

function checkSignature(document: LicenceDocument, key: LicenceKey | undefined): Finding {
  if (key === undefined) {
    return indeterminate(
      'NO_SIGNING_CERTIFICATE_FOUND',
      '不认识签名所用的密钥；请取得颁发地的公钥后再验，或到其证照库查验',
      'the key it was signed with is not known here; get the key of the region that issued it, or ask its vault',
    );
  }
  const { alg, signature } = document.proof;
  // Reading has held the algorithm to the ones we know; the key decides, not the document.
  if (
    alg === key.alg &&
    isSignedBy({ key: key.key, signed: signedBytes(document), signature: Buffer.from(signature, 'base64url') })
  ) {
    return passed('签名与内容相符', 'the signature fits the content');
  }
  return failed(
    'SIG_CRYPTO_FAILURE',
    '签名与内容不符：内容或签名被改动过',
    'the signature does not fit the content: one of them was altered',
  );
}

/** When it was signed, and whether the licence's term holds. */
function checkTime(document: LicenceDocument, key: LicenceKey | undefined, at: Date): Finding {
  const signedAt = new Date(document.proof.signedAt);
  if (signedAt.getTime() > at.getTime() + clockSkewMs) {
    return indeterminate(
      'TIMESTAMP_ORDER_FAILURE',
      '签名时间晚于验证所依据的时间；请核对时钟',
      'it was signed after the time as of which it is verified; check the clocks',
    );
  }
  const { notBefore, notAfter } = key ?? {};
  if ((notBefore !== undefined && signedAt < notBefore) || (notAfter !== undefined && signedAt > notAfter)) {
    return indeterminate(
      'OUT_OF_BOUNDS_NO_POE',
      '签名时间不在密钥的使用期内；请向颁发机构查验',
      'it was signed outside the period of its key; ask the issuer',
    );
  }
  const { validFrom, validTo } = document.licence;
  const today = beijingDay(at);
  if (isAfter(validFrom, today)) {
    return failed('NOT_YET_VALID', `有效期自 ${validFrom} 起`, `its term begins on ${validFrom}`);
  }
  if (isAfter(today, validTo)) {
    return failed('EXPIRED', `有效期至 ${validTo} 止，已届满`, `its term ended on ${validTo}`);
  }
  const term = termWords(validFrom, validTo);
  return passed(`签名时间有效，有效期 ${term.zh}`, `signed in time; its term is ${term.en}`);
}

/** Is it, to the letter, what the vault issued? Where the vault cannot be asked, the signature alone answers. */
function checkHash(canonical: Buffer, signature: Finding, status: KnownStatus | undefined): Finding {
  if (status?.known === true) {
    return sha256(canonical).equals(status.documentDigest)
      ? passed('与证照库所存逐字节一致', 'it is to the byte what the vault holds')
      : failed('HASH_FAILURE', '与证照库所存不一致', 'the vault holds another text under this identifier');
  }
  return signature.result === 'PASSED'
    ? passed('签名覆盖全部内容的摘要', 'the signature covers the digest of the whole content')
    : skipped('签名未通过，无从判断', 'without a proved signature there is nothing to compare with');
}
