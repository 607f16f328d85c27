import type { Problem } from '../../kernel/index.ts';
import { resourceProblems } from '../resource/problems.ts';
import { revisionProblems } from './problems.ts';

/**
 * Where the revision (修订) of a published resource stands: 修订稿, 已提交, 已审核, 待生效. It goes the way of a first
 * publication beside the edition in force, and takes its place when it takes effect.
 */
export const revisionStatuses = ['draft', 'submitted', 'reviewed', 'scheduled'] as const;
export type RevisionStatus = (typeof revisionStatuses)[number];

export const revisionEvents = ['submit', 'recall', 'approve', 'return', 'publish', 'discard'] as const;
export type RevisionEventName = (typeof revisionEvents)[number];

export interface RevisionFacts {
  readonly reasonGiven: boolean;
  /** Who acts, acts for the data administration. */
  readonly byAdministration: boolean;
  /** Who acts is who submitted it. */
  readonly ownSubmission: boolean;
  /** What the checks find wrong with what is written, if anything. */
  readonly fault: Problem | undefined;
}

const transitions: Readonly<Record<RevisionStatus, Partial<Record<RevisionEventName, RevisionStatus | 'discarded'>>>> =
  {
    draft: { submit: 'submitted', discard: 'discarded' },
    submitted: { recall: 'draft', approve: 'reviewed', return: 'draft', discard: 'discarded' },
    reviewed: { recall: 'draft', return: 'draft', publish: 'scheduled', discard: 'discarded' },
    scheduled: { discard: 'discarded' },
  };

/**
 * The state after an event, or why it may not happen. Pure. When a published revision takes effect is `grace.ts`'s to say.
 * @returns REVISION_EVENT_NOT_ALLOWED, REVIEW_BY_ADMINISTRATION, REVIEW_BY_ANOTHER, RESOURCE_REASON_NEEDED to send one back
 * or to discard one that others were told of, and the fault that the checks found
 */
export function nextRevision(
  state: RevisionStatus,
  event: RevisionEventName,
  facts: RevisionFacts,
): RevisionStatus | 'discarded' | Problem {
  const after = transitions[state][event];
  if (after === undefined) {
    const allowed = Object.keys(transitions[state]).join(', ');
    return revisionProblems.REVISION_EVENT_NOT_ALLOWED({ event, state, allowed });
  }
  const reviewing = event === 'approve' || event === 'return';
  if (reviewing && !facts.byAdministration) return resourceProblems.REVIEW_BY_ADMINISTRATION({ event });
  if (event === 'approve' && facts.ownSubmission) return resourceProblems.REVIEW_BY_ANOTHER();
  const reasonNeeded = event === 'return' || (event === 'discard' && state === 'scheduled');
  if (reasonNeeded && !facts.reasonGiven) return resourceProblems.RESOURCE_REASON_NEEDED({ event });
  const onward = event === 'submit' || event === 'approve' || event === 'publish';
  return onward && facts.fault !== undefined ? facts.fault : after;
}
