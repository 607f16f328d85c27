import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pause } from '../../kernel/index.ts';
import type { FairRoom } from '../broker/fair-room.ts';

/** Milliseconds between two looks at the event loop, and how finely it is measured. */
const lookEveryMs = 100;
const resolutionMs = 10;
/** However slow the loop: so many queries may be in hand. */
const fewestPlaces = 32;

/**
 * Lets as many queries in as the process can carry: when the event loop runs late, the room gets smaller by a tenth at a
 * time, and when it is in time again, larger by a twentieth of the whole. So what is let in is answered before long, and
 * the rest is declined at once instead of everything becoming late. Ends when the signal aborts.
 */
export async function fitRoomToLoop(options: {
  room: FairRoom;
  /** Queries in hand at most. */
  places: number;
  /** Milliseconds that the event loop may run late. */
  latestMs: number;
  signal: AbortSignal;
  /** Milliseconds that the loop was late of late; for tests. */
  lateness?: (() => number) | undefined;
}): Promise<void> {
  const { room, places, latestMs, signal } = options;
  const delay = options.lateness === undefined ? monitorEventLoopDelay({ resolution: resolutionMs }) : undefined;
  delay?.enable();
  const lateness =
    options.lateness ??
    (() => {
      const late = (delay?.percentile(50) ?? 0) / 1e6 - resolutionMs;
      delay?.reset();
      return late;
    });
  while (!signal.aborted) {
    await pause(lookEveryMs, signal);
    room.places = placesAfter({ present: room.places, inHand: room.total, places, late: lateness(), latestMs });
  }
  delay?.disable();
}

/** The size of the room after one look. Pure. */
export function placesAfter(look: {
  present: number;
  inHand: number;
  places: number;
  late: number;
  latestMs: number;
}): number {
  const { present, inHand, places, late, latestMs } = look;
  if (late > latestMs) return Math.max(Math.min(fewestPlaces, places), Math.floor(Math.min(present, inHand) * 0.9));
  return Math.min(places, present + Math.max(1, Math.floor(places / 20)));
}
