import { defineProblems } from '../../kernel/index.ts';

/** Refusals and faults around NATS credentials. None of them repeats a seed, a token or a server's own words. */
export const natsProblems = defineProblems({
  NATS_AUTHORITY_MALFORMED: {
    status: 500,
    title: { zh: 'NATS 签发密钥不可用', en: 'NATS authority unusable' },
    detail: {
      zh: 'NATS 签发密钥文件中的 {field} 不可用。',
      en: 'The member {field} of the NATS authority is unusable.',
    },
    reason: {
      zh: '签发密钥须为 nkeys 格式，且类型与用途相符。',
      en: 'Keys of the authority are nkeys of the type their use asks for.',
    },
    remedy: {
      zh: '从备份恢复该文件，或向 NATS 运营方索取正确的密钥。',
      en: 'Restore the file from a backup, or ask the NATS operator for the right key.',
    },
  },
  NATS_OPERATOR_ELSEWHERE: {
    status: 409,
    title: { zh: 'NATS 由其他单位运营', en: 'NATS is operated elsewhere' },
    detail: {
      zh: '本部署没有 NATS 运营方密钥，不能配置服务器、更改账户、吊销凭证或签发系统用户。',
      en: 'This deployment holds no NATS operator key: it cannot configure servers, change the account, revoke, or issue system users.',
    },
    reason: {
      zh: '账户由运营方签名，只有持有运营方密钥者可以更改。',
      en: 'Accounts are signed by the operator; only who holds its key can change them.',
    },
    remedy: {
      zh: '请 NATS 运营方代为办理，或配置运营方密钥和系统账户密钥。',
      en: 'Ask the NATS operator to do it, or configure the operator key and the system account key.',
    },
  },
  NATS_EXPIRY_NOT_IN_FUTURE: {
    status: 400,
    title: { zh: 'NATS 凭证有效期无效', en: 'Expiry not in the future' },
    detail: {
      zh: '凭证的截止时间必须晚于签发时间至少一秒。',
      en: 'A credential must expire at least one second after it is issued.',
    },
    reason: {
      zh: '不签发一出生就失效的凭证。',
      en: 'No credential is issued that is dead on arrival.',
    },
    remedy: { zh: '给出将来的截止时间，或不限期。', en: 'Give an expiry in the future, or none.' },
  },
  NATS_USER_KEY_MALFORMED: {
    status: 400,
    title: { zh: 'NATS 用户公钥不合格式', en: 'Malformed NATS user key' },
    detail: { zh: '给出的 NATS 用户公钥不合格式。', en: 'The NATS user key given is not well formed.' },
    reason: {
      zh: 'NATS 用户公钥以 U 开头，共 56 位，带校验。',
      en: 'The public key of a NATS user begins with U, has 56 characters and a checksum.',
    },
    remedy: { zh: '使用签发凭证时登记的公钥。', en: 'Use the public key recorded when the credential was issued.' },
  },
  NATS_ACCOUNT_REFUSED: {
    status: 502,
    title: { zh: 'NATS 服务器拒绝账户更新', en: 'Account update refused by NATS' },
    detail: {
      zh: 'NATS 服务器没有接受账户更新，吊销尚未生效。',
      en: 'The NATS server did not take the account update; the revocation is not in force yet.',
    },
    reason: {
      zh: '服务器只接受其信任的运营方签名的账户。',
      en: 'A server takes accounts signed by an operator it trusts only.',
    },
    remedy: {
      zh: '核对服务器配置中的运营方与本部署是否一致，原因见服务器日志。',
      en: "Check that the server's configuration names this deployment's operator; its log tells why.",
    },
  },
  NATS_ACCOUNT_UNANSWERED: {
    status: 503,
    title: { zh: 'NATS 服务器未确认账户更新', en: 'Account update not confirmed by NATS' },
    detail: {
      zh: '没有 NATS 服务器确认账户更新，吊销可能尚未生效。',
      en: 'No NATS server confirmed the account update; the revocation may not be in force yet.',
    },
    reason: {
      zh: '吊销须由服务器确认后才算完成。',
      en: 'A revocation is done when a server has confirmed it.',
    },
    remedy: {
      zh: '稍后重试；若一直如此，核对服务器是否使用完整解析器（resolver type: full）。',
      en: 'Try again later; if it stays so, check that the server runs the full resolver (resolver type: full).',
    },
  },
  NATS_ADDRESS_MALFORMED: {
    status: 500,
    title: { zh: 'NATS 地址不可用', en: 'NATS address unusable' },
    detail: { zh: 'NATS 服务器地址不可用。', en: 'The NATS server address is unusable.' },
    reason: {
      zh: '地址形如 nats://主机:端口 或 tls://主机:端口，多个以逗号分隔，账号密码只能有一组。',
      en: 'An address reads nats://host:port or tls://host:port, several are separated by commas, with one user at most.',
    },
    remedy: { zh: '改正 NATS_URL 后重试。', en: 'Correct NATS_URL and try again.' },
  },
});
