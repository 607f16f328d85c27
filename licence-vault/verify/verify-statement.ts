import type { LicenceKey, LicenceKeys } from '../licence/document.ts';
import { beijingDay, isAfter, termWords } from '../licence/term.ts';
import type { QrText, SignedStatement } from '../statement/qr-text.ts';
import type { LicenceStatement } from '../statement/statement.ts';
import { isSignedBy } from '../token/verify-es256.ts';
import { statusNotAsked } from './licence-in-file.ts';
import { type Finding, failed, indeterminate, passed, skipped, type Verdict, verdictOf } from './verdict.ts';

/** Clocks of two machines may differ by this much before a statement counts as coming from the future. */
const clockSkewMs = 60_000;

/** A verdict on a QR; when its signature is proved, what it says. */
export interface StatementVerdict extends Verdict {
  readonly statement?: LicenceStatement | undefined;
}

/** What verifying a QR needs besides it. */
interface Asked {
  readonly keys: LicenceKeys;
  /** Asked once the signature is proved, and by which key; left out: offline. */
  readonly status?: ((statement: LicenceStatement, signedBy: LicenceKey) => Promise<Finding>) | undefined;
  /** What stands against a fresh statement because it was presented before; left out, as offline: nobody knows. */
  readonly replay?: ((signed: SignedStatement) => Promise<Finding | undefined>) | undefined;
  /** As of when. */
  readonly at: Date;
}

/**
 * Verifies what the text of a QR says: format, signature, time, status, each with its reason. Pure but for the keys and the
 * status it asks for, so it runs without a hub.
 *
 * TOTAL_FAILED: FORMAT_FAILURE, SIG_CRYPTO_FAILURE, EXPIRED (the statement, or the licence's term), NOT_YET_VALID, REVOKED.
 * INDETERMINATE: NO_SIGNING_CERTIFICATE_FOUND (another region's), SIGNED_DATA_NOT_FOUND (no QR of ours at all),
 * TIMESTAMP_ORDER_FAILURE, TRY_LATER (status not known or too old to rely on, or presented to somebody else before). Without
 * a status the verdict is INDETERMINATE at best.
 */
export async function verifyQrText(options: Asked & { readonly qr: QrText }): Promise<StatementVerdict> {
  const { qr, at } = options;
  switch (qr.kind) {
    case 'statement':
      return verifyStatement({ ...options, signed: qr.signed });
    case 'damaged':
      return onlyFormat(
        failed('FORMAT_FAILURE', '二维码内容不完整或被改动过', 'the content of the QR is incomplete or was altered'),
        at,
      );
    case 'newer':
      return onlyFormat(
        indeterminate(
          'SIGNED_DATA_NOT_FOUND',
          '这是本程序不认识的新版证照二维码；请升级程序，或向颁发地的证照库查验',
          'this is a licence’s QR of a version not known here; update this program, or ask the vault of the region that issued it',
        ),
        at,
      );
    case 'other':
      return onlyFormat(
        indeterminate(
          'SIGNED_DATA_NOT_FOUND',
          '这不是本系统的证照二维码，可能是外地的；请用颁发地的系统查验，或请持证主体出示证照文件',
          'this is no QR of this system, and may be another region’s; verify it with that region’s system, or ask the holder for the licence file',
        ),
        at,
      );
  }
}

/** The verdict on a picture in which there is not exactly one QR. */
export function pictureVerdict(codes: number, at: Date): Verdict {
  const [zh, en] =
    codes === 0
      ? [
          '图片中没有可识读的二维码；请靠近、对焦、避开反光后重拍',
          'no QR can be made out in the picture; take it again closer, in focus and without glare',
        ]
      : ['图片中有不止一个二维码；请逐个拍摄', 'there is more than one QR in the picture; take them one by one'];
  return onlyFormat(indeterminate('SIGNED_DATA_NOT_FOUND', zh, en), at);
}

async function verifyStatement(options: Asked & { readonly signed: SignedStatement }): Promise<StatementVerdict> {
  const { at, status, replay } = options;
  const { statement, proof } = options.signed;
  const key = await options.keys.key(proof.kid);
  const signature = checkSignature(proof, key);
  const isProved = signature.result === 'PASSED' && key !== undefined;
  const time = isProved ? checkTime(statement, key, at) : unproved;
  const verdict = verdictOf(
    {
      ...withoutCertificate,
      format: passed('二维码是格式完好的证照声明', 'the QR is a well-formed statement of a licence'),
      signature,
      time: time.result === 'PASSED' ? ((await replay?.(options.signed)) ?? time) : time,
      'document-hash': isProved
        ? passed('签名覆盖声明的全部内容', 'the signature covers all of the statement')
        : unproved,
      status: isProved ? ((await status?.(statement, key)) ?? statusNotAsked) : unproved,
    },
    at,
  );
  return isProved ? { ...verdict, assurance: statement.licence.assurance, statement } : verdict;
}

/** Steps that a QR does not have. */
const withoutCertificate = {
  'signer-certificate': skipped(
    '二维码以登记的密钥签名，不带证书',
    'a QR is signed with a registered key and carries no certificate',
  ),
  seal: skipped('二维码不带电子印章', 'a QR carries no electronic seal'),
  timestamp: skipped('二维码不带时间戳', 'a QR carries no time stamp'),
} as const satisfies Readonly<Record<string, Finding>>;

const unproved = skipped('签名未通过，无从判断', 'without a proved signature, what the QR says proves nothing');

function onlyFormat(format: Finding, at: Date): Verdict {
  const nothing = skipped('没有可供检查的声明', 'there is no statement to check');
  return verdictOf(
    {
      ...withoutCertificate,
      format,
      signature: nothing,
      time: nothing,
      'document-hash': nothing,
      status: nothing,
    },
    at,
  );
}

function checkSignature(proof: SignedStatement['proof'], key: LicenceKey | undefined): Finding {
  if (key === undefined) {
    // The address in it is anybody's word as long as the signature is not proved, so nobody is sent there.
    return indeterminate(
      'NO_SIGNING_CERTIFICATE_FOUND',
      '不认识签名所用的密钥，可能是外地证照；请取得颁发地的公钥后再验，或请持证主体出示证照文件',
      'the key it was signed with is not known here: it may be of another region; get that region’s keys, or ask the holder for the licence file',
    );
  }
  return isSignedBy({ key: key.key, ...proof })
    ? passed('签名与内容相符', 'the signature fits the content')
    : failed(
        'SIG_CRYPTO_FAILURE',
        '签名与内容不符：内容或签名被改动过',
        'the signature does not fit the content: one of them was altered',
      );
}

/** Whether the statement is fresh, and the licence within its term. */
function checkTime({ issuedAt, expiresAt, licence }: LicenceStatement, key: LicenceKey | undefined, at: Date): Finding {
  const [made, ends] = [issuedAt.toISOString(), expiresAt.toISOString()];
  if (issuedAt.getTime() > at.getTime() + clockSkewMs) {
    return indeterminate(
      'TIMESTAMP_ORDER_FAILURE',
      '二维码生成时间晚于验证所依据的时间；请核对时钟',
      'the QR was made after the time as of which it is verified; check the clocks',
    );
  }
  const { notBefore, notAfter } = key ?? {};
  if ((notBefore !== undefined && issuedAt < notBefore) || (notAfter !== undefined && issuedAt > notAfter)) {
    return indeterminate(
      'OUT_OF_BOUNDS_NO_POE',
      '签名时间不在密钥的使用期内；请持证主体重新出示',
      'it was signed outside the period of its key; ask the holder for a new one',
    );
  }
  if (expiresAt <= at) {
    return failed(
      'EXPIRED',
      `二维码已于 ${ends} 过期；请持证主体重新出示`,
      `the QR expired at ${ends}; ask the holder for a new one`,
    );
  }
  const { validFrom, validTo } = licence;
  const today = beijingDay(at);
  if (isAfter(validFrom, today)) {
    return failed('NOT_YET_VALID', `证照有效期自 ${validFrom} 起`, `the licence’s term begins on ${validFrom}`);
  }
  if (isAfter(today, validTo)) {
    return failed('EXPIRED', `证照有效期至 ${validTo} 止，已届满`, `the licence’s term ended on ${validTo}`);
  }
  const term = termWords(validFrom, validTo);
  return passed(
    `二维码生成于 ${made}，${ends} 前有效；证照有效期 ${term.zh}`,
    `made at ${made} and good until ${ends}; the licence’s term is ${term.en}`,
  );
}
