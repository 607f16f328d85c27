import type { SystemActor } from '../../identity/index.ts';
import type { Language } from '../../kernel/index.ts';
import type { Explanation } from '../generated/schemas.ts';
import { decideQuestion, type QueryParts } from './ask.ts';
import { linkTitles } from './link-titles.ts';
import type { Question } from './question.ts';

/** Shows every link of the decision on a question: the same function as the real query, but nobody is asked and nothing charged. */
export async function explain(options: {
  parts: QueryParts;
  actor: SystemActor;
  question: Question;
  language: Language;
}): Promise<Explanation> {
  const { parts, actor, question, language } = options;
  const { decision } = decideQuestion(parts, actor, question);
  const links: Explanation['links'] = decision.links.map((link) => ({
    ...link,
    title: linkTitles[link.link][language],
  }));
  if (!decision.allowed) {
    const { code, status } = decision.problem;
    const { detail, reason, remedy } = decision.problem.texts(language);
    return { allowed: false, links, problem: { code, status, detail, reason, remedy } };
  }
  const { limit, remaining, reset } = await parts.quota.look(decision.grant);
  const quota = { limit, remaining, reset };
  links.push({
    link: 'quota',
    passed: quota.remaining > 0,
    reference: decision.grant.id,
    title: linkTitles.quota[language],
  });
  return { allowed: quota.remaining > 0, links, grant: decision.grant.id, fields: [...decision.fields], quota };
}
