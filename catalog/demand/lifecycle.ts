import type { Problem } from '../../kernel/index.ts';
import { demandProblems } from './problems.ts';

/** Where a demand (数据需求) stands: 待分派, 已分派, 已答复, 不予共享, 已撤回. */
export const demandStatuses = ['open', 'assigned', 'answered', 'refused', 'withdrawn'] as const;
export type DemandStatus = (typeof demandStatuses)[number];

export const demandEvents = ['assign', 'forward', 'answer', 'refuse', 'withdraw'] as const;
export type DemandEventName = (typeof demandEvents)[number];

/** For whom somebody acts; the data administration may act for either organisation. */
export interface DemandSides {
  readonly demanding: boolean;
  readonly responsible: boolean;
  readonly administration: boolean;
}

export interface DemandFacts {
  readonly sides: DemandSides;
  readonly reasonGiven: boolean;
}

interface Step {
  readonly after: DemandStatus;
  readonly by: keyof DemandSides;
}

const steps: Readonly<Record<DemandStatus, Partial<Record<DemandEventName, Step>>>> = {
  open: {
    assign: { after: 'assigned', by: 'administration' },
    refuse: { after: 'refused', by: 'administration' },
    withdraw: { after: 'withdrawn', by: 'demanding' },
  },
  assigned: {
    forward: { after: 'assigned', by: 'responsible' },
    answer: { after: 'answered', by: 'responsible' },
    refuse: { after: 'refused', by: 'responsible' },
    withdraw: { after: 'withdrawn', by: 'demanding' },
  },
  answered: {},
  refused: {},
  withdrawn: {},
};

/**
 * The state after an event, or why it may not happen. Pure.
 * @returns DEMAND_EVENT_NOT_ALLOWED from a state without that step; DEMAND_NOT_YOURS for who acts for the wrong side;
 * DEMAND_REASON_NEEDED to pass one on without a word
 */
export function nextDemand(state: DemandStatus, event: DemandEventName, facts: DemandFacts): DemandStatus | Problem {
  const step = steps[state][event];
  if (step === undefined) {
    const allowed = Object.keys(steps[state]).join(', ') || '–';
    return demandProblems.DEMAND_EVENT_NOT_ALLOWED({ event, state, allowed });
  }
  if (!facts.sides[step.by]) return demandProblems.DEMAND_NOT_YOURS({ event, side: step.by });
  if (event === 'forward' && !facts.reasonGiven) return demandProblems.DEMAND_REASON_NEEDED({ event });
  return step.after;
}
