import { defineProblems } from '../../../kernel/index.ts';

const possession = {
  zh: '证书请求必须由其中公钥对应的私钥签名，以证明申请者持有该私钥（RFC 2986）。',
  en: 'A request is signed with the private half of its key, which proves that the asker holds it (RFC 2986).',
};
const oneHolder = {
  zh: '一个密钥只属于一个主体，否则签名不能归属。',
  en: 'A key belongs to one holder, or nobody could say who signed.',
};
const finality = {
  zh: '除暂停（certificateHold）外，吊销不可撤回（RFC 5280 第 5.3.1 节）。',
  en: 'But for a hold, a revocation is for good (RFC 5280 §5.3.1).',
};
const ceremonyRule = {
  zh: '根密钥平时离线，签发机构只能在仪式中建立或更换。',
  en: 'The root is offline: authorities are set up or replaced in a ceremony only.',
};

/** Refusals of the certificate authority. */
export const caProblems = defineProblems({
  CSR_MALFORMED: {
    status: 422,
    title: { zh: '证书请求格式错误', en: 'Malformed certificate request' },
    detail: { zh: '证书请求无法读取：{whyZh}。', en: 'The certificate request cannot be read: {whyEn}.' },
    reason: { zh: '只接受严格 DER 编码的 PKCS#10 请求。', en: 'Requests are PKCS #10 in strict DER.' },
    remedy: {
      zh: '请重新生成，例如 openssl req -new；以 PEM 或 DER 提交，不要手工编辑。',
      en: 'Make it anew, for example with openssl req -new, and send it unedited in PEM or DER.',
    },
  },
  CSR_TOO_LARGE: {
    status: 413,
    title: { zh: '证书请求过大', en: 'Certificate request too large' },
    detail: { zh: '证书请求超过 {most} 字节。', en: 'The certificate request has more than {most} bytes.' },
    reason: { zh: '外来数据的处理量有上限。', en: 'What comes from outside is read within bounds.' },
    remedy: { zh: '请只提交证书请求本身。', en: 'Send the request alone.' },
  },
  CSR_SIGNATURE_INVALID: {
    status: 422,
    title: { zh: '证书请求的签名无效', en: 'Signature of the request does not hold' },
    detail: {
      zh: '证书请求的签名不能用其中的公钥验证。',
      en: 'The signature of the request does not verify with the key inside.',
    },
    reason: possession,
    remedy: {
      zh: '请用同一密钥重新生成请求；SM2 须以 SM3 签名且签名者 ID 为 1234567812345678（openssl 加 -sm3 -sigopt distid:1234567812345678）。',
      en: 'Make it anew with the same key; for SM2 sign with SM3 under the ID 1234567812345678 (openssl: -sm3 -sigopt distid:1234567812345678).',
    },
  },
  CSR_OR_KEPT_KEY: {
    status: 422,
    title: { zh: '须二选一', en: 'One of two is needed' },
    detail: {
      zh: '须给出证书请求（csr）或代管密钥的算法（keptKey），且只给其一。',
      en: 'Give either a certificate request (csr) or the suite of a key to be kept here (keptKey), not both.',
    },
    reason: {
      zh: '证书的密钥要么由申请者自持，要么由平台代管。',
      en: 'A key is either held by who asks or kept by the exchange.',
    },
    remedy: { zh: '请只保留其中一项。', en: 'Send just one of them.' },
  },
  CERTIFICATE_PROFILE_NOT_ALLOWED: {
    status: 403,
    title: { zh: '无权申请此类证书', en: 'Profile not allowed' },
    detail: {
      zh: '{profile} 类证书只能由数据主管部门的运行管理员申请。',
      en: 'Certificates of the profile {profile} are for the data administration’s operators to ask for.',
    },
    reason: {
      zh: '制章人、时间戳和状态服务的证书为全平台作保。',
      en: 'Seal makers, time stamps and responders vouch for everybody.',
    },
    remedy: { zh: '请联系数据主管部门办理。', en: 'Ask the data administration.' },
  },
  CERTIFICATE_KEY_NOT_KEPT: {
    status: 422,
    title: { zh: '此类密钥不代管', en: 'No keeping of such keys' },
    detail: {
      zh: '{profile} 类证书的密钥须由该系统自持，不由平台代管。',
      en: 'The key of a {profile} certificate stays with the system; the exchange does not keep it.',
    },
    reason: {
      zh: '系统以自己的密钥证明身份，平台不得代为持有。',
      en: 'A system proves itself with its own key, which the exchange must not hold.',
    },
    remedy: { zh: '请在该系统上生成密钥并提交证书请求。', en: 'Make the key on the system and send a request.' },
  },
  CERTIFICATE_SYSTEM_MISMATCH: {
    status: 422,
    title: { zh: '系统不符', en: 'System does not fit' },
    detail: {
      zh: '{profile} 类证书须指明该单位已登记且在用的相应系统；其他类证书不得指明系统。',
      en: 'A {profile} certificate names an active system of the organisation of the right kind, and other profiles none.',
    },
    reason: {
      zh: '证书只签发给已登记的主体。',
      en: 'Certificates are for those who are registered.',
    },
    remedy: {
      zh: '核对系统短标识、所属单位和类型，见 /v1/systems。',
      en: 'Check the system’s id, organisation and kind at /v1/systems.',
    },
  },
  CERTIFICATE_ORGANISATION_UNKNOWN: {
    status: 422,
    title: { zh: '单位未登记或已停用', en: 'Organisation unknown or suspended' },
    detail: {
      zh: '给出的单位没有登记，或已停用。',
      en: 'The organisation is not registered, or suspended.',
    },
    reason: { zh: '证书只签发给已登记的主体。', en: 'Certificates are for those who are registered.' },
    remedy: { zh: '核对单位短标识，见 /v1/organisations。', en: 'Check the id at /v1/organisations.' },
  },
  KEY_BELONGS_TO_ANOTHER: {
    status: 409,
    title: { zh: '密钥已属他人', en: 'Key of another holder' },
    detail: { zh: '此公钥已为另一主体签发过证书。', en: 'This key has been certified for another holder.' },
    reason: oneHolder,
    remedy: { zh: '请生成新的密钥对后重新申请。', en: 'Make a new key pair and ask again.' },
  },
  KEY_COMPROMISED: {
    status: 422,
    title: { zh: '密钥已泄露', en: 'Key compromised' },
    detail: {
      zh: '此公钥的证书曾因密钥泄露被吊销，不再签发。',
      en: 'A certificate of this key was revoked because the key was compromised; none is issued for it any more.',
    },
    reason: { zh: '已泄露的密钥永久停用。', en: 'A compromised key is done with.' },
    remedy: { zh: '请生成新的密钥对后重新申请。', en: 'Make a new key pair and ask again.' },
  },
  VALIDITY_TOO_LONG: {
    status: 422,
    title: { zh: '有效期过长', en: 'Validity too long' },
    detail: { zh: '此类证书最长 {most} 天。', en: 'Certificates of this profile last {most} days at most.' },
    reason: { zh: '有效期由证书模板限定。', en: 'The profile bounds the validity.' },
    remedy: { zh: '请缩短有效期，到期前续期。', en: 'Ask for less and renew in time.' },
  },
  AUTHORITY_MISSING: {
    status: 409,
    title: { zh: '签发机构尚未建立', en: 'No authority yet' },
    detail: { zh: '尚未建立 {suite} 签发机构。', en: 'No issuing authority for {suite} has been set up.' },
    reason: ceremonyRule,
    remedy: {
      zh: '请数据主管部门的运行管理员举行仪式（POST /v1/pki/ceremonies）。',
      en: 'Let the data administration’s operator hold a ceremony (POST /v1/pki/ceremonies).',
    },
  },
  AUTHORITY_ENDING: {
    status: 409,
    title: { zh: '签发机构即将到期', en: 'Authority about to end' },
    detail: {
      zh: '签发机构证书即将到期，不能再签发。',
      en: 'The authority’s own certificate ends too soon to issue any more.',
    },
    reason: {
      zh: '证书有效期不得超出签发者的有效期。',
      en: 'No certificate outlives its issuer’s.',
    },
    remedy: {
      zh: '请数据主管部门的运行管理员举行仪式，更换签发机构。',
      en: 'Let the data administration’s operator hold a ceremony that renews it.',
    },
  },
  CERTIFICATE_ALREADY_REVOKED: {
    status: 409,
    title: { zh: '证书已吊销', en: 'Certificate already revoked' },
    detail: { zh: '该证书已于 {moment} 被吊销。', en: 'The certificate was revoked on {moment}.' },
    reason: finality,
    remedy: { zh: '无需再次吊销；如需新证书，请重新申请。', en: 'Nothing is left to do; ask for a new one if needed.' },
  },
  CERTIFICATE_EXPIRED: {
    status: 409,
    title: { zh: '证书已过期', en: 'Certificate ended' },
    detail: { zh: '该证书已于 {moment} 过期。', en: 'The certificate ended on {moment}.' },
    reason: {
      zh: '过期证书已无效，不再列入吊销列表，也不能续期。',
      en: 'An ended certificate counts no more: it goes on no list and is not renewed.',
    },
    remedy: { zh: '如需新证书，请重新申请。', en: 'Ask for a new one if needed.' },
  },
  CERTIFICATE_NOT_HELD: {
    status: 409,
    title: { zh: '证书未处于暂停状态', en: 'Certificate not on hold' },
    detail: { zh: '只有暂停的证书可以恢复。', en: 'Only a certificate on hold can be released.' },
    reason: finality,
    remedy: { zh: '已吊销的证书请重新申请。', en: 'Ask for a new certificate where one is revoked.' },
  },
  CERTIFICATE_NOT_RENEWABLE: {
    status: 409,
    title: { zh: '证书不能续期', en: 'Certificate cannot be renewed' },
    detail: { zh: '已吊销或暂停的证书不能续期。', en: 'A revoked certificate, or one on hold, is not renewed.' },
    reason: { zh: '续期只延续仍然有效的信任。', en: 'A renewal continues trust that still stands.' },
    remedy: { zh: '请重新申请。', en: 'Ask for a new certificate.' },
  },
  CERTIFICATE_RENEWAL_TOO_EARLY: {
    status: 409,
    title: { zh: '尚未到续期时间', en: 'Too early to renew' },
    detail: { zh: '该证书自 {moment} 起可以续期。', en: 'The certificate can be renewed from {moment} on.' },
    reason: {
      zh: '证书在最后三分之一有效期内续期，避免同一主体同时持有过多证书。',
      en: 'Certificates are renewed in the last third of their validity, so that nobody gathers them.',
    },
    remedy: {
      zh: '届时再续期；需更换密钥的，请附新的证书请求。',
      en: 'Renew it then; to change the key now, send a new request with it.',
    },
  },
  AUTHORITY_NOT_REVOKED_HERE: {
    status: 409,
    title: { zh: '签发机构证书须在仪式中处理', en: 'Authorities are dealt with in a ceremony' },
    detail: {
      zh: '签发机构自己的证书只能在仪式中更换或吊销。',
      en: 'An authority’s own certificate is replaced or revoked in a ceremony only.',
    },
    reason: ceremonyRule,
    remedy: {
      zh: '请举行仪式，并说明更换原因。',
      en: 'Hold a ceremony and say why it is replaced.',
    },
  },
  OCSP_REQUEST_MALFORMED: {
    status: 400,
    title: { zh: 'OCSP 请求格式错误', en: 'Malformed OCSP request' },
    detail: { zh: '在线状态请求无法读取：{whyZh}。', en: 'The OCSP request cannot be read: {whyEn}.' },
    reason: { zh: '请求须符合 RFC 6960 第 4.1 节。', en: 'Requests follow RFC 6960 §4.1.' },
    remedy: { zh: '请检查客户端，例如 openssl ocsp。', en: 'Check the client; openssl ocsp makes right ones.' },
  },
  ANCHOR_ALREADY_LISTED: {
    status: 409,
    title: { zh: '信任锚已登记', en: 'Trust anchor already listed' },
    detail: { zh: '该证书已登记为信任锚。', en: 'This certificate is listed as a trust anchor already.' },
    reason: { zh: '一张证书只登记一次。', en: 'A certificate is listed once.' },
    remedy: { zh: '如已停用，请重新启用。', en: 'Enable it again if it is disabled.' },
  },
  ANCHOR_NOT_AUTHORITY: {
    status: 422,
    title: { zh: '不是认证机构证书', en: 'No authority’s certificate' },
    detail: {
      zh: '该证书不能作为信任锚：{why}。',
      en: 'The certificate cannot be a trust anchor: {why}.',
    },
    reason: {
      zh: '信任锚必须能签发证书（basicConstraints、keyCertSign），算法强度须仍被认可。',
      en: 'An anchor must be able to issue (basicConstraints, keyCertSign), with a key that still counts.',
    },
    remedy: { zh: '请登记该机构的根证书或签发证书。', en: 'List the authority’s root or issuing certificate.' },
  },
});
