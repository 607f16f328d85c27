import { defineProblems } from '../../kernel/pure/index.ts';

/** Refusals about what holders decide. No text holds a number, a name or any licence data. */
export const holderProblems = defineProblems({
  LICENCE_CONSENT_NEEDED: {
    status: 403,
    title: { zh: '须经持证主体同意', en: 'Holder’s consent needed' },
    detail: {
      zh: '事项 {matter} 使用 {type} 须有持证主体的同意，目前没有可用的同意。',
      en: 'Matter {matter} may use a {type} with the holder’s consent alone, and there is none to be used.',
    },
    reason: {
      zh: '该材料不以法定职责为依据；一次同意只用于一个办件。',
      en: 'This material does not rest on the law of the matter; a consent is good for one case.',
    },
    remedy: {
      zh: '在窗口请其以验证码同意（POST /v1/consent-requests），或由其在“本人查看”中同意（POST /v1/holder/consents），或自行出示证照。',
      en: 'Ask the holder for a code at the counter (POST /v1/consent-requests), or to consent themself (POST /v1/holder/consents), or to show the licence.',
    },
  },
  LICENCE_SHARING_STOPPED: {
    status: 403,
    title: { zh: '持证主体已停止共享', en: 'Holder has stopped sharing' },
    detail: {
      zh: '持证主体已停止向贵单位共享 {type}。',
      en: 'The holder has stopped sharing a {type} with your organisation.',
    },
    reason: {
      zh: '以同意为依据的使用在停止共享后一律不准；以法律为依据的不受影响。',
      en: 'What rests on consent ends when the holder stops sharing; what rests on law goes on.',
    },
    remedy: {
      zh: '请持证主体恢复共享，或自行出示证照。',
      en: 'Ask the holder to resume sharing, or to show the licence themself.',
    },
  },
  CONSENT_PURPOSE_UNKNOWN: {
    status: 422,
    title: { zh: '没有可同意的用途', en: 'No such purpose' },
    detail: {
      zh: '该单位没有这一在办事项，或该事项不需要此类证照。',
      en: 'The organisation has no such active matter, or the matter needs no licence of this type.',
    },
    reason: {
      zh: '只能就某单位某事项的材料同意使用。',
      en: 'A consent is for what a matter of an organisation needs, and for nothing else.',
    },
    remedy: {
      zh: '事项编码可从“谁用过我的数据”中被拒的记录查到。',
      en: 'The refused uses in your own usage say which matter it was.',
    },
  },
  CONSENT_NOT_NEEDED: {
    status: 409,
    title: { zh: '无须同意', en: 'Consent not needed' },
    detail: {
      zh: '该事项使用此类证照以法律为依据：{law}。',
      en: 'The matter uses this type by law: {law}.',
    },
    reason: {
      zh: '以法律为依据的使用不因同意而成立，也不因不同意而停止。',
      en: 'What rests on law neither begins with a consent nor ends without one.',
    },
    remedy: {
      zh: '认为使用不当的，可提出异议（POST /v1/holder/objections）。',
      en: 'If a use is wrong, object to it (POST /v1/holder/objections).',
    },
  },
  CONSENT_STOPPED: {
    status: 409,
    title: { zh: '已停止共享', en: 'Sharing is stopped' },
    detail: {
      zh: '您已停止向该单位共享此类证照，同意不起作用。',
      en: 'You have stopped sharing this type with this organisation, so a consent has no effect.',
    },
    reason: { zh: '停止共享优先于同意。', en: 'A stop goes before any consent.' },
    remedy: {
      zh: '先恢复共享（DELETE /v1/holder/stops/…），再同意。',
      en: 'Resume sharing first (DELETE /v1/holder/stops/…), then consent.',
    },
  },
  CONSENT_TERM_WRONG: {
    status: 422,
    title: { zh: '同意期限有误', en: 'Term of consent wrong' },
    detail: {
      zh: '同意的期限须在将来，最迟至 {latest}。',
      en: 'A consent ends in the future, at {latest} at the latest.',
    },
    reason: { zh: '同意最长三十天。', en: 'A consent is good for thirty days at most.' },
    remedy: { zh: '改正 until，或不填（一天）。', en: 'Correct until, or leave it out for one day.' },
  },
  CONSENT_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该同意', en: 'No such consent' },
    detail: { zh: '您没有该同意，或它已撤回。', en: 'You have given no such consent, or withdrawn it already.' },
    reason: { zh: '只能撤回本人的同意。', en: 'A holder withdraws consents of their own.' },
    remedy: { zh: '见 GET /v1/holder/consents。', en: 'See GET /v1/holder/consents.' },
  },
  CONSENT_REQUEST_UNKNOWN: {
    status: 404,
    title: { zh: '没有该请求', en: 'No such request' },
    detail: {
      zh: '贵单位没有发出该请求，或它已过期。',
      en: 'Your organisation made no such request, or it has run out.',
    },
    reason: {
      zh: '验证码只用于发出请求的单位和办件。',
      en: 'A code is good for the organisation and the case that it was asked for.',
    },
    remedy: { zh: '重新请求：POST /v1/consent-requests。', en: 'Ask again: POST /v1/consent-requests.' },
  },
  STOP_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该停止', en: 'No such stop' },
    detail: { zh: '您没有设置该停止，或已恢复共享。', en: 'You have set no such stop, or lifted it already.' },
    reason: { zh: '只能恢复本人停止的共享。', en: 'A holder lifts stops of their own.' },
    remedy: { zh: '见 GET /v1/holder/stops。', en: 'See GET /v1/holder/stops.' },
  },
  STOP_WITHOUT_SUBJECT: {
    status: 422,
    title: { zh: '单位不存在', en: 'No such organisation' },
    detail: { zh: '没有这个单位。', en: 'There is no organisation of this id.' },
    reason: {
      zh: '停止共享须指明已登记的单位，或不指明（全部单位）。',
      en: 'A stop names a registered organisation, or none for all.',
    },
    remedy: { zh: '单位标识见本人的使用记录。', en: 'Your own usage names the organisations.' },
  },
  USE_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该使用记录', en: 'No such use' },
    detail: { zh: '本人的使用记录中没有这一条。', en: 'There is no such use in your own usage.' },
    reason: { zh: '异议须针对本人的一条使用记录。', en: 'An objection is to a use of your own data.' },
    remedy: {
      zh: '回执编号见 POST /v1/holder/usage。',
      en: 'Ids of receipts are in POST /v1/holder/usage.',
    },
  },
});
