import type { FairRoom } from '../broker/fair-room.ts';
import type { Metrics } from '../http/metrics.ts';
import { queryProblems } from './problems.ts';

/** Runs the work once there is room for it, or declines. */
export type LetIn = <T>(who: string, work: () => Promise<T>) => Promise<T>;

/**
 * The door before everything that a query costs. Nothing is decided, charged or recorded of what is declined; it is counted.
 * @throws OVERLOADED when there is no room in time
 */
export function letInto(room: FairRoom, metrics: Pick<Metrics, 'queriesInHand' | 'declined'>): LetIn {
  return async (who, work) => {
    const entered = room.enter(who);
    if (entered !== true && !(await entered)) {
      metrics.declined.inc({ why: 'full' });
      throw queryProblems.OVERLOADED({}, { retryAfterSeconds: 1 });
    }
    metrics.queriesInHand.inc();
    try {
      return await work();
    } finally {
      metrics.queriesInHand.dec();
      room.leave(who);
    }
  };
}
