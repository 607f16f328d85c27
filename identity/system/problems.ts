import { defineProblems } from '../../kernel/index.ts';

/** Refusals about systems, their keys and their NATS credentials. */
export const systemProblems = defineProblems({
  SYSTEM_ALREADY_REGISTERED: {
    status: 409,
    title: { zh: '系统已登记', en: 'System already registered' },
    detail: { zh: '该系统短标识已被使用。', en: 'A system with this id is registered.' },
    reason: { zh: '系统短标识不可重复，也不可改派。', en: 'A system’s id is used once and never given to another.' },
    remedy: { zh: '改用其他短标识，或修改已有系统。', en: 'Use another id, or change the system that is there.' },
  },
  KEY_PRIVATE: {
    status: 400,
    title: { zh: '提交了私钥', en: 'That is a private key' },
    detail: {
      zh: '提交的密钥含有私有部分，已拒收，未予保存。',
      en: 'The key has private members; it was refused and not stored.',
    },
    reason: {
      zh: '私钥只应由系统自己持有，一经发送即视为泄露。',
      en: 'A private key belongs to its system alone; once sent, it counts as exposed.',
    },
    remedy: {
      zh: '弃用该密钥，重新生成一对，只提交公钥。',
      en: 'Discard it, generate a new pair and submit the public half only.',
    },
  },
  KEY_UNSUITABLE: {
    status: 400,
    title: { zh: '公钥不可用', en: 'Key not suitable' },
    detail: { zh: '该公钥不可用：{whyZh}。', en: 'The key does not do: {whyEn}.' },
    reason: {
      zh: '只接受 P-256（ES256）和 Ed25519（EdDSA）签名公钥。',
      en: 'Keys are signature keys on P-256 (ES256) or Ed25519 (EdDSA).',
    },
    remedy: {
      zh: '生成一对 P-256 或 Ed25519 密钥，提交其公钥的 JWK。',
      en: 'Generate a P-256 or Ed25519 pair and submit the public half as JWK.',
    },
  },
  KEY_PERIOD_INVALID: {
    status: 400,
    title: { zh: '公钥有效期有误', en: 'Key period not valid' },
    detail: {
      zh: '截止时间须晚于起始时间，且在将来。',
      en: 'The last moment must come after the first, and lie in the future.',
    },
    reason: { zh: '不登记从未有效或已经失效的公钥。', en: 'No key is registered that could never be used.' },
    remedy: { zh: '更正 notBefore 和 notAfter。', en: 'Correct notBefore and notAfter.' },
  },
  KEY_ALREADY_REGISTERED: {
    status: 409,
    title: { zh: '公钥已登记', en: 'Key already registered' },
    detail: { zh: '该公钥已登记过，包括已吊销的。', en: 'This key is registered, or was and has been revoked.' },
    reason: {
      zh: '一把公钥只属于一个系统；吊销的公钥不再启用。',
      en: 'One key belongs to one system, and a revoked key does not come back.',
    },
    remedy: { zh: '生成新的密钥对后登记。', en: 'Generate a new pair and register that.' },
  },
  KEY_LIMIT_REACHED: {
    status: 409,
    title: { zh: '公钥过多', en: 'Too many keys' },
    detail: { zh: '每个系统最多有 {limit} 把未吊销的公钥。', en: 'A system has {limit} unrevoked keys at most.' },
    reason: { zh: '多把公钥用于轮换，不宜长期累积。', en: 'Several keys are for rotation, not for keeping.' },
    remedy: { zh: '吊销不再使用的公钥。', en: 'Revoke the keys that are no longer used.' },
  },
  PROVIDER_REQUIRED: {
    status: 409,
    title: { zh: '仅限提供方系统', en: 'For provider systems' },
    detail: { zh: '只有提供方系统需要 NATS 凭证。', en: 'Only provider systems have NATS credentials.' },
    reason: {
      zh: '使用方系统经 HTTP 查询，不接入消息网络。',
      en: 'Consumers ask over HTTP and have no place on the message network.',
    },
    remedy: { zh: '为提供方系统申请，或登记一个提供方系统。', en: 'Ask for a provider system, or register one.' },
  },
  SYSTEM_SUSPENDED: {
    status: 409,
    title: { zh: '系统或机构已停用', en: 'System or organisation suspended' },
    detail: { zh: '该系统或其机构已停用。', en: 'The system or its organisation is suspended.' },
    reason: { zh: '停用期间不签发新的凭证。', en: 'No new credential is issued while it is.' },
    remedy: { zh: '恢复后再申请。', en: 'Reactivate it first.' },
  },
  NATS_CREDENTIALS_UNMANAGED: {
    status: 409,
    title: { zh: '本部署不签发 NATS 凭证', en: 'NATS credentials not issued here' },
    detail: { zh: '本部署没有配置 NATS 签发密钥。', en: 'This deployment has no NATS authority configured.' },
    reason: {
      zh: '凭证由去中心化认证的签发密钥签发。',
      en: 'Credentials are signed by the authority of the decentralised mode.',
    },
    remedy: {
      zh: '设置 HUFU_NATS_AUTHORITY，或请 NATS 运营方另行发放。',
      en: 'Set HUFU_NATS_AUTHORITY, or have the NATS operator hand out credentials.',
    },
  },
});
