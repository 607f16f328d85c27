import type { Answer } from '../api/index.ts';
import { say } from '../language/language.ts';

export { sensitivityWord } from '../directory/words.ts';

export type Application = Answer<'GET /v1/applications/{id}'>;
export type Demand = Answer<'GET /v1/demands/{id}'>;
export type Objection = Answer<'GET /v1/objections/{id}'>;
export type Grant = Answer<'GET /v1/grants/{id}'>;
export type Matter = Answer<'GET /v1/matters/{code}'>;
export type Resource = Answer<'GET /v1/resources/{id}'>;
export type Item = Resource['items'][number];
export type Clock = NonNullable<Application['clock']>;

/** How a state looks: what goes on, what is good, what was turned down, what is over, what needs care. */
export type Tone = 'running' | 'good' | 'bad' | 'over' | 'care';

type Words = readonly [zh: string, en: string, tone: Tone];

const statuses: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  application: {
    draft: ['草稿', 'Draft', 'over'],
    submitted: ['待提供部门审核', 'With the provider', 'running'],
    providerReviewed: ['待数据主管部门审核', 'With the data administration', 'running'],
    granted: ['已授权', 'Granted', 'good'],
    refused: ['不予共享', 'Refused', 'bad'],
    withdrawn: ['已撤回', 'Withdrawn', 'over'],
    expired: ['已到期', 'Expired', 'over'],
  },
  demand: {
    open: ['待分派', 'To be assigned', 'running'],
    assigned: ['待答复', 'To be answered', 'running'],
    answered: ['已答复', 'Answered', 'good'],
    refused: ['不予共享', 'Refused', 'bad'],
    withdrawn: ['已撤回', 'Withdrawn', 'over'],
  },
  objection: {
    reviewing: ['审核中', 'Under review', 'running'],
    rejected: ['已驳回', 'Rejected', 'bad'],
    withdrawn: ['已撤销', 'Withdrawn', 'over'],
    handling: ['处理中', 'Being handled', 'running'],
    handled: ['已处理', 'Handled', 'good'],
    rated: ['已评价', 'Rated', 'good'],
  },
  grant: {
    active: ['有效', 'In force', 'good'],
    suspended: ['已暂停', 'Suspended', 'care'],
    revoked: ['已撤销', 'Revoked', 'bad'],
    over: ['已到期', 'Over', 'over'],
    coming: ['尚未生效', 'Not yet begun', 'running'],
  },
  matter: {
    active: ['在用', 'In use', 'good'],
    ended: ['已停用', 'Ended', 'over'],
  },
};

export type Noun = 'application' | 'demand' | 'objection' | 'grant' | 'matter';

/** The state of something, in words and tone. */
export function statusWords(noun: Noun, status: string): { readonly text: string; readonly tone: Tone } {
  const words = statuses[noun]?.[status];
  return words === undefined ? { text: status, tone: 'over' } : { text: say(words[0], words[1]), tone: words[2] };
}

/** The states that something can be in, for a filter. */
export function statusChoices(noun: Noun, only: readonly string[]): { value: string; label: string }[] {
  return only.map((value) => ({ value, label: statusWords(noun, value).text }));
}

export function nounWord(noun: string): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    application: ['共享申请', 'Application'],
    demand: ['数据需求', 'Demand'],
    objection: ['数据异议', 'Objection'],
    grant: ['共享授权', 'Grant'],
    resource: ['资源登记', 'Resource'],
    revision: ['资源修订', 'Revision'],
  };
  const known = words[noun];
  return known === undefined ? noun : say(...known);
}

/** What happened, as the record of changes and the inbox name it. */
export function eventWord(event: string): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    created: ['提出', 'Entered'],
    updated: ['修改', 'Changed'],
    submit: ['提交', 'Submitted'],
    recall: ['收回修改', 'Recalled'],
    withdraw: ['撤回', 'Withdrawn'],
    approve: ['审核通过', 'Approved'],
    return: ['退回补正', 'Returned'],
    refuse: ['不予共享', 'Refused'],
    expire: ['到期', 'Expired'],
    expired: ['到期', 'Expired'],
    assign: ['分派', 'Assigned'],
    forward: ['转办', 'Forwarded'],
    answer: ['答复', 'Answered'],
    accept: ['受理', 'Taken up'],
    reject: ['驳回', 'Rejected'],
    handle: ['处理完毕', 'Handled'],
    resubmit: ['重新上报', 'Reported again'],
    rate: ['评价', 'Rated'],
    suspend: ['暂停', 'Suspended'],
    resume: ['恢复', 'Resumed'],
    revoke: ['撤销', 'Revoked'],
    renewed: ['续期', 'Renewed'],
    end: ['停用', 'Ended'],
    reopen: ['恢复使用', 'Taken into use again'],
    reminder: ['临期提醒', 'Due soon'],
    escalation: ['超期督办', 'Overdue: escalated'],
    'grant-expiring': ['授权即将到期', 'Grant about to end'],
  };
  const known = words[event];
  return known === undefined ? event : say(...known);
}

/** What a clock waits for. */
export function stageWord(stage: string): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    'provider-review': ['提供部门审核', 'review by the provider'],
    'administration-review': ['数据主管部门审核', 'review by the data administration'],
    assignment: ['分派责任部门', 'assignment'],
    answer: ['责任部门答复', 'answer'],
    review: ['受理审核', 'review'],
    handling: ['处理', 'handling'],
  };
  const known = words[stage];
  return known === undefined ? stage : say(...known);
}

/** The kinds of predicate, as people would say them. */
export function predicateWord(kind: string): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    age: ['是否满周岁', 'is at least so old'],
    division: ['是否属某区划', 'is in a division'],
    oneOf: ['是否属某范围', 'is one of a set'],
    range: ['是否在数值区间', 'is within a range'],
    period: ['是否在日期区间', 'is within a period'],
  };
  const known = words[kind];
  return known === undefined ? kind : say(...known);
}
