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
});
