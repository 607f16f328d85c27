import type { Text } from '../../kernel/index.ts';
import type { LinkName } from '../policy/link.ts';

/** The rule that each link stands for. */
export const linkTitles: Readonly<Record<LinkName | 'quota', Text>> = {
  resource: { zh: '资源已发布', en: 'The resource is published' },
  system: { zh: '查询系统及其单位在用', en: 'The asking system and its organisation are active' },
  grant: { zh: '查询系统持有该资源的授权', en: 'The asking system holds a grant for the resource' },
  provider: { zh: '提供单位在用', en: 'The providing organisation is active' },
  validity: { zh: '授权在有效期内', en: 'The grant is in force' },
  hours: { zh: '处于授权允许的时段', en: 'It is within the grant’s hours of day' },
  matter: {
    zh: '事项在用，属于查询单位，且在授权范围内',
    en: 'The matter is in use, the asking organisation’s, and covered by the grant',
  },
  officer: {
    zh: '所指经办人在用、属于查询单位；授权要求时已分配该事项',
    en: 'The officer named is active and the asking organisation’s; assigned to the matter where the grant requires one',
  },
  representation: { zh: '只代表授权列明的单位', en: 'It is on behalf of nobody but parties that the grant lists' },
  mode: { zh: '查询方式已获授权', en: 'The mode is granted' },
  match: { zh: '匹配字段组合已获授权', en: 'The combination of match fields is granted' },
  fields: { zh: '所请求的字段或断言值已获授权', en: 'The fields asked for, or claimed by value, are granted' },
  predicates: { zh: '断言类别及其界限已获授权', en: 'The predicates are granted with these bounds' },
  need: {
    zh: '事项的所需材料列明所请求的字段和断言',
    en: 'The matter’s materials list what is asked for',
  },
  quota: { zh: '额度尚有剩余', en: 'The quota is not used up' },
};
