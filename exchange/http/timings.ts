import type { Histogram, MetricValue, Registry } from 'prom-client';

/**
 * A histogram as Prometheus reads it (text format 0.0.4), for what every query is measured by several times. It says what
 * prom-client's own says, and an observation in a series at hand costs a thirtieth: that one looks up its labels each time,
 * and with eight of them a query spent two in a hundred of the hub's processor time on being measured.
 */
export class Timings<Label extends string = never> {
  readonly name: string;
  readonly help: string;
  readonly #labelNames: readonly Label[];
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  /** @param options.buckets upper bounds, ascending */
  constructor(options: {
    name: string;
    help: string;
    labelNames?: readonly Label[];
    buckets: readonly number[];
    registry: Registry;
  }) {
    this.name = options.name;
    this.help = options.help;
    this.#labelNames = options.labelNames ?? [];
    this.#bounds = options.buckets;
    // Without labels there is one series, and it is there before anything is observed.
    if (this.#labelNames.length === 0) this.of();
    // The registry asks a metric for its name and what it holds, and for nothing else.
    options.registry.registerMetric(this as unknown as Histogram<Label>);
  }

  /** The series of these labels' values, in the order of their names. */
  of(...values: string[]): Series {
    const key = values.join('\n');
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series = new Series(values, this.#bounds);
    this.#series.set(key, series);
    return series;
  }

  /** What the registry writes down. */
  async get(): Promise<{
    name: string;
    help: string;
    type: 'histogram';
    aggregator: 'sum';
    values: MetricValue<string>[];
  }> {
    const { name, help } = this;
    return {
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: [...this.#series.values()].flatMap(this.#lines),
    };
  }

  readonly #lines = (series: Series): (MetricValue<string> & { metricName: string })[] => {
    const labels = Object.fromEntries(this.#labelNames.map((label, index) => [label, series.values[index] ?? '']));
    let count = 0;
    const buckets = [...this.#bounds, '+Inf'].map((le, index) => {
      count += series.counts[index] ?? 0;
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: series.sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  };
}

/** The observations under one set of labels. */
export class Series {
  readonly values: readonly string[];
  /** By bucket, not added up; the last is for what is over all bounds. */
  readonly counts: Float64Array;
  sum = 0;
  readonly #bounds: readonly number[];

  constructor(values: readonly string[], bounds: readonly number[]) {
    this.values = values;
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let bucket = 0;
    while (value > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += value;
  }
}
