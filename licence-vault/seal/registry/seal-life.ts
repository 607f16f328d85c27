import { Problem, type Text } from '../../../kernel/index.ts';
import { sealProblems } from '../problems.ts';

/** States of a seal in the register (印章状态). */
export const sealStates = {
  applied: { zh: '已申请', en: 'applied for' },
  approved: { zh: '已批准', en: 'approved' },
  active: { zh: '启用', en: 'active' },
  stopped: { zh: '停用', en: 'stopped' },
  revoked: { zh: '已撤销', en: 'revoked' },
  rejected: { zh: '已驳回', en: 'rejected' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
} as const satisfies Readonly<Record<string, Text>>;

export type SealState = keyof typeof sealStates;

/** What is done to a seal. */
export const sealEvents = {
  apply: { zh: '申请', en: 'apply' },
  approve: { zh: '批准', en: 'approve' },
  reject: { zh: '驳回', en: 'reject' },
  withdraw: { zh: '撤回', en: 'withdraw' },
  make: { zh: '制作', en: 'make' },
  stop: { zh: '停用', en: 'stop' },
  start: { zh: '重新启用', en: 'start again' },
  revoke: { zh: '撤销', en: 'revoke' },
} as const satisfies Readonly<Record<string, Text>>;

export type SealEvent = keyof typeof sealEvents;

/** What a step rests on. */
export interface SealFacts {
  /** Who does it, and who applied: `officer:…`. */
  readonly actor: string;
  readonly applicant: string;
  readonly reason?: string | undefined;
}

/** From where to where; apply starts from nothing. */
const steps: Readonly<Record<SealEvent, Readonly<Partial<Record<SealState | 'none', SealState>>>>> = {
  apply: { none: 'applied' },
  approve: { applied: 'approved' },
  reject: { applied: 'rejected', approved: 'rejected' },
  withdraw: { applied: 'withdrawn' },
  make: { approved: 'active' },
  stop: { active: 'stopped' },
  start: { stopped: 'active' },
  revoke: { active: 'revoked', stopped: 'revoked' },
};

/** Steps that are taken on somebody's word, which is therefore kept. */
const needReason: readonly SealEvent[] = ['reject', 'stop', 'start', 'revoke'];
/** Steps that take another person than the one who applied. */
const needSecondPerson: readonly SealEvent[] = ['approve'];

/**
 * The life of a seal (印章全生命周期) as one pure function: the state after a step, or the Problem that refuses it.
 * @param state undefined: there is no seal yet
 * @returns SEAL_STEP_NOT_ALLOWED, SEAL_REASON_MISSING or SECOND_PERSON_REQUIRED as a Problem that is returned, not thrown
 * @example next('active', 'stop', { actor, applicant, reason: '机构调整' }) // 'stopped'
 */
export function next(state: SealState | undefined, event: SealEvent, facts: SealFacts): SealState | Problem {
  const to = steps[event][state ?? 'none'];
  if (to === undefined) return notAllowed(state, event);
  if (needSecondPerson.includes(event) && facts.actor === facts.applicant) return sealProblems.SECOND_PERSON_REQUIRED();
  if (needReason.includes(event) && (facts.reason === undefined || facts.reason.trim() === '')) {
    const { zh, en } = sealEvents[event];
    const errors = [{ pointer: '/reason', detail: 'required field is missing' }];
    return sealProblems.SEAL_REASON_MISSING({ eventZh: zh, eventEn: en }, { errors });
  }
  return to;
}

/** @throws the Problem that {@link next} returns */
export function requireNext(state: SealState | undefined, event: SealEvent, facts: SealFacts): SealState {
  const to = next(state, event, facts);
  if (to instanceof Problem) throw to;
  return to;
}

/** The steps that may start from a state. */
export function allowedEvents(state: SealState | undefined): readonly SealEvent[] {
  const from = state ?? 'none';
  return eventNames.filter((event) => steps[event][from] !== undefined);
}

/** For names that our own database wrote. @throws TypeError for another */
export function sealState(text: string): SealState {
  if (!Object.hasOwn(sealStates, text)) throw new TypeError('not a state of a seal');
  return text as SealState;
}

/** For names that our own database wrote. @throws TypeError for another */
export function sealEvent(text: string): SealEvent {
  if (!Object.hasOwn(sealEvents, text)) throw new TypeError('not an event of a seal');
  return text as SealEvent;
}

const eventNames = Object.keys(sealEvents).map(sealEvent);

function notAllowed(state: SealState | undefined, event: SealEvent): Problem {
  const words = state === undefined ? { zh: '未申请', en: 'not applied for' } : sealStates[state];
  const allowed = allowedEvents(state).map((name) => sealEvents[name]);
  return sealProblems.SEAL_STEP_NOT_ALLOWED({
    stateZh: words.zh,
    stateEn: words.en,
    eventZh: sealEvents[event].zh,
    eventEn: sealEvents[event].en,
    allowedZh: allowed.map(({ zh }) => zh).join('、') || '无',
    allowedEn: allowed.map(({ en }) => en).join(', ') || 'none',
  });
}
