import { Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Timings } from '../../exchange/http/timings.ts';

const buckets = [0.002, 0.005, 0.25, 5];

describe('timings', () => {
  it('are written as the library writes its own histogram', async () => {
    const [own, theirs] = [new Registry(), new Registry()];
    const about = { name: 'answer_seconds', help: 'Time to "answer".', buckets };
    const timings = new Timings({ ...about, labelNames: ['route', 'status'], registry: own });
    const histogram = new Histogram({ ...about, labelNames: ['route', 'status'], registers: [theirs] });
    const bare = new Timings({ ...about, name: 'batch', registry: own });
    const bareHistogram = new Histogram({ ...about, name: 'batch', registers: [theirs] });
    for (const [route, status] of [
      ['/v1/a"b\\c', '200'],
      ['/v1/a"b\\c', '503'],
      ['/v1/d', '200'],
    ] as const) {
      // On a bound, between two, beneath the first and over the last.
      for (const seconds of [0.002, 0.003, 0, 7, 5, 5.000_1]) {
        timings.of(route, status).observe(seconds);
        histogram.observe({ route, status }, seconds);
        bare.of().observe(seconds);
        bareHistogram.observe(seconds);
      }
    }
    expect(await own.metrics()).toBe(await theirs.metrics());
    expect(await own.metrics()).toContain('answer_seconds_bucket{le="0.005",route="/v1/d",status="200"} 3');
  });

  it('without labels are there before anything was observed', async () => {
    const registry = new Registry();
    new Timings({ name: 'batch', help: 'Entries.', buckets, registry });
    expect(await registry.metrics()).toContain('batch_count 0');
  });
});
