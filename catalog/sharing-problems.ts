import { defineProblems } from '../kernel/index.ts';

/** Refusals that applications, demands and objections have in common, and those of the calendar and its limits. */
export const sharingProblems = defineProblems({
  RECORD_ID_MALFORMED: {
    status: 400,
    title: { zh: '编号不合格式', en: 'Malformed id' },
    detail: { zh: '给出的编号不合格式。', en: 'The id given is not well formed.' },
    reason: {
      zh: '申请、需求和异议的编号是 UUID。',
      en: 'The id of an application, a demand or an objection is a UUID.',
    },
    remedy: { zh: '在列表中核对编号。', en: 'Check the id in the list.' },
  },
  REFUSAL_GROUND_NEEDED: {
    status: 422,
    title: { zh: '须列明不予共享理由', en: 'Ground of the refusal needed' },
    detail: {
      zh: '拒绝须给出理由代码（{codes}）并写明原因。',
      en: 'A refusal names its ground ({codes}) and says why.',
    },
    reason: {
      zh: '拒绝共享须说明理由（政务数据共享条例）。',
      en: 'Whoever refuses to share states the ground (政务数据共享条例).',
    },
    remedy: {
      zh: '在 ground 中填写代码表 refusal-ground 的代码，在 reason 中写明原因。',
      en: 'Give a code of the table refusal-ground in ground, and say why in reason.',
    },
  },
  FORM_CODE_UNKNOWN: {
    status: 422,
    title: { zh: '代码不在代码表中', en: 'Code not in its table' },
    detail: { zh: '{member} 不是代码表 {table} 的代码。', en: '{member} is no code of the table {table}.' },
    reason: { zh: '表单的代码取自代码表。', en: 'Codes of the forms come from code tables.' },
    remedy: { zh: '在 GET /v1/code-tables/{table} 核对。', en: 'Check GET /v1/code-tables/{table}.' },
  },
  FORM_DAY_REFUSED: {
    status: 422,
    title: { zh: '日期不成立', en: 'No such day' },
    detail: { zh: '{member} 不是有效的日期。', en: '{member} is no day that there is.' },
    reason: { zh: '日期写作 YYYY-MM-DD。', en: 'A day is written YYYY-MM-DD.' },
    remedy: { zh: '改正日期。', en: 'Correct the day.' },
  },
  PARTY_UNKNOWN: {
    status: 422,
    title: { zh: '单位不成立', en: 'Organisation not registered' },
    detail: {
      zh: '{member} 指定的单位未登记、已停用，或不能承办此件。',
      en: 'The organisation named in {member} is not registered and active, or cannot take this up.',
    },
    reason: {
      zh: '承办单位须在册在用，且不是提出单位或现承办单位。',
      en: 'Who takes something up is registered and active, and neither who asks nor who has it already.',
    },
    remedy: { zh: '在 /v1/organisations 核对。', en: 'Check /v1/organisations.' },
  },
  CALENDAR_DAYS_REFUSED: {
    status: 422,
    title: { zh: '工作日历不成立', en: 'Calendar refused' },
    detail: { zh: '有 {count} 天不成立，逐项见 errors。', en: '{count} day(s) do not stand; see errors.' },
    reason: { zh: '每天至多一行，且属于该年。', en: 'Each day stands once and is of that year.' },
    remedy: { zh: '按 errors 改正。', en: 'Correct the places in errors.' },
  },
  CALENDAR_YEAR_UNKNOWN: {
    status: 404,
    title: { zh: '没有该年的日历', en: 'No calendar of that year' },
    detail: { zh: '没有 {year} 年的日历。', en: 'There is no calendar of {year}.' },
    reason: {
      zh: '节假日安排公布后由数据主管部门导入；此前按周一至周五计。',
      en: 'A year is entered when its holidays are announced; until then Monday to Friday are worked.',
    },
    remedy: { zh: '用 PUT /v1/calendar/{year} 导入。', en: 'Enter it with PUT /v1/calendar/{year}.' },
  },
  CLOCK_LIMIT_UNKNOWN: {
    status: 404,
    title: { zh: '没有该时限', en: 'No such limit' },
    detail: { zh: '没有该类时限；现有：{kinds}。', en: 'There is no limit of that kind; there are {kinds}.' },
    reason: {
      zh: '时限的种类随系统提供，天数由地方规定。',
      en: 'Kinds come with the product; the region sets the days.',
    },
    remedy: { zh: '在 GET /v1/clock-limits 核对。', en: 'Check GET /v1/clock-limits.' },
  },
});
