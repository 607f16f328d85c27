import type { Problem } from '../../kernel/index.ts';
import { matterProblems } from './problems.ts';

/** Where a matter stands: 在用, 已停用. */
export const matterStatuses = ['active', 'ended'] as const;
export type MatterStatus = (typeof matterStatuses)[number];

export const matterEvents = ['end', 'reopen'] as const;
export type MatterEventName = (typeof matterEvents)[number];

export interface MatterFacts {
  /** The organisation that handles the matter is registered and active. */
  readonly organisationActive: boolean;
  readonly reasonGiven: boolean;
}

const transitions: Readonly<Record<MatterStatus, Partial<Record<MatterEventName, MatterStatus>>>> = {
  active: { end: 'ended' },
  ended: { reopen: 'active' },
};

/**
 * The state after an event, or why it may not happen. Pure.
 * @returns MATTER_EVENT_NOT_ALLOWED, MATTER_REASON_NEEDED to end one without a word, MATTER_ORGANISATION_UNKNOWN to reopen
 * one that nobody would handle
 */
export function next(state: MatterStatus, event: MatterEventName, facts: MatterFacts): MatterStatus | Problem {
  const after = transitions[state][event];
  if (after === undefined) return matterProblems.MATTER_EVENT_NOT_ALLOWED({ event, state });
  if (event === 'end' && !facts.reasonGiven) return matterProblems.MATTER_REASON_NEEDED();
  if (after === 'active' && !facts.organisationActive) return matterProblems.MATTER_ORGANISATION_UNKNOWN();
  return after;
}
