import { defineProblems } from '../../kernel/index.ts';

/** Refusals about open data. */
export const openDataProblems = defineProblems({
  OPEN_DATA_NOT_FOUND: {
    status: 404,
    title: { zh: '没有该开放数据', en: 'No such open data' },
    detail: { zh: '没有向社会开放的资源用此标识。', en: 'No resource that is open to the public has this id.' },
    reason: {
      zh: '只列已发布、已共享且开放的资源；未开放的与不存在的同样作答。',
      en: 'Only what is published, shared and open is listed; what is not open is answered like what is not there.',
    },
    remedy: { zh: '在 GET /v1/open-data 查看开放的资源。', en: 'See what is open in GET /v1/open-data.' },
  },
  OPEN_ROWS_NOT_LISTED: {
    status: 404,
    title: { zh: '各行不能下载', en: 'Rows cannot be downloaded' },
    detail: { zh: '该开放资源的各行不能下载。', en: 'The rows of this open resource cannot be downloaded.' },
    reason: {
      zh: '提供部门的连接器只能逐条查询该资源，不能列出全部各行。',
      en: 'The provider’s connector finds records of this resource one by one and cannot list them all.',
    },
    remedy: {
      zh: '需要时请提供部门为连接器配置列出方式（list），或申请共享。',
      en: 'Ask the provider to let its connector list them (list in its configuration), or apply for the data.',
    },
  },
  OPEN_ROWS_CHANGED: {
    status: 409,
    title: { zh: '各行已变化', en: 'Rows have changed' },
    detail: { zh: '下载期间，提供部门的数据已更换。', en: 'The provider’s data was replaced during the download.' },
    reason: {
      zh: '一次下载的各行须出自同一份数据。',
      en: 'The rows of one download have to come from one state of the data.',
    },
    remedy: { zh: '重新下载。', en: 'Download it anew.' },
  },
  OPEN_DATA_BUSY: {
    status: 429,
    title: { zh: '下载过多', en: 'Too many downloads' },
    detail: {
      zh: '该地址已有一个下载，或同时下载已满 {most} 个。',
      en: 'This address has a download under way, or there are {most} of them.',
    },
    reason: {
      zh: '开放数据由提供部门逐批读出，每个地址同时一个下载。',
      en: 'Open data is read at its provider piece by piece; an address has one download at a time.',
    },
    remedy: { zh: '按 Retry-After 所示的秒数等待后重试。', en: 'Wait as many seconds as Retry-After says.' },
  },
});
