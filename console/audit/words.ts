import { say } from '../language/language.ts';

const events: Readonly<Record<string, readonly [string, string]>> = {
  query: ['查询共享数据', 'Query of shared data'],
  'open-data-read': ['下载开放数据', 'Open data downloaded'],
  'licence-issued': ['签发证照', 'Licence issued'],
  'licence-changed': ['办理证照', 'Licence changed'],
  'licence-found': ['查找证照', 'Licences looked for'],
  'licence-read': ['读取证照', 'Licence read'],
  'licence-linked': ['给出临时链接', 'Temporary link given'],
  'licence-copied': ['制作加注件', 'Copy for a purpose made'],
  'licence-verified': ['验证证照', 'Licence verified'],
  'own-licences-shown': ['本人查看证照', 'Own licences shown'],
  'consent-asked': ['请求同意', 'Consent asked for'],
  'consent-given': ['同意', 'Consent given'],
  'sharing-stopped': ['停止共享', 'Sharing stopped'],
  'objection-raised': ['提出异议', 'Objection raised'],
  'uses-shown': ['查看使用记录', 'Uses shown'],
  'uses-searched': ['检索使用记录', 'Uses looked for'],
  'uses-sealed': ['密封使用记录', 'Uses put under seal'],
  'holder-erased': ['遗忘持证主体', 'Holder forgotten'],
};

/** Every event there is a word for, to be chosen from. */
export const eventNames: readonly string[] = Object.keys(events);

/** What happened, in words; what has none keeps its name. */
export function eventWord(event: string): string {
  const words = events[event];
  return words === undefined ? event : say(...words);
}

export function outcomeWord(outcome: 'answered' | 'refused' | 'failed'): string {
  if (outcome === 'answered') return say('已答复', 'Answered');
  return outcome === 'refused' ? say('已拒绝', 'Refused') : say('失败', 'Failed');
}

export const outcomeSign = { answered: '✓', refused: '✕', failed: '!' } as const;

/** What somebody got to see. */
export function answerWord(answer: 'rows' | 'verdicts' | 'none' | undefined): string {
  if (answer === 'rows') return say('数据', 'Data');
  return answer === 'verdicts' ? say('是否结论', 'True or false') : say('无', 'Nothing');
}

const opened: Readonly<Record<string, readonly [string, string]>> = {
  actor: ['操作者', 'Who acted'],
  answer: ['应答', 'Answer'],
  decision: ['裁定', 'Decision'],
  parties: ['双方', 'Parties'],
  purpose: ['目的', 'Purpose'],
  request: ['请求', 'Request'],
  time: ['时间', 'Time'],
  holder: ['数据主体', 'Holder'],
};

/** A part of a leaf, in words. */
export function partWord(name: string): string {
  const words = opened[name];
  return words === undefined ? name : say(...words);
}
