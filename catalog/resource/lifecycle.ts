import type { Problem } from '../../kernel/index.ts';
import { resourceProblems } from './problems.ts';

/** Where a resource stands: 草稿, 已发布, 已暂停, 已撤销. */
export const resourceStatuses = ['draft', 'published', 'suspended', 'withdrawn'] as const;
export type ResourceStatus = (typeof resourceStatuses)[number];

export const resourceEvents = ['publish', 'suspend', 'resume', 'withdraw'] as const;
export type ResourceEventName = (typeof resourceEvents)[number];

/** What a transition rests on besides the state. */
export interface ResourceFacts {
  /** The providing organisation is registered and active. */
  readonly providerActive: boolean;
  /** Grants that are active or suspended and not yet over. */
  readonly grantsInForce: number;
  readonly reasonGiven: boolean;
}

const transitions: Readonly<Record<ResourceStatus, Partial<Record<ResourceEventName, ResourceStatus>>>> = {
  draft: { publish: 'published', withdraw: 'withdrawn' },
  published: { suspend: 'suspended', withdraw: 'withdrawn' },
  suspended: { resume: 'published', withdraw: 'withdrawn' },
  withdrawn: {},
};

/**
 * The state after an event, or why it may not happen. Pure.
 * @returns RESOURCE_EVENT_NOT_ALLOWED from a state without that transition; RESOURCE_REASON_NEEDED when something is taken
 * away without a word; PROVIDER_UNKNOWN when nobody would answer; RESOURCE_HAS_GRANTS for a withdrawal under others' feet
 */
export function next(state: ResourceStatus, event: ResourceEventName, facts: ResourceFacts): ResourceStatus | Problem {
  const after = transitions[state][event];
  if (after === undefined) {
    const allowed = Object.keys(transitions[state]).join(', ') || '–';
    return resourceProblems.RESOURCE_EVENT_NOT_ALLOWED({ event, state, allowed });
  }
  const takesAway = event === 'suspend' || event === 'withdraw';
  if (takesAway && !facts.reasonGiven) return resourceProblems.RESOURCE_REASON_NEEDED({ event });
  if (after === 'published' && !facts.providerActive) return resourceProblems.PROVIDER_UNKNOWN();
  if (after === 'withdrawn' && facts.grantsInForce > 0) {
    return resourceProblems.RESOURCE_HAS_GRANTS({ count: facts.grantsInForce });
  }
  return after;
}
