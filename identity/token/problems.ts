import { defineProblems } from '../../kernel/index.ts';

/**
 * Refusals of the token endpoint. Up to the signature they tell nothing about which systems exist: an unknown system, an
 * unknown key and a wrong signature are one refusal. What is wrong with the claims is told to whoever holds the key.
 */
export const tokenProblems = defineProblems({
  TOKEN_REQUEST_MALFORMED: {
    status: 400,
    title: { zh: '令牌请求不合格式', en: 'Malformed token request' },
    detail: {
      zh: '令牌请求须为表单，每个参数至多出现一次。',
      en: 'A token request is a form in which each parameter stands once.',
    },
    reason: { zh: 'RFC 6749 第 3.2 节。', en: 'RFC 6749 §3.2.' },
    remedy: {
      zh: '按 application/x-www-form-urlencoded 发送 grant_type、client_assertion_type 和 client_assertion 各一次。',
      en: 'Send grant_type, client_assertion_type and client_assertion once each, as application/x-www-form-urlencoded.',
    },
  },
  GRANT_TYPE_UNSUPPORTED: {
    status: 400,
    title: { zh: '授权方式不支持', en: 'Grant type not supported' },
    detail: { zh: '只支持 client_credentials。', en: 'Only client_credentials is supported.' },
    reason: {
      zh: '系统以自身名义取得令牌（RFC 6749 第 4.4 节）。',
      en: 'Systems get tokens in their own name (RFC 6749 §4.4).',
    },
    remedy: { zh: '将 grant_type 设为 client_credentials。', en: 'Set grant_type to client_credentials.' },
  },
  ASSERTION_TYPE_UNSUPPORTED: {
    status: 400,
    title: { zh: '客户端认证方式不支持', en: 'Client authentication not supported' },
    detail: { zh: '只支持 private_key_jwt。', en: 'Only private_key_jwt is supported.' },
    reason: {
      zh: '系统以私钥签名证明身份，不使用共享口令（RFC 7523 第 2.2 节）。',
      en: 'Systems prove themselves with a private key and have no shared secret (RFC 7523 §2.2).',
    },
    remedy: {
      zh: '将 client_assertion_type 设为 urn:ietf:params:oauth:client-assertion-type:jwt-bearer。',
      en: 'Set client_assertion_type to urn:ietf:params:oauth:client-assertion-type:jwt-bearer.',
    },
  },
  ASSERTION_MALFORMED: {
    status: 401,
    title: { zh: '断言不合格式', en: 'Malformed assertion' },
    detail: { zh: '断言不合格式：{whyZh}。', en: 'The assertion is malformed: {whyEn}.' },
    reason: { zh: 'RFC 7523 第 3 节。', en: 'RFC 7523 §3.' },
    remedy: {
      zh: '断言须为带 kid 的签名 JWT，含 iss、sub（同为系统标识）、aud、exp 和 jti。',
      en: 'An assertion is a signed JWT with a kid and with iss and sub (both the system’s id), aud, exp and jti.',
    },
  },
  ASSERTION_ALGORITHM: {
    status: 401,
    title: { zh: '断言算法不接受', en: 'Assertion algorithm not accepted' },
    detail: { zh: '断言须以 ES256 或 EdDSA 签名。', en: 'An assertion is signed with ES256 or EdDSA.' },
    reason: {
      zh: '只接受名单上的非对称算法（RFC 8725 第 3.1 节）。',
      en: 'Only listed, asymmetric algorithms count (RFC 8725 §3.1).',
    },
    remedy: { zh: '改用登记公钥对应的算法签名。', en: 'Sign with the algorithm of the registered key.' },
  },
  CLIENT_AUTHENTICATION_FAILED: {
    status: 401,
    title: { zh: '客户端认证失败', en: 'Client authentication failed' },
    detail: {
      zh: '系统标识、kid 与签名不能对应到一把已登记的公钥。',
      en: 'System, kid and signature do not lead to a registered key.',
    },
    reason: {
      zh: '不说明是哪一项不符，以免泄露登记了哪些系统。',
      en: 'Which of them it is stays unsaid, so that nobody learns which systems are registered.',
    },
    remedy: {
      zh: '核对 iss、sub 与登记的系统标识一致，kid 为公钥指纹（RFC 7638），并以对应私钥签名。',
      en: 'Check that iss and sub are the registered id, that kid is the key’s thumbprint (RFC 7638), and that its private key signed.',
    },
  },
  CLIENT_KEY_NOT_IN_FORCE: {
    status: 401,
    title: { zh: '公钥不在有效期', en: 'Key not in force' },
    detail: { zh: '签名所用公钥已吊销，或不在有效期内。', en: 'The key has been revoked or is outside its period.' },
    reason: { zh: '只认有效期内未吊销的公钥。', en: 'Only keys count that are unrevoked and within their period.' },
    remedy: {
      zh: '改用有效的密钥，或请运行管理员登记新公钥。',
      en: 'Use a key in force, or have your operator add one.',
    },
  },
  CLIENT_SUSPENDED: {
    status: 401,
    title: { zh: '系统或机构已停用', en: 'System or organisation suspended' },
    detail: { zh: '该系统或其机构已停用。', en: 'The system or its organisation is suspended.' },
    reason: { zh: '停用期间不签发令牌。', en: 'No token is issued while it is.' },
    remedy: { zh: '请联系本单位运行管理员或数据主管部门。', en: 'Ask your operator or the data administration.' },
  },
  ASSERTION_AUDIENCE: {
    status: 401,
    title: { zh: '断言受众不符', en: 'Assertion for another audience' },
    detail: {
      zh: '断言的 aud 不是本服务。',
      en: 'The assertion’s aud is not this server.',
    },
    reason: {
      zh: '给其他服务的断言不能在此使用（RFC 7523 第 3 节第 3 项）。',
      en: 'What was meant for another server does not count here (RFC 7523 §3, 3).',
    },
    remedy: {
      zh: '将 aud 设为 /.well-known/oauth-authorization-server 中的 issuer，且只此一个。',
      en: 'Set aud to the issuer of /.well-known/oauth-authorization-server, and to nothing else.',
    },
  },
  ASSERTION_EXPIRED: {
    status: 401,
    title: { zh: '断言已过期', en: 'Assertion expired' },
    detail: { zh: '断言的 exp 已过。', en: 'The assertion’s exp has passed.' },
    reason: {
      zh: '过期断言一律不认，时钟误差容许 30 秒。',
      en: 'Expired is expired; clocks may differ by 30 seconds.',
    },
    remedy: { zh: '校准时钟后重新签发断言。', en: 'Set the clock right and sign a new assertion.' },
  },
  ASSERTION_TIMES: {
    status: 401,
    title: { zh: '断言时间有误', en: 'Assertion times not acceptable' },
    detail: { zh: '断言的时间有误：{whyZh}。', en: 'The assertion’s times are wrong: {whyEn}.' },
    reason: {
      zh: '断言至多提前五分钟，时钟误差容许 30 秒。',
      en: 'An assertion reaches five minutes ahead at most; clocks may differ by 30 seconds.',
    },
    remedy: {
      zh: '校准时钟，将 exp 设为一分钟后，重新签发断言。',
      en: 'Set the clock right, set exp a minute ahead, and sign anew.',
    },
  },
  ASSERTION_REPLAYED: {
    status: 401,
    title: { zh: '断言已使用过', en: 'Assertion used before' },
    detail: { zh: '该断言的 jti 已使用过。', en: 'The assertion’s jti has been used.' },
    reason: {
      zh: '一个断言只换一次令牌，防止截获后重放。',
      en: 'An assertion gets one token, so that a copy is worth nothing.',
    },
    remedy: {
      zh: '每次请求以新的 jti 签发断言；若非本系统所用，请立即吊销该公钥。',
      en: 'Sign a new one with a new jti each time; if it was not you who used it, revoke the key at once.',
    },
  },
});

/** The `error` of RFC 6749 §5.2 that goes with a problem's code, for OAuth client libraries. */
export function oauthErrorOf(code: string): string {
  if (code === 'GRANT_TYPE_UNSUPPORTED') return 'unsupported_grant_type';
  if (code.startsWith('ASSERTION_') && code !== 'ASSERTION_TYPE_UNSUPPORTED') return 'invalid_client';
  if (code.startsWith('CLIENT_')) return 'invalid_client';
  return 'invalid_request';
}
