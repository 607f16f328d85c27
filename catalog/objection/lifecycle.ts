import type { Problem } from '../../kernel/index.ts';
import { objectionProblems } from './problems.ts';

/** Where an objection (数据异议) stands: 审核中, 驳回, 撤销, 处理中, 已处理, 已评价. */
export const objectionStatuses = ['reviewing', 'rejected', 'withdrawn', 'handling', 'handled', 'rated'] as const;
export type ObjectionStatus = (typeof objectionStatuses)[number];

/** 受理, 驳回, 撤销, 转办, 处理, 重新上报, 评价. */
export const objectionEvents = ['accept', 'reject', 'withdraw', 'forward', 'handle', 'resubmit', 'rate'] as const;
export type ObjectionEventName = (typeof objectionEvents)[number];

/** For whom somebody acts; the data administration may act for either organisation. */
export interface ObjectionSides {
  readonly raiser: boolean;
  readonly handler: boolean;
  readonly administration: boolean;
}

export interface ObjectionFacts {
  readonly sides: ObjectionSides;
  /** A reason, or to handle it an outcome, or to rate it a score. */
  readonly said: boolean;
  /** Of one that was rated: whoever raised it called it solved. */
  readonly solved: boolean;
}

interface Step {
  readonly after: ObjectionStatus;
  readonly by: keyof ObjectionSides;
}

const resubmit: Step = { after: 'reviewing', by: 'raiser' };

const steps: Readonly<Record<ObjectionStatus, Partial<Record<ObjectionEventName, Step>>>> = {
  reviewing: {
    accept: { after: 'handling', by: 'administration' },
    reject: { after: 'rejected', by: 'administration' },
    withdraw: { after: 'withdrawn', by: 'raiser' },
  },
  rejected: { resubmit },
  withdrawn: {},
  handling: {
    forward: { after: 'handling', by: 'handler' },
    handle: { after: 'handled', by: 'handler' },
    withdraw: { after: 'withdrawn', by: 'raiser' },
  },
  handled: { rate: { after: 'rated', by: 'raiser' }, resubmit },
  rated: { resubmit },
};

/** What is not done without a word. */
const saying: ReadonlySet<ObjectionEventName> = new Set(['reject', 'forward', 'handle', 'rate']);

/**
 * The state after an event, or why it may not happen. Pure.
 * @returns OBJECTION_EVENT_NOT_ALLOWED from a state without that step, and to report again what was called solved;
 * OBJECTION_NOT_YOURS for who acts for the wrong side; OBJECTION_WORD_NEEDED
 */
export function nextObjection(
  state: ObjectionStatus,
  event: ObjectionEventName,
  facts: ObjectionFacts,
): ObjectionStatus | Problem {
  const step = steps[state][event];
  if (step === undefined || (state === 'rated' && facts.solved)) {
    const allowed = state === 'rated' && facts.solved ? '–' : Object.keys(steps[state]).join(', ') || '–';
    return objectionProblems.OBJECTION_EVENT_NOT_ALLOWED({ event, state, allowed });
  }
  if (!facts.sides[step.by]) return objectionProblems.OBJECTION_NOT_YOURS({ event, side: step.by });
  if (saying.has(event) && !facts.said) return objectionProblems.OBJECTION_WORD_NEEDED({ event });
  return step.after;
}
