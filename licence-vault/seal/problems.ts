import { defineProblems } from '../../kernel/index.ts';

/** Refusals about electronic seals. No text repeats what a seal or a request holds. */
export const sealProblems = defineProblems({
  SEAL_UNREADABLE: {
    status: 422,
    title: { zh: '不是合法的电子印章', en: 'Not a well-formed seal' },
    detail: {
      zh: '第 {offset} 字节处不符合电子印章的格式（{fault}）。',
      en: 'At byte {offset} it is not as an electronic seal must be ({fault}).',
    },
    reason: {
      zh: '电子印章须为 GM/T 0031、GB/T 38540 规定结构的 DER 编码。',
      en: 'A seal is DER of the structures of GM/T 0031 or GB/T 38540.',
    },
    remedy: { zh: '请向制章者索取原文件。', en: 'Ask its maker for the original file.' },
  },
  SEAL_TEXT_NOT_DRAWABLE: {
    status: 422,
    title: { zh: '印章文字无法绘制', en: 'Seal text not drawable' },
    detail: {
      zh: '印章名称或下弦文字不能绘制，见 errors。',
      en: 'The name or the caption cannot be drawn; see errors.',
    },
    reason: {
      zh: '只绘制字体中有的字；名称不超过 40 字，下弦文字不超过 12 字。',
      en: 'Only characters of the font are drawn, up to 40 in the name and 12 in the caption.',
    },
    remedy: { zh: '请改用规定的简称，或上传印章图片。', en: 'Use the prescribed short name, or upload a picture.' },
  },
  SEAL_EMBLEM_NOT_DRAWN: {
    status: 422,
    title: { zh: '不绘制国徽', en: 'Emblem not drawn' },
    detail: { zh: '中央刊国徽的印章不能由系统绘制。', en: 'A seal with the national emblem is not drawn here.' },
    reason: {
      zh: '国徽图案由国家统一制发，系统不仿制。',
      en: 'The national emblem is issued by the state and is not imitated.',
    },
    remedy: {
      zh: '请上传制发机关提供的图片；演示可选样章。',
      en: 'Upload the picture that the issuing authority supplies; for a demonstration ask for a specimen.',
    },
  },
  SEAL_PICTURE_INVALID: {
    status: 422,
    title: { zh: '印章图片不符合要求', en: 'Seal picture not usable' },
    detail: { zh: '图片不能用作印章，见 errors。', en: 'The picture cannot be a seal’s; see errors.' },
    reason: {
      zh: '印章图片须为完整、大小适中、不隔行的 PNG。',
      en: 'A seal’s picture is a whole, moderate PNG that is not interlaced.',
    },
    remedy: { zh: '请按 errors 改正后重新上传。', en: 'Mend what errors says and upload it again.' },
  },
  SEAL_CONTENT_INVALID: {
    status: 422,
    title: { zh: '印章信息不符合要求', en: 'Seal content not usable' },
    detail: {
      zh: '印章信息有 {count} 处不符合要求，见 errors。',
      en: '{count} item(s) of the seal are wrong; see errors.',
    },
    reason: {
      zh: '印章信息须能按所选版本的标准编码。',
      en: 'What a seal says must fit the edition of the standard it is made in.',
    },
    remedy: { zh: '请按 errors 改正。', en: 'Mend what errors says.' },
  },
  CERTIFICATE_NOT_IN_FORCE: {
    status: 409,
    title: { zh: '证书不在有效期内', en: 'Certificate not in force' },
    detail: {
      zh: '{whoZh}的证书有效期为 {from} 至 {to}，现在不能使用。',
      en: 'The certificate of the {whoEn} is in force from {from} to {to}, which is not now.',
    },
    reason: { zh: '不在有效期内的证书不得制章或签章。', en: 'Nothing is sealed with a certificate out of its term.' },
    remedy: { zh: '请更新证书后重试。', en: 'Have the certificate renewed, then try again.' },
  },
  SIGNER_NOT_IN_SEAL: {
    status: 403,
    title: { zh: '签章者不在印章的证书列表中', en: 'Signer not in the seal’s list' },
    detail: {
      zh: '此印章的签章者证书列表中没有该证书。',
      en: 'The seal’s list of signers does not have this certificate.',
    },
    reason: {
      zh: '只有列表中的签章者可以使用印章（GB/T 38540）。',
      en: 'A seal is used by the signers it lists (GB/T 38540).',
    },
    remedy: { zh: '请由列表中的签章者签章，或重新制章。', en: 'Let a listed signer sign, or have the seal made anew.' },
  },
  SEAL_ALTERED: {
    status: 422,
    title: { zh: '印章被改动过', en: 'Seal altered' },
    detail: {
      zh: '印章上制章者的签名验证不通过：{whyZh}。',
      en: 'The seal maker’s signature on the seal does not hold: {whyEn}.',
    },
    reason: {
      zh: '用这样的印章盖的章，任何人都验证不通过（GB/T 38540）。',
      en: 'Nobody would accept what is sealed with it (GB/T 38540).',
    },
    remedy: {
      zh: '请使用制章者交付的原件，或重新制章。',
      en: 'Use the file as its maker delivered it, or have the seal made anew.',
    },
  },
  SEAL_NOT_IN_FORCE: {
    status: 409,
    title: { zh: '印章不在有效期内', en: 'Seal not in force' },
    detail: {
      zh: '印章有效期为 {from} 至 {to}，现在不能使用。',
      en: 'The seal is in force from {from} to {to}, which is not now.',
    },
    reason: { zh: '签章时间须在印章有效期内。', en: 'The time of sealing must lie in the seal’s term.' },
    remedy: { zh: '请申请换发印章。', en: 'Apply for a new seal.' },
  },
  SEAL_NOT_ACTIVE: {
    status: 409,
    title: { zh: '印章未启用', en: 'Seal not active' },
    detail: { zh: '印章状态为{stateZh}，不能签章。', en: 'The seal is {stateEn} and cannot be used.' },
    reason: { zh: '只有启用状态的印章可以签章。', en: 'Only an active seal is used.' },
    remedy: { zh: '请印章管理员核对印章状态。', en: 'Ask the seal keeper about the seal’s state.' },
  },
  CLOCK_FAR_OFF: {
    status: 503,
    title: { zh: '系统时钟偏差过大', en: 'Clock far off' },
    detail: {
      zh: '系统时钟与可信时间相差 {seconds} 秒，停止签章。',
      en: 'The clock differs from a trusted time by {seconds} s; nothing is sealed.',
    },
    reason: { zh: '签章时间须可信。', en: 'The time of sealing must be right.' },
    remedy: { zh: '请运行管理员校准时钟。', en: 'Have the operator set the clock.' },
  },
  SEAL_NOT_FOUND: {
    status: 404,
    title: { zh: '没有此印章', en: 'No such seal' },
    detail: { zh: '没有此印章，或其不在您的范围内。', en: 'There is no such seal within your reach.' },
    reason: {
      zh: '印章只对所属单位和数据主管部门开放。',
      en: 'A seal is shown to its organisation and the data administration.',
    },
    remedy: { zh: '本单位印章见 /v1/seals。', en: 'Your organisation’s seals are at /v1/seals.' },
  },
  SEAL_NOT_FOR_TYPE: {
    status: 409,
    title: { zh: '印章不适用于该证照', en: 'Seal not for this licence' },
    detail: { zh: '印章不适用于该证照：{whyZh}。', en: 'The seal is not for this licence: {whyEn}.' },
    reason: {
      zh: '证照由颁发机构自己的单位印章，或县里统一的审批专用章签章。',
      en: 'A licence bears a seal of the organisation that issues it, or the one approval seal of the county.',
    },
    remedy: {
      zh: '请印章管理员在 /v1/seal-choices 为该机构或证照类型指定印章。',
      en: 'Have a seal keeper choose a seal for the organisation or the type at /v1/seal-choices.',
    },
  },
  SEAL_SIGNER_MISSING: {
    status: 409,
    title: { zh: '没有可用的签章密钥', en: 'Nobody to sign with the seal' },
    detail: {
      zh: '印章所列签章人的密钥都不在本系统，不能自动签章。',
      en: 'The exchange keeps the key of none of the seal’s signers, so it cannot seal with it.',
    },
    reason: {
      zh: '证照签发时即签章，签章密钥须由本系统保管。',
      en: 'A licence is sealed as it is issued, with a signer’s key that the exchange keeps.',
    },
    remedy: {
      zh: '请为签章人签发由本系统保管密钥的证书，并以其制作印章。',
      en: 'Have a certificate issued whose key the exchange keeps, and a seal made that lists it.',
    },
  },
  SEAL_NOT_CHOSEN: {
    status: 409,
    title: { zh: '没有可用的印章', en: 'No seal to issue with' },
    detail: {
      zh: '颁发机构没有启用的单位印章，也没有为其指定印章，未签发。',
      en: 'The issuing organisation has no active seal of its own and none was chosen for it; nothing was issued.',
    },
    reason: { zh: '没有印章的证照一律不签发。', en: 'No licence is issued without its seal.' },
    remedy: {
      zh: '请印章管理员在 /v1/seals 申请印章，或在 /v1/seal-choices 指定。',
      en: 'Have a seal keeper apply for one at /v1/seals, or choose one at /v1/seal-choices.',
    },
  },
  SEAL_STEP_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态下不能办理', en: 'Not allowed in this state' },
    detail: {
      zh: '印章状态为{stateZh}，不能{eventZh}；可办理：{allowedZh}。',
      en: 'The seal is {stateEn} and cannot undergo “{eventEn}”; it can: {allowedEn}.',
    },
    reason: { zh: '印章状态只按规定的步骤变化。', en: 'A seal changes its state by the prescribed steps only.' },
    remedy: { zh: '请核对印章状态。', en: 'Check the seal’s state.' },
  },
  SECOND_PERSON_REQUIRED: {
    status: 403,
    title: { zh: '须由另一人办理', en: 'Another person is needed' },
    detail: { zh: '申请人不能审批自己的申请。', en: 'Who applied for a seal cannot approve it.' },
    reason: { zh: '印章的申请和审批须由两人分别办理。', en: 'A seal is applied for and approved by two people.' },
    remedy: {
      zh: '请本单位另一名印章管理员或数据主管部门审批。',
      en: 'Ask another seal keeper of your organisation, or the data administration.',
    },
  },
  SEAL_REASON_MISSING: {
    status: 422,
    title: { zh: '缺少事由', en: 'Reason missing' },
    detail: { zh: '“{eventZh}”须写明事由。', en: '“{eventEn}” needs a reason.' },
    reason: {
      zh: '驳回、停用、启用和撤销印章须有据可查。',
      en: 'Refusing, stopping, restarting and revoking a seal are accounted for.',
    },
    remedy: { zh: '请在 reason 中写明。', en: 'State it in reason.' },
  },
  SEAL_MAKER_MISSING: {
    status: 503,
    title: { zh: '没有制章者', en: 'No seal maker' },
    detail: {
      zh: '本部署没有配置制章者的密钥和证书。',
      en: 'This deployment has no seal maker’s key and certificate.',
    },
    reason: { zh: '印章须由制章者签名后才能启用。', en: 'A seal comes into being by its maker’s signature.' },
    remedy: { zh: '请运行管理员配置制章者。', en: 'Ask the operator to set a seal maker up.' },
  },
});
