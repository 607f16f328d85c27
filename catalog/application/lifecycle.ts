import type { Problem } from '../../kernel/index.ts';
import { applicationProblems } from './problems.ts';

/**
 * Where an application (共享申请) stands: 草稿, 已提交, 提供部门已审核, 已授权, 不予共享, 已撤回, 已到期. What is shared without
 * condition is granted when it is submitted; anything else the provider reviews and the data administration decides.
 */
export const applicationStatuses = [
  'draft',
  'submitted',
  'providerReviewed',
  'granted',
  'refused',
  'withdrawn',
  'expired',
] as const;
export type ApplicationStatus = (typeof applicationStatuses)[number];

export const applicationEvents = ['submit', 'recall', 'withdraw', 'approve', 'return', 'refuse'] as const;
export type ApplicationEventName = (typeof applicationEvents)[number];

/** For whom somebody acts; the data administration may act for either side. */
export interface Sides {
  readonly consumer: boolean;
  readonly provider: boolean;
  readonly administration: boolean;
}

export interface ApplicationFacts {
  readonly sides: Sides;
  /** Every item that is asked for is shared without condition (无条件共享). */
  readonly unconditional: boolean;
  /** Who acts is who submitted it. */
  readonly ownSubmission: boolean;
  /** Who acts is who reviewed it for the provider. */
  readonly ownReview: boolean;
  readonly reasonGiven: boolean;
}

interface Step {
  readonly after: ApplicationStatus;
  readonly by: keyof Sides;
}

const steps: Readonly<Record<ApplicationStatus, Partial<Record<ApplicationEventName, Step>>>> = {
  draft: { submit: { after: 'submitted', by: 'consumer' }, withdraw: { after: 'withdrawn', by: 'consumer' } },
  submitted: {
    recall: { after: 'draft', by: 'consumer' },
    withdraw: { after: 'withdrawn', by: 'consumer' },
    approve: { after: 'providerReviewed', by: 'provider' },
    return: { after: 'draft', by: 'provider' },
    refuse: { after: 'refused', by: 'provider' },
  },
  providerReviewed: {
    withdraw: { after: 'withdrawn', by: 'consumer' },
    approve: { after: 'granted', by: 'administration' },
    return: { after: 'draft', by: 'administration' },
    refuse: { after: 'refused', by: 'administration' },
  },
  granted: {},
  refused: {},
  withdrawn: {},
  expired: {},
};

/**
 * The state after an event, or why it may not happen. Pure.
 * @returns APPLICATION_EVENT_NOT_ALLOWED from a state without that step; APPLICATION_NOT_YOURS for who acts for the wrong
 * side; APPLICATION_REVIEW_BY_ANOTHER for an approval of one's own application, or a second by the same person;
 * APPLICATION_REASON_NEEDED to send one back without a word
 */
export function nextApplication(
  state: ApplicationStatus,
  event: ApplicationEventName,
  facts: ApplicationFacts,
): ApplicationStatus | Problem {
  const step = steps[state][event];
  if (step === undefined) {
    const allowed = Object.keys(steps[state]).join(', ') || '–';
    return applicationProblems.APPLICATION_EVENT_NOT_ALLOWED({ event, state, allowed });
  }
  if (!facts.sides[step.by]) return applicationProblems.APPLICATION_NOT_YOURS({ event, side: step.by });
  if (event === 'approve' && (facts.ownSubmission || facts.ownReview)) {
    return applicationProblems.APPLICATION_REVIEW_BY_ANOTHER();
  }
  if (event === 'return' && !facts.reasonGiven) return applicationProblems.APPLICATION_REASON_NEEDED({ event });
  return event === 'submit' && facts.unconditional ? 'granted' : step.after;
}
