import type { Answer } from '../api/index.ts';
import { say } from '../language/language.ts';

export type Seal = Answer<'GET /v1/seals/{id}'>;
export type SealState = Seal['state'];

const signs: Readonly<Record<SealState, string>> = {
  applied: '…',
  approved: '✓',
  active: '●',
  stopped: '■',
  revoked: '✕',
  rejected: '✕',
  withdrawn: '↩',
};

/** A state's sign, which stands beside its word. */
export const stateSign = (state: SealState) => signs[state];

export const states = Object.keys(signs) as readonly SealState[];

export function stateWord(state: SealState): string {
  const words: Readonly<Record<SealState, string>> = {
    applied: say('已申请', 'Applied for'),
    approved: say('已批准', 'Approved'),
    active: say('启用', 'Active'),
    stopped: say('停用', 'Stopped'),
    revoked: say('已撤销', 'Revoked'),
    rejected: say('已驳回', 'Rejected'),
    withdrawn: say('已撤回', 'Withdrawn'),
  };
  return words[state];
}

export type SealStep = 'approve' | 'reject' | 'withdraw' | 'make' | 'stop' | 'start' | 'revoke';

export function stepWord(step: SealStep | 'apply'): string {
  const words: Readonly<Record<SealStep | 'apply', string>> = {
    apply: say('申请', 'Apply'),
    approve: say('批准', 'Approve'),
    reject: say('驳回', 'Reject'),
    withdraw: say('撤回申请', 'Withdraw'),
    make: say('制作', 'Make'),
    stop: say('停用', 'Stop'),
    start: say('重新启用', 'Start again'),
    revoke: say('撤销', 'Revoke'),
  };
  return words[step];
}

/** Steps that a state has; the hub decides again. */
export const stepsOf: Readonly<Record<SealState, readonly SealStep[]>> = {
  applied: ['approve', 'reject', 'withdraw'],
  approved: ['make', 'reject'],
  active: ['stop', 'revoke'],
  stopped: ['start', 'revoke'],
  revoked: [],
  rejected: [],
  withdrawn: [],
};

/** Steps for which the record wants a reason. */
export const wantsReason: ReadonlySet<SealStep> = new Set(['reject', 'stop', 'start', 'revoke']);

export function editionWord(version: Seal['version']): string {
  return { 1: 'GM/T 0031-2014', 4: 'GB/T 38540-2020', 5: 'GM/T 0031-2025' }[version];
}
