import {
  type AnswerClocks,
  type CatalogFacts,
  compareCycle,
  type KeptClocks,
  loadAnswerClocks,
  loadUpdateCycles,
  maySee,
  noClocks,
  type Resource,
  type UpdateCycle,
} from '../../catalog/index.ts';
import type { Actor } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import type { PromiseList, ResourceStats } from '../generated/schemas.ts';
import { type AnswerTimes, addTimes, noTimes, timeWithin } from './answer-times.ts';
import { daysOfResource, type ResourceSum, type StoredDay, sumsOfResources } from './promise-store.ts';
import { lastDays, usualDays } from './span.ts';

/** What a resource promises and what was measured of it. Whether the asker may see the resource is the caller's to know. */
export async function readStats(options: {
  database: Database;
  clock: Clock;
  resource: Resource;
}): Promise<ResourceStats> {
  const { database, resource } = options;
  const span = lastDays(options.clock, usualDays);
  const [days, cycles] = await Promise.all([
    daysOfResource(database, { resource: resource.id, ...span }),
    loadUpdateCycles(database),
  ]);
  const ages = days.flatMap(({ longestAgeSeconds }) => longestAgeSeconds ?? []).sort((a, b) => a - b);
  const ageSeconds = ages[Math.ceil(ages.length * usualShare) - 1];
  const { declared, measured, kept } = compareCycle({ cycles, declared: resource.updateCycle, ageSeconds });
  const sum = days.reduce(addDay, emptySum);
  const counted = latest(days, ({ measuredAt }) => measuredAt);
  const quality = latest(days, ({ quality: found }) => (found === null ? null : new Date(found.at)))?.quality;
  const doubt = days.find((day) => day.doubt !== null)?.doubt;
  return {
    resource: resource.id,
    ...span,
    updateCycle: {
      ...(declared === undefined ? {} : { declared: cycleBody(declared) }),
      ...(measured === undefined ? {} : { measured: cycleBody(measured) }),
      ...(ageSeconds === undefined ? {} : { ageSeconds }),
      ...(kept === undefined ? {} : { kept }),
    },
    availability: {
      ...availability(sum),
      watchedMinutes: sum.watchedMinutes,
      okMinutes: sum.okMinutes,
    },
    answers: answersBody(sum),
    ...(counted === undefined ? {} : { rows: rowsBody(counted) }),
    ...(quality ? { quality: qualityBody(quality) } : {}),
    ...(doubt ? { setAside: doubt } : {}),
    days: days.map((day) => ({
      ...{ day: day.day, watchedMinutes: day.watchedMinutes, okMinutes: day.okMinutes },
      ...answersBody(day),
      ...(day.rows === null ? {} : { rows: day.rows }),
      ...(day.longestAgeSeconds === null ? {} : { longestAgeSeconds: day.longestAgeSeconds }),
    })),
  };
}

/** One bad day in ten is forgiven: a holiday, a machine that was being mended. */
const usualShare = 0.9;

/**
 * How each department kept what it promises, by the published resources that the asker may see, and how it answers what
 * it is asked, which is its own and not a resource's.
 */
export async function readPromises(options: {
  database: Database;
  clock: Clock;
  actor: Actor;
  catalog: Pick<CatalogFacts, 'resource'>;
  nameOf: (organisation: string) => string | undefined;
}): Promise<PromiseList> {
  const { database, actor, catalog } = options;
  const span = lastDays(options.clock, usualDays);
  const [sums, cycles, clocks] = await Promise.all([
    sumsOfResources(database, span),
    loadUpdateCycles(database),
    loadAnswerClocks(database, span),
  ]);
  const departments = new Map<string, Department>(
    [...clocks.keys()].map((organisation) => [organisation, emptyDepartment]),
  );
  for (const sum of sums) {
    const resource = catalog.resource(sum.resource);
    if (resource?.status !== 'published' || !maySee(actor, resource)) continue;
    const present = departments.get(resource.provider) ?? emptyDepartment;
    departments.set(resource.provider, withResource(present, { sum, resource, cycles }));
  }
  const items = [...departments]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([organisation, { total, resources, cycles: counts }]) => {
      const name = options.nameOf(organisation);
      const { share } = availability(total);
      return {
        organisation,
        ...(name === undefined ? {} : { name }),
        resources,
        ...(share === undefined ? {} : { availability: share }),
        ...answersBody(total),
        cycles: counts,
        answerClocks: clocksBody(clocks.get(organisation) ?? noClocks),
      };
    });
  return { ...span, items, next: null };
}

interface Sum {
  readonly watchedMinutes: number;
  readonly okMinutes: number;
  readonly answered: number;
  readonly failed: number;
  readonly times: AnswerTimes;
  readonly slowestMs: number;
}

interface Department {
  readonly total: Sum;
  readonly resources: number;
  readonly cycles: { readonly kept: number; readonly missed: number; readonly unmeasured: number };
}

const emptySum: Sum = { watchedMinutes: 0, okMinutes: 0, answered: 0, failed: 0, times: noTimes, slowestMs: 0 };
const emptyDepartment: Department = { total: emptySum, resources: 0, cycles: { kept: 0, missed: 0, unmeasured: 0 } };

function addDay(sum: Sum, day: Sum): Sum {
  return {
    watchedMinutes: sum.watchedMinutes + day.watchedMinutes,
    okMinutes: sum.okMinutes + day.okMinutes,
    answered: sum.answered + day.answered,
    failed: sum.failed + day.failed,
    times: addTimes(sum.times, day.times),
    slowestMs: Math.max(sum.slowestMs, day.slowestMs),
  };
}

function withResource(
  { total, resources, cycles: counts }: Department,
  { sum, resource, cycles }: { sum: ResourceSum; resource: Resource; cycles: readonly UpdateCycle[] },
): Department {
  const { kept } = compareCycle({
    cycles,
    declared: resource.updateCycle,
    ageSeconds: sum.ageSeconds ?? undefined,
  });
  const verdict = kept === undefined ? 'unmeasured' : kept ? 'kept' : 'missed';
  return {
    total: addDay(total, sum),
    resources: resources + 1,
    cycles: { ...counts, [verdict]: counts[verdict] + 1 },
  };
}

function availability({ watchedMinutes, okMinutes }: Sum): { share?: number } {
  return watchedMinutes === 0 ? {} : { share: okMinutes / watchedMinutes };
}

function answersBody({ answered, failed, times, slowestMs }: Omit<Sum, 'watchedMinutes' | 'okMinutes'>) {
  const p50Ms = timeWithin({ times, share: 0.5, slowestMs });
  const p99Ms = timeWithin({ times, share: 0.99, slowestMs });
  return { answered, failed, ...(p50Ms === undefined ? {} : { p50Ms }), ...(p99Ms === undefined ? {} : { p99Ms }) };
}

function clocksBody({ application, demand, objection }: AnswerClocks) {
  return { applications: keptBody(application), demands: keptBody(demand), objections: keptBody(objection) };
}

function keptBody({ medianWorkingDays, ...counts }: KeptClocks) {
  return { ...counts, ...(medianWorkingDays === undefined ? {} : { medianWorkingDays }) };
}

function cycleBody({ code, name, nameEn, longestSeconds }: UpdateCycle) {
  return { code, name, nameEn, ...(longestSeconds === undefined ? {} : { longestAgeSeconds: longestSeconds }) };
}

function rowsBody({ rows, rowsEstimated, measuredAt, newest }: StoredDay) {
  return {
    count: rows ?? 0,
    estimated: rowsEstimated ?? false,
    at: (measuredAt ?? new Date(0)).toISOString(),
    ...(newest === null ? {} : { newest: newest.toISOString() }),
  };
}

function qualityBody({ at, rows, sampled, invalid, duplicates, missing }: NonNullable<StoredDay['quality']>) {
  return { at, rows, sampled, invalid, ...(duplicates === undefined ? {} : { duplicates }), missing: { ...missing } };
}

function latest(days: readonly StoredDay[], at: (day: StoredDay) => Date | null): StoredDay | undefined {
  return days
    .filter((day) => at(day) !== null)
    .reduce<StoredDay | undefined>(
      (best, day) => (best === undefined || Number(at(day)) > Number(at(best)) ? day : best),
      undefined,
    );
}
