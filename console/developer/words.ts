import { eventWord as resourceEventWord } from '../directory/words.ts';
import { say } from '../language/language.ts';
import { eventWord } from '../sharing/words.ts';

/** A code with its word: the word for people, the code for programs. Unknown codes stand as they are. */
function worded(table: Readonly<Record<string, readonly [string, string]>>, code: string): string {
  const [zh, en] = table[code] ?? [code, code];
  return say(zh, en);
}

const sharing = {
  '1': ['无条件共享', 'Shared without condition'],
  '2': ['有条件共享', 'Shared on condition'],
  '3': ['不予共享', 'Not shared'],
} as const;

/** What was done to a resource, a matter or a grant, in words. */
export function changeWord({ kind, event }: { readonly kind: string; readonly event: string }): string {
  if (kind === 'resource') return say(`资源：${resourceEventWord(event)}`, `Resource: ${resourceEventWord(event)}`);
  if (kind === 'matter') return say(`事项：${eventWord(event)}`, `Matter: ${eventWord(event)}`);
  return say(`授权：${eventWord(event)}`, `Grant: ${eventWord(event)}`);
}

/** 共享类型 in words. */
export const sharingWord = (type: string) => worded(sharing, type);

const sensitivity = {
  public: ['公开', 'public'],
  internal: ['内部', 'internal'],
  personal: ['个人信息', 'personal'],
  sensitive: ['敏感个人信息', 'sensitive'],
} as const;

export const sensitivityWord = (level: string) => worded(sensitivity, level);

const types = {
  C: ['字符型', 'text'],
  N: ['数值型', 'number'],
  Y: ['货币型', 'money'],
  D: ['日期型', 'date'],
  T: ['日期时间型', 'date and time'],
  L: ['逻辑型', 'truth value'],
  M: ['备注型', 'long text'],
  G: ['通用型', 'object'],
  B: ['双精度型', 'double'],
  I: ['整型', 'integer'],
  F: ['浮点型', 'float'],
} as const;

export const itemTypeWord = (type: string) => worded(types, type);

const kinds = {
  consumer: ['使用方', 'asks (consumer)'],
  provider: ['提供方', 'answers (provider)'],
} as const;

export const systemKindWord = (kind: string) => worded(kinds, kind);

const statuses = {
  active: ['在用', 'active'],
  suspended: ['停用', 'suspended'],
  revoked: ['已撤销', 'revoked'],
} as const;

export const statusWord = (status: string) => worded(statuses, status);

const modes = {
  lookup: ['查询', 'look up'],
  verify: ['核验', 'verify'],
} as const;

export const modeWord = (mode: string) => worded(modes, mode);

/** Name of an item in the language of the page, with the name that programs use. */
export const itemName = (item: { readonly name: string; readonly nameEn: string }) => say(item.name, item.nameEn);
