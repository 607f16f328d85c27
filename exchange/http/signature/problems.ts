import { defineProblems } from '../../../kernel/index.ts';

/** Refusals of request signatures (RFC 9421) and content digests (RFC 9530). None says whose key it would have been. */
export const signatureProblems = defineProblems({
  SIGNATURE_REQUIRED: {
    status: 401,
    title: { zh: '请求未签名', en: 'Request not signed' },
    detail: {
      zh: '缺少 {header}：系统的这一请求须以其登记的密钥签名。',
      en: '{header} is missing: this request of a system has to be signed by its registered key.',
    },
    reason: {
      zh: '令牌可被转手，签名证明请求确由该系统发出且未被改动（RFC 9421）。',
      en: 'A token can pass from hand to hand; a signature proves that the system asked this, and exactly this (RFC 9421).',
    },
    remedy: {
      zh: '使用 SDK 或 hufu 命令，或按 Accept-Signature 所列的组成部分签名。',
      en: 'Use the SDK or the hufu command, or sign the components that Accept-Signature lists.',
    },
  },
  SIGNATURE_MALFORMED: {
    status: 400,
    title: { zh: '签名不合格式', en: 'Malformed signature' },
    detail: { zh: '签名首部不合格式：{whyZh}。', en: 'The signature headers are malformed: {whyEn}.' },
    reason: {
      zh: '签名首部须为结构化字段（RFC 8941、RFC 9421 第 4 节），读不明白的不猜测。',
      en: 'Signature headers are structured fields (RFC 8941, RFC 9421 §4), and nothing in them is guessed.',
    },
    remedy: {
      zh: '参数须为 created、expires、nonce、keyid 和 tag="hufu-request"；对照文档中的示例。',
      en: 'The parameters are created, expires, nonce, keyid and tag="hufu-request"; compare with the worked example.',
    },
  },
  SIGNATURE_TRUNCATED: {
    status: 400,
    title: { zh: '签名长度有误', en: 'Signature of a wrong length' },
    detail: {
      zh: '签名为 {length} 字节，应为 {expected} 字节。',
      en: 'The signature has {length} bytes, not {expected}.',
    },
    reason: {
      zh: 'P-256（r‖s）和 Ed25519 的签名都是 64 字节（RFC 9421 第 3.3 节）；签名树中的另有 4 字节和路径上的每个散列 32 字节。',
      en: 'A signature of P-256 (r‖s) or Ed25519 has 64 bytes (RFC 9421 §3.3); in a tree it has 4 more, and 32 for each hash of its path.',
    },
    remedy: {
      zh: '检查是否被截断，或 ECDSA 签名是否误用了 DER 编码。',
      en: 'See whether it was cut off, or whether an ECDSA signature is in DER by mistake.',
    },
  },
  SIGNATURE_COMPONENTS: {
    status: 400,
    title: { zh: '签名覆盖的内容不符', en: 'Signature over other components' },
    detail: { zh: '签名须依次覆盖 {needed}。', en: 'The signature has to cover {needed}, in this order.' },
    reason: {
      zh: '少覆盖一项，该项就可能被改动；顺序固定，以便签名文本唯一。',
      en: 'What is not covered could be changed; the order is fixed, so that there is one text to sign.',
    },
    remedy: { zh: '按所列各项及顺序重新签名。', en: 'Sign these components in this order.' },
  },
  SIGNATURE_KEY: {
    status: 401,
    title: { zh: '签名密钥不符', en: 'Signature by another key' },
    detail: {
      zh: 'keyid 不是令牌所属系统的有效密钥，或算法与密钥不符。',
      en: 'keyid names no key in force of the system whose token it is, or alg is not that key’s.',
    },
    reason: {
      zh: '签名须由令牌所属系统（sub）登记且有效的密钥作出。',
      en: 'The signature is by a registered key, in force, of the system that the token speaks of (sub).',
    },
    remedy: {
      zh: 'keyid 为登记公钥的指纹（RFC 7638）；如已吊销，请改用有效的密钥。',
      en: 'keyid is the thumbprint (RFC 7638) of a registered key; if it was revoked, use another.',
    },
  },
  SIGNATURE_TIMES: {
    status: 401,
    title: { zh: '签名时间有误', en: 'Signature times not acceptable' },
    detail: { zh: '签名的时间有误：{whyZh}。', en: 'The times of the signature are wrong: {whyEn}.' },
    reason: {
      zh: '签名至多有效 {life} 秒，时钟误差容许 {skew} 秒。',
      en: 'A signature lives for {life} seconds at most; clocks may differ by {skew}.',
    },
    remedy: { zh: '校准时钟，发出前再签名。', en: 'Set the clock right, and sign when the request is sent.' },
  },
  SIGNATURE_EXPIRED: {
    status: 401,
    title: { zh: '签名已过期', en: 'Signature expired' },
    detail: { zh: '签名的 expires 已过。', en: 'The signature’s expires has passed.' },
    reason: { zh: '过期的签名一律不认。', en: 'Expired is expired.' },
    remedy: { zh: '校准时钟，重新签名后发出。', en: 'Set the clock right, sign anew and send at once.' },
  },
  SIGNATURE_INVALID: {
    status: 401,
    title: { zh: '签名不成立', en: 'Signature not valid' },
    detail: {
      zh: '签名与请求的方法、地址、内容摘要、令牌或参数不符。',
      en: 'The signature does not fit the request: its method, address, content digest, token or parameters.',
    },
    reason: {
      zh: '签名后改动过的请求不予办理。',
      en: 'A request that was changed after it was signed is not acted upon.',
    },
    remedy: {
      zh: '@target-uri 须为本平台对外地址加路径；首部须与签名时一字不差。',
      en: '@target-uri is this hub’s outward address and the path; headers have to be, to the letter, what was signed.',
    },
  },
  SIGNATURE_REPLAYED: {
    status: 401,
    title: { zh: '签名已使用过', en: 'Signature used before' },
    detail: { zh: '该签名的 nonce 已使用过。', en: 'The nonce of this signature has been used.' },
    reason: {
      zh: '一个签名只办一次，任何一台中枢上都是如此，防止截获后重放。',
      en: 'A signature counts once, on whichever hub, so that a copy is worth nothing.',
    },
    remedy: {
      zh: '每次发送（包括重试）以新的 nonce 重新签名；若非本系统所发，请立即吊销该密钥。',
      en: 'Sign each sending, repetitions too, with a new nonce; if it was not you, revoke the key at once.',
    },
  },
  CONTENT_DIGEST_MALFORMED: {
    status: 400,
    title: { zh: '内容摘要不合格式', en: 'Malformed content digest' },
    detail: {
      zh: 'Content-Digest 须为且仅为一个 sha-256 摘要。',
      en: 'Content-Digest has to hold one digest, sha-256.',
    },
    reason: { zh: 'RFC 9530 第 2 节；只认名单上的算法。', en: 'RFC 9530 §2; only listed algorithms count.' },
    remedy: {
      zh: '写作 sha-256=:…:，冒号之间为请求体字节的 SHA-256，base64 编码。',
      en: 'Write sha-256=:…: with the SHA-256 of the body’s bytes in base64 between the colons.',
    },
  },
  CONTENT_DIGEST_MISMATCH: {
    status: 400,
    title: { zh: '内容与摘要不符', en: 'Content does not fit its digest' },
    detail: {
      zh: '收到的请求体与 Content-Digest 不符。',
      en: 'The body that arrived is not the one of Content-Digest.',
    },
    reason: {
      zh: '内容（包括事项和办件）由其摘要签名，改动一个字节即不办理。',
      en: 'The content, matter and case with it, is signed by its digest: one changed byte and it is refused.',
    },
    remedy: {
      zh: '对实际发送的字节计算摘要；检查途中的代理是否改写请求体。',
      en: 'Digest the bytes that are sent; see whether a proxy on the way rewrites bodies.',
    },
  },
});
