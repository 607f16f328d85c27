import type { Problem } from '../../kernel/index.ts';
import { resourceProblems } from './problems.ts';

/**
 * Where a resource stands: 草稿, 已提交, 已审核, 已发布, 已暂停, 已撤销, 已归档. Inventory, decision on sharing and openness, and
 * cataloguing are one record, so they are submitted, reviewed and published in one step (三同步).
 */
export const resourceStatuses = [
  'draft',
  'submitted',
  'reviewed',
  'published',
  'suspended',
  'withdrawn',
  'archived',
] as const;
export type ResourceStatus = (typeof resourceStatuses)[number];

export const resourceEvents = [
  'submit',
  'recall',
  'approve',
  'return',
  'publish',
  'suspend',
  'resume',
  'withdraw',
  'archive',
] as const;
export type ResourceEventName = (typeof resourceEvents)[number];

/** What a transition rests on besides the state. */
export interface ResourceFacts {
  /** The providing organisation is registered and active. */
  readonly providerActive: boolean;
  /** Grants that are active or suspended and not yet over. */
  readonly grantsInForce: number;
  readonly reasonGiven: boolean;
  /** Who acts, acts for the data administration. */
  readonly byAdministration: boolean;
  /** Who acts is who submitted it. */
  readonly ownSubmission: boolean;
  /** The data administration suspended it. */
  readonly held: boolean;
  /** What the checks find wrong with the record, if anything. */
  readonly fault: Problem | undefined;
}

const transitions: Readonly<Record<ResourceStatus, Partial<Record<ResourceEventName, ResourceStatus>>>> = {
  draft: { submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { recall: 'draft', approve: 'reviewed', return: 'draft', withdraw: 'withdrawn' },
  reviewed: { recall: 'draft', return: 'draft', publish: 'published', withdraw: 'withdrawn' },
  published: { suspend: 'suspended', withdraw: 'withdrawn' },
  suspended: { resume: 'published', withdraw: 'withdrawn' },
  withdrawn: { archive: 'archived' },
  archived: {},
};

/** Reviewing and archiving are the data administration's; everything else is the provider's, or the administration's for it. */
const administrationOnly: ReadonlySet<ResourceEventName> = new Set(['approve', 'return', 'archive']);

/** What takes something away, or sends it back, is said with a reason. */
const reasonNeeded: ReadonlySet<ResourceEventName> = new Set(['return', 'suspend', 'withdraw']);

/** A record with a fault goes no further towards those who would rely on it. */
const faultless: ReadonlySet<ResourceEventName> = new Set(['submit', 'approve', 'publish']);

/**
 * The state after an event, or why it may not happen. Pure.
 * @returns RESOURCE_EVENT_NOT_ALLOWED from a state without that transition; REVIEW_BY_ADMINISTRATION for what only the data
 * administration does; REVIEW_BY_ANOTHER for an approval of one's own submission; RESOURCE_HELD to resume what the data
 * administration suspended; RESOURCE_REASON_NEEDED for what is done without a word; the fault that the checks found;
 * PROVIDER_UNKNOWN when nobody would answer; RESOURCE_HAS_GRANTS for a withdrawal under others' feet
 */
export function next(state: ResourceStatus, event: ResourceEventName, facts: ResourceFacts): ResourceStatus | Problem {
  const after = transitions[state][event];
  if (after === undefined) {
    const allowed = Object.keys(transitions[state]).join(', ') || '–';
    return resourceProblems.RESOURCE_EVENT_NOT_ALLOWED({ event, state, allowed });
  }
  if (administrationOnly.has(event) && !facts.byAdministration) {
    return resourceProblems.REVIEW_BY_ADMINISTRATION({ event });
  }
  if (event === 'approve' && facts.ownSubmission) return resourceProblems.REVIEW_BY_ANOTHER();
  if (event === 'resume' && facts.held && !facts.byAdministration) return resourceProblems.RESOURCE_HELD();
  if (reasonNeeded.has(event) && !facts.reasonGiven) return resourceProblems.RESOURCE_REASON_NEEDED({ event });
  if (faultless.has(event) && facts.fault !== undefined) return facts.fault;
  if (after === 'published' && !facts.providerActive) return resourceProblems.PROVIDER_UNKNOWN();
  if (after === 'withdrawn' && facts.grantsInForce > 0) {
    return resourceProblems.RESOURCE_HAS_GRANTS({ count: facts.grantsInForce });
  }
  return after;
}

/** May what is written of a resource in this state be replaced, and how? `revision`: a published one, by its next edition. */
export function rewriting(state: ResourceStatus): 'direct' | 'under-review' | 'revision' | 'ended' {
  if (state === 'draft') return 'direct';
  if (state === 'submitted' || state === 'reviewed') return 'under-review';
  return state === 'published' || state === 'suspended' ? 'revision' : 'ended';
}
