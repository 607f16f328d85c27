import { exactMoment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { organisationName } from '../session/organisations.ts';

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

const members: Readonly<Record<string, readonly [string, string]>> = {
  actor: ['操作者', 'actor'],
  onBehalfOf: ['代表', 'on behalf of'],
  trace: ['追踪号', 'trace'],
  code: ['结果代码', 'code'],
  event: ['行为', 'event'],
  outcome: ['结果', 'outcome'],
  mode: ['方式', 'mode'],
  grant: ['授权', 'grant'],
  object: ['对象', 'object'],
  organisation: ['使用方', 'used by'],
  provider: ['提供方', 'provided by'],
  case: ['办件', 'case'],
  matter: ['事项', 'matter'],
  asOf: ['数据时刻', 'as of'],
  content: ['内容摘要', 'digest of the content'],
  digest: ['应答摘要', 'digest of the answer'],
  kind: ['类别', 'kind'],
  matched: ['是否匹配', 'matched'],
  order: ['指令', 'order'],
  rows: ['行数', 'rows'],
  system: ['应答系统', 'answering system'],
};

/** A member of a part, in words; what has none keeps its name. */
export function memberWord(name: string): string {
  const words = members[name];
  return words === undefined ? name : say(...words);
}

/** What a value of a member means, where it is a code for something that has a name. Nothing where it speaks for itself. */
export function meaningOf(member: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (member === 'organisation' || member === 'provider' || member === 'onBehalfOf') return organisationName(value);
  if (member === 'event') return eventWord(value);
  if (member === 'outcome' && Object.hasOwn(outcomeSign, value)) return outcomeWord(value as keyof typeof outcomeSign);
  if (member === 'time' || member === 'asOf') return exactMoment(value);
  return undefined;
}
