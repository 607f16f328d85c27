import { meaningOf as causeOf } from '../clerk/words.ts';
import { exactMoment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { actorWord } from '../session/officer-names.ts';
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
  'consent-withdrawn': ['撤回同意', 'Consent withdrawn'],
  'sharing-stopped': ['停止共享', 'Sharing stopped'],
  'sharing-resumed': ['恢复共享', 'Sharing resumed'],
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
  fields: ['字段', 'fields'],
  download: ['下载批次', 'download'],
  indication: ['验证结论', 'verdict'],
  subIndication: ['原因', 'cause'],
  licence: ['证照（库内编号）', 'licence (id in the vault)'],
  type: ['证照类型', 'type of licence'],
  state: ['证照状态', 'state of the licence'],
  fromState: ['原状态', 'state before'],
  toState: ['新状态', 'state after'],
  operation: ['办理操作', 'operation'],
  document: ['文件摘要', 'digest of the document'],
  ofd: ['OFD 摘要', 'digest of the OFD'],
  text: ['二维码摘要', 'digest of the code'],
  statement: ['声明摘要', 'digest of the statement'],
  sources: ['数据来源', 'sources'],
  part: ['所读部分', 'part read'],
  lines: ['条数', 'lines'],
  format: ['格式', 'format'],
  minutes: ['有效分钟', 'minutes it counts'],
  expiresAt: ['有效至', 'ends'],
  until: ['至', 'until'],
  basis: ['依据', 'basis'],
  law: ['法律依据', 'law'],
  stopped: ['曾停止共享', 'sharing was stopped'],
  damaged: ['记载有损', 'words damaged'],
  channel: ['渠道', 'channel'],
  recipient: ['接收单位', 'recipient'],
  consent: ['同意编号', 'consent'],
  stop: ['停止共享编号', 'stop'],
  objection: ['异议编号', 'objection'],
  receipt: ['所涉回执', 'receipt it is about'],
  seal: ['密封编号', 'seal on the uses'],
  uses: ['使用记录数', 'uses'],
  licences: ['证照数', 'licences'],
  leaves: ['日志记录数', 'leaves'],
  system: ['应答系统', 'answering system'],
};

/** A member of a part, in words; what has none keeps its name. */
export function memberWord(name: string): string {
  const words = members[name];
  return words === undefined ? name : say(...words);
}

const organisations: ReadonlySet<string> = new Set(['organisation', 'provider', 'onBehalfOf', 'recipient']);
const moments: ReadonlySet<string> = new Set(['time', 'asOf', 'expiresAt', 'until']);

type Indication = 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE';

/** What a licence's verification said; not that of the receipt. */
const indications: Readonly<Record<Indication, readonly [string, string]>> = {
  TOTAL_PASSED: ['证照验证通过', 'the licence is verified'],
  TOTAL_FAILED: ['证照验证不通过', 'the licence does not verify'],
  INDETERMINATE: ['证照无法判定', 'the licence cannot be decided on'],
};

/** States of a licence and operations on one, by their codes in the vault. */
const states: Readonly<Record<string, readonly [string, string]>> = {
  '01': ['有效', 'valid'],
  '02': ['暂扣', 'suspended'],
  '03': ['撤销', 'rescinded'],
  '04': ['注销', 'cancelled'],
  '05': ['失效', 'lapsed'],
  '06': ['迁出', 'transferred out'],
  '07': ['吊销', 'revoked'],
  '99': ['其他', 'in another state'],
};
const operations: Readonly<Record<string, readonly [string, string]>> = {
  '01': ['签发', 'issue'],
  '02': ['延续', 'extend'],
  '03': ['暂扣', 'suspend'],
  '04': ['到期失效', 'expire'],
  '05': ['注销、撤销、吊销或迁出', 'cancel, rescind, revoke or transfer out'],
  '06': ['解除暂扣', 'lift suspension'],
  '07': ['其他', 'other'],
  '08': ['迁入', 'transfer in'],
  '09': ['变更', 'change'],
  '10': ['撤回迁出', 'undo transfer out'],
};
/** Members whose values are codes, and what those mean. */
const codes: Readonly<Record<string, typeof states>> = {
  state: states,
  fromState: states,
  toState: states,
  operation: operations,
};

/** What a value of a member means, where it is a code for something that has a name. Nothing where it speaks for itself. */
export function meaningOf(member: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (member === 'actor') return actorWord(value);
  if (organisations.has(member)) return organisationName(value);
  if (member === 'event') return eventWord(value);
  if (member === 'outcome' && Object.hasOwn(outcomeSign, value)) return outcomeWord(value as keyof typeof outcomeSign);
  if (member === 'indication' && Object.hasOwn(indications, value)) return say(...indications[value as Indication]);
  if (member === 'subIndication') {
    const cause = causeOf(value)?.is;
    return cause === undefined ? undefined : say(cause.zh, cause.en);
  }
  if (moments.has(member)) return exactMoment(value);
  const words = Object.hasOwn(codes, member) ? codes[member]?.[value] : undefined;
  return words === undefined ? undefined : say(...words);
}
