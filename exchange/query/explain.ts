import type { SystemActor } from '../../identity/index.ts';
import type { Language, Problem } from '../../kernel/index.ts';
import type { StoredLink } from '../decision/decision-store.ts';
import type { Explanation } from '../generated/schemas.ts';
import { decideQuestion, type QueryParts } from './ask.ts';
import { linkTitles } from './link-titles.ts';
import type { Question } from './question.ts';
import { quotaOutlook } from './quota-link.ts';

/** Shows every link of the decision on a question: the same function as the real query, but nobody is asked and nothing charged. */
export async function explain(options: {
  parts: QueryParts;
  actor: Pick<SystemActor, 'id' | 'organisation'>;
  question: Question;
  language: Language;
}): Promise<Explanation> {
  const { parts, actor, question, language } = options;
  const { decision } = decideQuestion(parts, actor, question);
  const shown = ({ link, passed, reference }: StoredLink) => ({
    ...{ link, passed, reference },
    title: linkTitles[link][language],
  });
  const links: Explanation['links'] = decision.links.map(shown);
  if (!decision.allowed) return { allowed: false, links, problem: problemShown(decision.problem, language) };
  const { link, state: quota, problem } = await quotaOutlook(parts.quota, decision, question.matter);
  links.push(shown(link));
  const given = { grant: decision.grant.id, fields: [...decision.fields], quota };
  return problem === undefined
    ? { allowed: true, links, ...given }
    : { allowed: false, links, ...given, problem: problemShown(problem, language) };
}

/** A refusal as an explanation shows it. */
export function problemShown(problem: Problem, language: Language): NonNullable<Explanation['problem']> {
  const { code, status } = problem;
  const { detail, reason, remedy } = problem.texts(language);
  return { code, status, detail, reason, remedy };
}
