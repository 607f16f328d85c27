import { defineProblems } from '../../kernel/index.ts';

/** Refusals about organisations. */
export const organisationProblems = defineProblems({
  ADMINISTRATION_REQUIRED: {
    status: 403,
    title: { zh: '须由数据主管部门办理', en: 'For the data administration' },
    detail: {
      zh: '此操作只能由数据主管部门的运行管理员办理。',
      en: 'Only an operator of the data administration may do this.',
    },
    reason: {
      zh: '机构的登记、代码、停用和恢复由数据主管部门决定，单位不能自行扩大权限。',
      en: 'The data administration decides who takes part; no department widens its own reach.',
    },
    remedy: { zh: '请联系数据主管部门。', en: 'Ask the data administration.' },
  },
  ORGANISATION_UNKNOWN: {
    status: 400,
    title: { zh: '机构未登记', en: 'Organisation not registered' },
    detail: { zh: '所填机构没有登记。', en: 'The organisation named is not registered.' },
    reason: { zh: '系统和人员须属于已登记的机构。', en: 'Systems and officers belong to a registered organisation.' },
    remedy: {
      zh: '先登记机构，或从 /v1/organisations 中选择。',
      en: 'Register the organisation first, or choose one of /v1/organisations.',
    },
  },
  ORGANISATION_ALREADY_REGISTERED: {
    status: 409,
    title: { zh: '机构已登记', en: 'Organisation already registered' },
    detail: { zh: '该机构短标识已被使用。', en: 'An organisation with this id is registered.' },
    reason: {
      zh: '机构短标识不可重复，也不可改派。',
      en: 'An organisation’s id is used once and never given to another.',
    },
    remedy: { zh: '改用其他短标识，或修改已有机构。', en: 'Use another id, or change the organisation that is there.' },
  },
  UNIFIED_CODE_TAKEN: {
    status: 409,
    title: { zh: '统一社会信用代码已登记', en: 'Unified code already registered' },
    detail: {
      zh: '该统一社会信用代码已属于另一机构。',
      en: 'Another organisation is registered with this unified code.',
    },
    reason: { zh: '一个统一社会信用代码对应一个机构。', en: 'One unified code stands for one organisation.' },
    remedy: { zh: '核对代码，或查找已登记的机构。', en: 'Check the code, or look for the organisation that has it.' },
  },
  ADMINISTRATION_STAYS_ACTIVE: {
    status: 409,
    title: { zh: '数据主管部门不可停用', en: 'The administration stays active' },
    detail: { zh: '数据主管部门不能被停用。', en: 'The data administration cannot be suspended.' },
    reason: {
      zh: '停用后将无人能够恢复。',
      en: 'Nobody would be left who could reactivate it.',
    },
    remedy: { zh: '如需停用个别人员或系统，请单独办理。', en: 'Suspend single officers or systems instead.' },
  },
  ADMINISTRATION_ALREADY_EXISTS: {
    status: 409,
    title: { zh: '数据主管部门已设立', en: 'Administration already set up' },
    detail: { zh: '数据主管部门已经设立。', en: 'The data administration has been set up.' },
    reason: { zh: '首个管理员只能设立一次。', en: 'The first administrator is made exactly once.' },
    remedy: {
      zh: '由现有运行管理员登录后添加人员。',
      en: 'Let an existing operator log in and add officers.',
    },
  },
});
