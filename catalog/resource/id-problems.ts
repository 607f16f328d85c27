import { defineProblems } from '../../kernel/index.ts';

/** Refusals of the parsers of ids, codes and field names. Outside text is not repeated: it may be a personal number. */
export const resourceIdProblems = defineProblems({
  RESOURCE_ID_MALFORMED: {
    status: 400,
    title: { zh: '资源标识不合格式', en: 'Malformed resource id' },
    detail: { zh: '给出的资源标识不合格式。', en: 'The resource id given is not well formed.' },
    reason: {
      zh: '资源标识由 2 至 4 段组成，以点分隔；每段以小写字母开头，只含小写字母、数字和连字符，至多 63 位。',
      en: 'A resource id has two to four words joined by dots, each beginning with a lower-case letter and holding lower-case letters, digits and hyphens only, at most 63.',
    },
    remedy: {
      zh: '核对资源标识，例如 population.resident；目录见 GET /v1/resources。',
      en: 'Check the id, for example population.resident; the directory is at GET /v1/resources.',
    },
  },
  RESOURCE_CODE_MALFORMED: {
    status: 400,
    title: { zh: '信息资源代码不合格式', en: 'Malformed resource code' },
    detail: { zh: '信息资源代码不合格式：{whyZh}。', en: 'The resource code is not well formed: {whyEn}.' },
    reason: {
      zh: '代码由类 1 位、项 2 位、目 3 位、细目若干位、斜杠和顺序号组成（政务信息资源目录编制指南 2017-1272）。',
      en: 'A code is 类 one digit, 项 two, 目 three, 细目 any number, a slash and the serial (guide 2017-1272).',
    },
    remedy: { zh: '改为例如 101001/1 的形式。', en: 'Write it like 101001/1.' },
  },
  FIELD_NAME_MALFORMED: {
    status: 400,
    title: { zh: '字段名不合格式', en: 'Malformed field name' },
    detail: {
      zh: '有 {count} 个信息项的字段名不合格式或为保留名，位置见 errors。',
      en: '{count} field name(s) are not well formed or are reserved; errors names the places.',
    },
    reason: {
      zh: '字段名以字母开头，只含字母、数字和下划线，至多 63 位。',
      en: 'A field name begins with a letter and holds letters, digits and underscores only, at most 63.',
    },
    remedy: { zh: '改为例如 citizenNumber 的形式。', en: 'Write it like citizenNumber.' },
  },
});
