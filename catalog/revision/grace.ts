import type { Problem } from '../../kernel/index.ts';
import { revisionProblems } from './problems.ts';

/** How long those who rely on a resource are told in advance of a change that breaks their programs, unless set otherwise. */
export const defaultGraceDays = 30;

const dayMs = 86_400_000;

/** What the moment at which a revision takes effect rests on. */
export interface GraceFacts {
  readonly breaking: boolean;
  /** Grants in force rest on the resource, or it is open to the public. */
  readonly reliedOn: boolean;
  readonly now: Date;
  readonly graceDays: number;
  /** When the administrator wishes it; undefined: as soon as may be. */
  readonly wished: Date | undefined;
  /** The grace period is not to be kept. */
  readonly waived: boolean;
  readonly byAdministration: boolean;
  readonly reasonGiven: boolean;
}

/**
 * When a revision takes effect: a breaking one that others rely on not before the grace period is over. Pure.
 * @returns GRACE_PERIOD_NEEDED for an earlier wish; GRACE_WAIVER_REFUSED for a waiver that is not the data administration's
 * or has no reason
 */
export function effectiveFrom(facts: GraceFacts): Date | Problem {
  const { now, wished } = facts;
  if (facts.waived && !(facts.byAdministration && facts.reasonGiven)) return revisionProblems.GRACE_WAIVER_REFUSED();
  const kept = facts.breaking && facts.reliedOn && !facts.waived;
  const earliest = kept ? new Date(now.getTime() + facts.graceDays * dayMs) : now;
  if (wished === undefined) return earliest;
  if (wished >= earliest) return wished;
  // A moment that has just passed means now.
  if (!kept) return now;
  return revisionProblems.GRACE_PERIOD_NEEDED({ days: facts.graceDays, earliest: earliest.toISOString() });
}
