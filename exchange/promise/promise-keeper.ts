import type { HealthReport } from '../../connectors/protocol/index.ts';
import type { Clock, Database, Logger } from '../../kernel/index.ts';
import { changedNothing } from '../certain-failure.ts';
import { beijingDay, beijingMinute } from '../policy/beijing-time.ts';
import { addTimes, noTimes, rangeOf } from './answer-times.ts';
import { DayMinutes } from './day-minutes.ts';
import { addDayShares, type DayShare, forgetPromiseDays } from './promise-store.ts';
import { type Doubt, readExtent, readQuality } from './reported.ts';
import { daysKept } from './span.ts';

/** What of a resource the keeper has to know. */
export interface KeptResource {
  readonly provider: string;
  readonly published: boolean;
  /** Names of its items. */
  readonly fields: () => readonly string[];
}

/** Sees what is promised being kept or not, and stores it by days. */
export interface PromiseKeeper {
  /** Takes a report whose signature, subject and resources have been checked. */
  note(report: Pick<HealthReport, 'resources'>): void;
  /** Takes what came of one order. */
  ordered(resource: string, outcome: string, seconds: number): void;
  /** To be called several times a minute: notes that the hub was listening, and stores once a minute. */
  keep(): Promise<void>;
  /** Stores what is new. */
  save(): Promise<void>;
  /** Forgets days of more than a year ago. */
  purge(): Promise<void>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Share = Mutable<Omit<DayShare, 'times'>> & { times: number[] };

/** Outcomes of orders that are the department's: what it refused for the question's sake, and a hub without NATS, are not. */
const failures = new Set(['nobody', 'timeout', 'not-sound', 'failed']);

export function createPromiseKeeper(options: {
  database: Database;
  clock: Clock;
  logger: Logger;
  resource: (id: string) => KeptResource | undefined;
  /** Resources on which connectors ever reported. */
  served: () => Iterable<string>;
  /** Can the hub hear reports now? */
  listening: () => boolean;
}): PromiseKeeper {
  const { database, clock, logger } = options;
  let shares = new Map<string, Share>();
  let savedMinute = minuteNumber(clock.now());

  // Orders come by the thousand a second, and nearly all on one day: it is written once a minute.
  let written = { minute: Number.NaN, day: '' };
  function dayOf(now: Date): string {
    const minute = minuteNumber(now);
    if (minute !== written.minute) written = { minute, day: beijingDay(now) };
    return written.day;
  }

  function shareOf(resource: string, provider: string, now: Date): Share {
    const day = dayOf(now);
    const key = `${resource} ${day}`;
    const present = shares.get(key);
    if (present !== undefined) return present;
    const share = emptyShare(resource, provider, day);
    shares.set(key, share);
    return share;
  }

  function published(id: string): KeptResource | undefined {
    const resource = options.resource(id);
    return resource?.published === true ? resource : undefined;
  }

  function noteResource(reported: HealthReport['resources'][number], now: Date): void {
    const resource = published(reported.id);
    if (resource === undefined) return;
    const share = shareOf(reported.id, resource.provider, now);
    share.watched.add(beijingMinute(now));
    if (reported.ok) share.ok.add(beijingMinute(now));
    if (reported.measured !== undefined) noteExtent(share, reported.measured, now);
    if (reported.quality !== undefined) {
      const read = readQuality(reported.quality, { now, fields: new Set(resource.fields()) });
      if ('doubt' in read) doubt(share, read.doubt);
      else if (Date.parse(read.value.at) >= Date.parse(share.quality?.at ?? reported.quality.at))
        share.quality = read.value;
    }
  }

  function noteExtent(share: Share, measured: Parameters<typeof readExtent>[0], now: Date): void {
    const read = readExtent(measured, now);
    if ('doubt' in read) {
      doubt(share, read.doubt);
      return;
    }
    const { value } = read;
    if (share.extent === undefined || value.at >= share.extent.at) share.extent = value;
    if (value.ageSeconds !== undefined && beijingDay(value.at) === share.day) {
      share.longestAgeSeconds = Math.max(share.longestAgeSeconds ?? 0, value.ageSeconds);
    }
  }

  function doubt(share: Share, why: Doubt): void {
    if (share.doubt !== why) logger.warn({ resource: share.resource, why }, 'a measured figure was set aside');
    share.doubt = why;
  }

  async function save(): Promise<void> {
    if (shares.size === 0) return;
    // Before, not after: what is seen meanwhile is for the next time.
    const saving = shares;
    shares = new Map();
    try {
      await addDayShares(database, [...saving.values()]);
    } catch (error) {
      // What may have been stored must not be added again.
      if (changedNothing(error)) for (const [key, share] of saving) putBack(key, share);
      throw error;
    }
  }

  function putBack(key: string, share: Share): void {
    const since = shares.get(key);
    shares.set(key, since === undefined ? share : joined(share, since));
  }

  return {
    note({ resources }) {
      const now = clock.now();
      for (const reported of resources) noteResource(reported, now);
    },
    ordered(id, outcome, seconds) {
      const good = outcome === 'answered';
      const resource = good || failures.has(outcome) ? published(id) : undefined;
      if (resource === undefined) return;
      const share = shareOf(id, resource.provider, clock.now());
      if (!good) {
        share.failed += 1;
        return;
      }
      const milliseconds = Math.ceil(seconds * 1000);
      const range = rangeOf(milliseconds);
      share.answered += 1;
      share.times[range] = (share.times[range] ?? 0) + 1;
      share.slowestMs = Math.max(share.slowestMs, milliseconds);
    },
    async keep() {
      const now = clock.now();
      if (options.listening()) {
        for (const id of new Set(options.served())) {
          const resource = published(id);
          if (resource !== undefined) shareOf(id, resource.provider, now).watched.add(beijingMinute(now));
        }
      }
      const minute = minuteNumber(now);
      if (minute === savedMinute) return;
      savedMinute = minute;
      await save();
    },
    save,
    async purge() {
      await forgetPromiseDays(database, beijingDay(new Date(clock.now().getTime() - daysKept * 86_400_000)));
    },
  };
}

function minuteNumber(instant: Date): number {
  return Math.floor(instant.getTime() / 60_000);
}

function emptyShare(resource: string, provider: string, day: string): Share {
  return {
    ...{ resource, provider, day },
    ...{ watched: new DayMinutes(), ok: new DayMinutes() },
    ...{ answered: 0, failed: 0, times: [...noTimes], slowestMs: 0 },
    ...{ extent: undefined, longestAgeSeconds: undefined, quality: undefined, doubt: undefined },
  };
}

/** Two shares of one day as one, the second being the later. */
function joined(first: Share, second: Share): Share {
  first.watched.addAll(second.watched);
  first.ok.addAll(second.ok);
  const ages = [first.longestAgeSeconds, second.longestAgeSeconds].filter((age) => age !== undefined);
  return {
    ...first,
    answered: first.answered + second.answered,
    failed: first.failed + second.failed,
    times: [...addTimes(first.times, second.times)],
    slowestMs: Math.max(first.slowestMs, second.slowestMs),
    extent: second.extent ?? first.extent,
    longestAgeSeconds: ages.length === 0 ? undefined : Math.max(...ages),
    quality: second.quality ?? first.quality,
    doubt: second.doubt ?? first.doubt,
  };
}
