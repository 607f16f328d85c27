import type { Problem } from '../../kernel/index.ts';
import type { LicenceTypeStatus } from './licence-type.ts';
import { licenceTypeProblems } from './problems.ts';

/** Publish a draft or the next edition, drop the next edition again, withdraw the type. */
export const licenceTypeEvents = ['publish', 'discard', 'withdraw'] as const;
export type LicenceTypeEvent = (typeof licenceTypeEvents)[number];

/** Where a type stands (证照类型状态): 草稿, 已发布, 已注销; a published one may have its next edition waiting. */
export interface LicenceTypeState {
  readonly status: LicenceTypeStatus;
  /** A revision was written that is not published. */
  readonly hasRevision: boolean;
}

/** What an event rests on besides the state. */
export interface LicenceTypeFacts {
  /** Who acts, acts for the data administration. */
  readonly byAdministration: boolean;
  readonly reasonGiven: boolean;
  /** What is wrong with what would be published, if anything. */
  readonly fault: Problem | undefined;
}

export interface LicenceTypeStep {
  readonly status: LicenceTypeStatus;
  /** What comes of the revision: `takes-effect` makes a new edition. */
  readonly revision: 'takes-effect' | 'dropped' | 'kept';
}

/**
 * The life of a licence type as one pure function: the state after an event, or why it may not happen.
 * @returns LICENCE_TYPE_EVENT_NOT_ALLOWED, LICENCE_TYPE_BY_ADMINISTRATION, LICENCE_TYPE_REASON_NEEDED or the fault, as a
 *   Problem that is returned, not thrown
 */
export function nextTypeState(
  state: LicenceTypeState,
  event: LicenceTypeEvent,
  facts: LicenceTypeFacts,
): LicenceTypeStep | Problem {
  const allowed = allowedTypeEvents(state);
  if (!allowed.includes(event)) {
    const { status } = state;
    return licenceTypeProblems.LICENCE_TYPE_EVENT_NOT_ALLOWED({
      event,
      state: status,
      allowed: allowed.join(', ') || '–',
    });
  }
  if (event === 'discard') return { status: state.status, revision: 'dropped' };
  if (!facts.byAdministration) return licenceTypeProblems.LICENCE_TYPE_BY_ADMINISTRATION({ event });
  if (event === 'withdraw') {
    return facts.reasonGiven
      ? { status: 'withdrawn', revision: 'dropped' }
      : licenceTypeProblems.LICENCE_TYPE_REASON_NEEDED(
          {},
          { errors: [{ pointer: '/reason', detail: 'required field is missing' }] },
        );
  }
  return facts.fault ?? { status: 'published', revision: 'takes-effect' };
}

export function allowedTypeEvents({ status, hasRevision }: LicenceTypeState): readonly LicenceTypeEvent[] {
  if (status === 'withdrawn') return [];
  if (status === 'draft') return ['publish', 'withdraw'];
  return hasRevision ? ['publish', 'discard', 'withdraw'] : ['withdraw'];
}
