import type { Clock, Logger } from '../../kernel/index.ts';
import type { ResourceSchemas } from '../agent/resource-schemas.ts';
import { propertyOf } from '../agent/row-check.ts';
import type { HealthReport } from '../protocol/index.ts';
import { Deadline } from '../source/deadline.ts';
import type { Measuring, ResourceMapping } from '../source/mapping.ts';
import { type Source, SourceError, type Survey, untilOver } from '../source/source.ts';
import { assess } from './quality.ts';

type Reported = HealthReport['resources'][number];

/** What was measured of a resource last. */
export type Figures = Pick<Reported, 'measured' | 'quality'>;

/** Milliseconds between two looks at what is due. */
export const measureRoundMs = 60_000;
/** Milliseconds between two looks through the rows. */
const qualityEveryMs = 86_400_000;
/** Milliseconds after the start before rows are looked through, so that a connector that keeps falling does it not each time. */
const qualityAfterMs = 300_000;
/** Resources whose figures one report has room for. */
const toldAtATime = 16;

/**
 * Counts at the sources, gently: one resource after the other, each read limited in time, rows looked through once a
 * day. What failed is tried again when it is due again.
 */
export class Measurer {
  readonly #options: Options;
  readonly #startedAt: number;
  readonly #done = new Map<string, { extent?: number; quality?: number }>();
  readonly #figures = new Map<string, Figures>();
  #told = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#startedAt = options.clock.now().getTime();
  }

  /** Measures what is due; asked by somebody here, everything, without waiting for the day to pass. */
  async round(options: { all?: boolean } = {}): Promise<void> {
    if (options.all === true) this.#done.clear();
    for (const resource of this.#options.resources) {
      const { measure } = resource;
      const survey = this.#options.sources.get(resource.source)?.survey;
      if (measure === undefined || survey === undefined || this.#options.signal.aborted) continue;
      await this.#measure(resource, measure, { survey, asked: options.all === true });
    }
  }

  /** The figures of some resources; by and by those of all. */
  tell(): ReadonlyMap<string, Figures> {
    const ids = [...this.#figures.keys()];
    const turn = [...ids.slice(this.#told), ...ids.slice(0, this.#told)].slice(0, toldAtATime);
    this.#told = ids.length === 0 ? 0 : (this.#told + turn.length) % ids.length;
    return new Map(turn.map((id) => [id, this.#figures.get(id) ?? {}]));
  }

  async #measure(
    resource: ResourceMapping,
    measure: Measuring,
    { survey, asked }: { survey: Survey; asked: boolean },
  ): Promise<void> {
    const now = this.#options.clock.now().getTime();
    const done = this.#done.get(resource.id) ?? {};
    this.#done.set(resource.id, done);
    if (isDue(now, done.extent, measure.everyMinutes * 60_000)) {
      done.extent = now;
      await this.#try(resource, 'extent', (deadline) => this.#extent(resource, measure, survey, deadline));
    }
    const { quality } = measure;
    // A clock that goes back is no reason to wait.
    const settled = asked || Math.abs(now - this.#startedAt) >= qualityAfterMs;
    if (quality !== undefined && settled && isDue(now, done.quality, qualityEveryMs)) {
      done.quality = now;
      await this.#try(resource, 'quality', (deadline) => this.#quality(resource, quality, survey, deadline));
    }
  }

  async #try(resource: ResourceMapping, what: string, work: (deadline: Deadline) => Promise<Figures>): Promise<void> {
    using deadline = new Deadline(this.#options.timeoutMs);
    const stop = () => deadline.end();
    this.#options.signal.addEventListener('abort', stop);
    try {
      const figures = await untilOver(work(deadline), deadline);
      this.#figures.set(resource.id, { ...this.#figures.get(resource.id), ...figures });
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.#options.logger.warn({ resource: resource.id, what, code: error.code }, 'not measured');
    } finally {
      this.#options.signal.removeEventListener('abort', stop);
    }
  }

  async #extent(
    resource: ResourceMapping,
    { freshness }: Measuring,
    survey: Survey,
    deadline: Deadline,
  ): Promise<Figures> {
    const { rows, estimated, newest } = await survey.extent({ resource, freshness, deadline });
    const at = this.#options.clock.now().toISOString();
    return { measured: { at, rows, estimated, ...(newest === undefined ? {} : { newest: newest.toISOString() }) } };
  }

  async #quality(
    resource: ResourceMapping,
    { sample: most, unique }: NonNullable<Measuring['quality']>,
    survey: Survey,
    deadline: Deadline,
  ): Promise<Figures> {
    const schema = await this.#options.schemas.current(resource);
    // What the directory does not know of is nothing that could be complete or not.
    const fields = [...resource.fields.keys()].filter((field) => propertyOf(schema.schema, field) !== undefined);
    const check = schema.checkFor(fields);
    const sample = await survey.sample({ resource, most, deadline });
    const findings = assess({ sample, fields, isValid: (row) => check.errors(check.settle(row)).length === 0 });
    const duplicates = await survey.duplicates({ resource, fields: unique, deadline });
    const at = this.#options.clock.now().toISOString();
    const { missing, ...counts } = findings;
    return { quality: { at, ...counts, ...(duplicates === undefined ? {} : { duplicates }), missing: { ...missing } } };
  }
}

interface Options {
  readonly resources: readonly ResourceMapping[];
  readonly sources: ReadonlyMap<string, Source>;
  readonly schemas: Pick<ResourceSchemas, 'current'>;
  /** Milliseconds for all that is read for one figure. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** A clock that went back makes it due as well: else it would wait for the time that was. */
function isDue(now: number, last: number | undefined, everyMs: number): boolean {
  return last === undefined || now - last >= everyMs || now < last;
}
