import type { Problem } from '../../kernel/index.ts';
import { grantProblems } from './problems.ts';

/** Where a grant stands: 有效, 已暂停, 已撤销. Whether it has begun or is over is a matter of time, not of state. */
export const grantStatuses = ['active', 'suspended', 'revoked'] as const;
export type GrantStatus = (typeof grantStatuses)[number];

export const grantEvents = ['suspend', 'resume', 'revoke'] as const;
export type GrantEventName = (typeof grantEvents)[number];

export interface GrantFacts {
  /** The end of its validity has passed. */
  readonly over: boolean;
  readonly reasonGiven: boolean;
}

const transitions: Readonly<Record<GrantStatus, Partial<Record<GrantEventName, GrantStatus>>>> = {
  active: { suspend: 'suspended', revoke: 'revoked' },
  suspended: { resume: 'active', revoke: 'revoked' },
  revoked: {},
};

/**
 * The state after an event, or why it may not happen. Pure.
 * @returns GRANT_EVENT_NOT_ALLOWED, GRANT_REASON_NEEDED to take one away without a word, GRANT_OVER to resume one that has ended
 */
export function next(state: GrantStatus, event: GrantEventName, facts: GrantFacts): GrantStatus | Problem {
  const after = transitions[state][event];
  if (after === undefined) {
    const allowed = Object.keys(transitions[state]).join(', ') || '–';
    return grantProblems.GRANT_EVENT_NOT_ALLOWED({ event, state, allowed });
  }
  if (event !== 'resume' && !facts.reasonGiven) return grantProblems.GRANT_REASON_NEEDED({ event });
  if (event === 'resume' && facts.over) return grantProblems.GRANT_OVER();
  return after;
}
