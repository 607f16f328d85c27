import type { SystemActor } from '../../identity/index.ts';
import type { Language, Text } from '../../kernel/index.ts';
import type { Explanation } from '../generated/schemas.ts';
import type { LinkName } from '../policy/decide.ts';
import { decideQuestion, type QueryParts } from './ask.ts';
import type { Question } from './question.ts';

/** The rule that each link stands for. */
const linkTitles: Readonly<Record<LinkName, Text>> = {
  resource: { zh: '资源已发布', en: 'The resource is published' },
  grant: { zh: '您的系统持有该资源的授权', en: 'Your system holds a grant for the resource' },
  validity: { zh: '授权在有效期内', en: 'The grant is in force' },
  hours: { zh: '处于授权允许的时段', en: 'It is within the grant’s hours of day' },
  matter: {
    zh: '事项在用，属于本单位，且在授权范围内',
    en: 'The matter is in use, your organisation’s, and covered by the grant',
  },
  mode: { zh: '查询方式已获授权', en: 'The mode is granted' },
  match: { zh: '匹配字段组合已获授权', en: 'The combination of match fields is granted' },
  fields: { zh: '所请求的字段或断言已获授权', en: 'The fields or claims asked for are granted' },
};
const quotaTitle: Text = { zh: '今日额度尚有剩余', en: 'The day’s quota is not used up' };

/** Shows every link of the decision on a question: the same function as the real query, but nobody is asked and nothing charged. */
export async function explain(options: {
  parts: QueryParts;
  actor: SystemActor;
  question: Question;
  language: Language;
}): Promise<Explanation> {
  const { parts, actor, question, language } = options;
  const decision = decideQuestion(parts, actor, question);
  const links: Explanation['links'] = decision.links.map((link) => ({
    ...link,
    title: linkTitles[link.link][language],
  }));
  if (!decision.allowed) {
    const { code, status } = decision.problem;
    const { detail, reason, remedy } = decision.problem.texts(language);
    return { allowed: false, links, problem: { code, status, detail, reason, remedy } };
  }
  const quota = await parts.quota.look(decision.grant);
  links.push({ link: 'quota', passed: quota.remaining > 0, reference: decision.grant.id, title: quotaTitle[language] });
  return { allowed: quota.remaining > 0, links, grant: decision.grant.id, fields: [...decision.fields], quota };
}
