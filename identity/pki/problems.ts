import { defineProblems } from '../../kernel/pure/index.ts';

const trustedForm = {
  zh: '证书与密钥文件来自外部，编码必须逐字节符合标准，方可信任。',
  en: 'Certificates and keys come from outside; they count only when their encoding follows the standard byte by byte.',
};

/** Refusals about keys, stores, certificates and revocation data. None repeats a key, a password or a personal name. */
export const pkiProblems = defineProblems({
  CERTIFICATE_MALFORMED: {
    status: 422,
    title: { zh: '证书格式错误', en: 'Malformed certificate' },
    detail: { zh: '证书无法读取：{whyZh}。', en: 'The certificate cannot be read: {whyEn}.' },
    reason: trustedForm,
    remedy: {
      zh: '请向签发机构重新索取证书（PEM 或 DER），不要手工编辑。',
      en: 'Get the certificate anew from its issuer (PEM or DER), unedited.',
    },
  },
  CRL_MALFORMED: {
    status: 422,
    title: { zh: '吊销列表格式错误', en: 'Malformed revocation list' },
    detail: { zh: '证书吊销列表无法读取：{whyZh}。', en: 'The certificate revocation list cannot be read: {whyEn}.' },
    reason: trustedForm,
    remedy: { zh: '请从发布点重新下载吊销列表。', en: 'Download the list anew from its distribution point.' },
  },
  OCSP_RESPONSE_MALFORMED: {
    status: 422,
    title: { zh: 'OCSP 响应格式错误', en: 'Malformed OCSP response' },
    detail: { zh: '在线状态响应无法读取：{whyZh}。', en: 'The OCSP response cannot be read: {whyEn}.' },
    reason: trustedForm,
    remedy: { zh: '请重新查询在线证书状态服务。', en: 'Ask the responder again.' },
  },
  PRIVATE_KEY_MALFORMED: {
    status: 422,
    title: { zh: '私钥格式错误', en: 'Malformed private key' },
    detail: { zh: '私钥无法读取：{whyZh}。', en: 'The private key cannot be read: {whyEn}.' },
    reason: trustedForm,
    remedy: {
      zh: '请提供 PKCS#8、SEC1 或 PKCS#1 格式的私钥。',
      en: 'Give the key in PKCS #8, SEC 1 or PKCS #1 form.',
    },
  },
  KEY_STORE_MALFORMED: {
    status: 422,
    title: { zh: '密钥库格式错误', en: 'Malformed key store' },
    detail: { zh: 'PKCS#12 密钥库无法读取：{whyZh}。', en: 'The PKCS #12 store cannot be read: {whyEn}.' },
    reason: trustedForm,
    remedy: { zh: '请重新导出 .p12 或 .pfx 文件。', en: 'Export the .p12 or .pfx file anew.' },
  },
  KEY_PASSWORD_WRONG: {
    status: 422,
    title: { zh: '口令错误', en: 'Wrong password' },
    detail: { zh: '口令不能打开该密钥文件。', en: 'The password does not open this key file.' },
    reason: { zh: '私钥以口令加密保存。', en: 'The private key is encrypted under a password.' },
    remedy: { zh: '请核对口令后重试。', en: 'Check the password and try again.' },
  },
  KEY_PASSWORD_NEEDED: {
    status: 422,
    title: { zh: '需要口令', en: 'Password needed' },
    detail: { zh: '该密钥文件已加密，但未给出口令。', en: 'This key file is encrypted and no password was given.' },
    reason: { zh: '私钥以口令加密保存。', en: 'The private key is encrypted under a password.' },
    remedy: { zh: '请给出口令。', en: 'Give the password.' },
  },
  KEY_ALGORITHM_UNSUPPORTED: {
    status: 422,
    title: { zh: '不支持的算法', en: 'Unsupported algorithm' },
    detail: { zh: '不支持算法 {algorithm}。', en: 'The algorithm {algorithm} is not supported.' },
    reason: {
      zh: '只使用已知且经验证的算法，其余一律拒绝。',
      en: 'Only algorithms that are known and proved are used; everything else is refused.',
    },
    remedy: {
      zh: '请使用 SM2、P-256、P-384、P-521、Ed25519 或 RSA 密钥，密钥文件用 AES 或 SM4 加密。',
      en: 'Use an SM2, P-256, P-384, P-521, Ed25519 or RSA key, in a file encrypted with AES or SM4.',
    },
  },
  KEY_DERIVATION_TOO_COSTLY: {
    status: 422,
    title: { zh: '口令派生次数过大', en: 'Key derivation too costly' },
    detail: {
      zh: '密钥文件要求的口令派生计算量超过上限。',
      en: 'The key file asks for more work to derive its key than is allowed.',
    },
    reason: {
      zh: '外来文件不得决定本系统的计算时间。',
      en: 'A file from outside does not decide how long this system computes.',
    },
    remedy: {
      zh: '请以较小的迭代次数（不超过一百万）重新导出密钥文件。',
      en: 'Export the key file anew with fewer iterations (a million at most).',
    },
  },
  KEY_CERTIFICATE_MISMATCH: {
    status: 422,
    title: { zh: '私钥与证书不符', en: 'Key and certificate differ' },
    detail: { zh: '该私钥不是这张证书的私钥。', en: 'The private key does not belong to the certificate.' },
    reason: {
      zh: '签名须能由随附证书验证。',
      en: 'What the key signs must verify with the certificate that goes with it.',
    },
    remedy: { zh: '请给出与证书配对的私钥。', en: 'Give the key that belongs to the certificate.' },
  },
  SM2_SIGNATURE_REFUSED: {
    status: 422,
    title: { zh: 'SM2 签名值不合规', en: 'SM2 signature refused' },
    detail: {
      zh: 'SM2 签名值的编码不合规（{fault}）。',
      en: 'The SM2 signature is not encoded as it must be ({fault}).',
    },
    reason: {
      zh: '签名值只有一种合法编码：r、s 为 1 至 n−1 的最短正整数。',
      en: 'A signature has one legal encoding: r and s are minimal positive integers within 1…n−1.',
    },
    remedy: { zh: '请由签名方重新签名。', en: 'Let the signer sign again.' },
  },
});
