import type { Answer } from '../api/index.ts';
import { say, sayBoth } from '../language/language.ts';

export type Use = Answer<'POST /v1/holder/usage'>['items'][number];

/** What was done, by the name of the event in the log. */
const events: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  query: { zh: '查询了我的数据', en: 'asked for my data' },
  'licence-found': { zh: '查找了我的证照', en: 'looked for my licences' },
  'licence-read': { zh: '读取了我的证照', en: 'read a licence of mine' },
  'licence-copied': { zh: '制作了我的证照的加注件', en: 'made a copy of a licence of mine for one purpose' },
  'licence-linked': { zh: '取得了我的证照的一次性链接', en: 'got a link to a licence of mine' },
  'licence-verified': { zh: '验证了我的证照的真伪', en: 'verified a licence of mine' },
  'licence-issued': { zh: '签发了我的证照', en: 'issued a licence to me' },
  'licence-changed': { zh: '变更了我的证照的状态', en: 'changed the state of a licence of mine' },
  'consent-asked': { zh: '请求我同意使用证照', en: 'asked for my consent' },
  'consent-given': { zh: '同意了一次使用', en: 'consented to a use' },
  'consent-withdrawn': { zh: '撤回了同意', en: 'withdrew a consent' },
  'sharing-stopped': { zh: '停止了共享', en: 'stopped sharing' },
  'sharing-resumed': { zh: '恢复了共享', en: 'resumed sharing' },
  'objection-raised': { zh: '提出了异议', en: 'objected to a use' },
  'own-licences-shown': { zh: '查看了自己的证照', en: 'looked at my licences' },
  'uses-shown': { zh: '查看了使用记录', en: 'looked at the record of uses' },
  'holder-session-opened': { zh: '进入了本人查询', en: 'opened a session of my own' },
  'holder-sessions-ended': { zh: '结束了本人查询', en: 'ended the sessions' },
};

/** What was done, in plain words. */
export function deedOf({ event }: Use): string {
  return deedWords(event);
}

/** The same by the name of the event alone. */
export function deedWords(event: string): string {
  const words = Object.hasOwn(events, event) ? events[event] : undefined;
  return words === undefined ? event : sayBoth(words);
}

/** Who did it; the holder is told as such. */
export function actorOf(use: Use): string {
  if (use.by === 'holder' || use.organisation === undefined) return say('我自己', 'Myself');
  return use.organisationName ?? use.organisation;
}

/** Of whom it was somebody else who used it: those are what people come for. */
export function isByOthers(use: Use): boolean {
  return use.by !== 'holder' && use.organisation !== undefined;
}

/** The fields that were asked for, as people call them. */
export function fieldsOf({ fields = [], fieldTitles = {} }: Use): readonly string[] {
  return fields.map((name) => {
    const title = fieldTitles[name];
    return title === undefined ? name : sayBoth(title);
  });
}

/** What came of it, in words. */
export function outcomeOf({ outcome, answer, event }: Use): string {
  if (outcome === 'refused') return say('被拒绝，没有拿到数据', 'Refused: it got nothing');
  if (outcome === 'failed') return say('没有办成，没有拿到数据', 'It failed: it got nothing');
  if (event !== 'query') return say('已办理', 'Done');
  if (answer === 'verdicts') return say('只得到“是”或“否”', 'It got yes or no alone');
  return answer === 'rows' ? say('得到了所列内容', 'It got what is listed') : say('没有得到数据', 'It got nothing');
}
