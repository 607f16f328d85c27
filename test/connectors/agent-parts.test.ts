import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../connectors/agent/admission.ts';
import { timeFor } from '../../connectors/agent/check-order.ts';
import { compileRowCheck } from '../../connectors/agent/row-check.ts';
import { SeenOrders } from '../../connectors/agent/seen-orders.ts';
import { sampleOrder } from './sample.ts';

describe('admission', () => {
  /** Work that ends when it is told to. */
  function piece(): { work: () => Promise<void>; begun: () => boolean; end: () => void } {
    let end: () => void = () => {};
    let begun = false;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const work = () => {
      begun = true;
      return ended;
    };
    return { work, begun: () => begun, end };
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('lets in so many, lets so many wait, and turns the rest away', async () => {
    const admission = new Admission({ concurrency: 2, waiting: 1 });
    const pieces = [piece(), piece(), piece(), piece()];
    expect(pieces.map(({ work }) => admission.admit(work))).toEqual([true, true, true, false]);
    expect(pieces.map(({ begun }) => begun())).toEqual([true, true, false, false]);
    pieces[0]!.end();
    await settle();
    expect(pieces[2]!.begun()).toBe(true);
    expect(admission.admit(pieces[3]!.work)).toBe(true);
  });

  it('is idle when the last has ended, however it ended', async () => {
    const admission = new Admission({ concurrency: 1, waiting: 5 });
    await admission.idle();
    const done: string[] = [];
    admission.admit(async () => {
      done.push('first');
      throw new Error('a fault');
    });
    admission.admit(async () => {
      await settle();
      done.push('second');
    });
    await admission.idle();
    expect(done).toEqual(['first', 'second']);
  });

  it('runs everything it took, in order, and never too many at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 6 }), fc.nat({ max: 20 }), async (c, w, n) => {
        const admission = new Admission({ concurrency: c, waiting: w });
        const order: number[] = [];
        let running = 0;
        const taken = Array.from({ length: n }, (_, index) =>
          admission.admit(async () => {
            running += 1;
            order.push(index);
            expect(running).toBeLessThanOrEqual(c);
            await settle();
            running -= 1;
          }),
        );
        await admission.idle();
        const expected = taken.flatMap((was, index) => (was ? [index] : []));
        expect(expected).toHaveLength(Math.min(n, c + w));
        expect(order).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the orders seen', () => {
  it('are known until they would be refused as expired', () => {
    const seen = new SeenOrders();
    expect(seen.take('a', 1_000, 0)).toBe('new');
    expect(seen.take('a', 1_000, 1_000)).toBe('replayed');
    expect(seen.take('b', 2_000, 1_000)).toBe('new');
    expect(seen.take('a', 3_000, 1_001)).toBe('new');
  });

  it('are forgotten, so that memory does not grow with time', () => {
    const seen = new SeenOrders();
    for (let now = 0; now < 100_000; now += 10) seen.take(`id-${now}`, now + 5_000, now);
    expect(seen.size).toBeLessThan(2_000);
  });

  it('beyond what can be remembered are not carried out', () => {
    const seen = new SeenOrders();
    for (let count = 0; count < 200_000; count += 1) seen.take(`id-${count}`, 1_000, 0);
    expect(seen.take('one-more', 1_000, 0)).toBe('full');
    expect(seen.take('id-5', 1_000, 0)).toBe('replayed');
    expect(seen.take('one-more', 5_000, 1_001)).toBe('new');
  });
});

describe('the time for an order', () => {
  const order = sampleOrder({ issuedAt: '2026-11-21T08:00:00.000Z', deadline: '2026-11-21T08:00:05.000Z' });
  const at = (time: string) => timeFor(order, new Date(`2026-11-21T08:00:${time}Z`));

  it('is what the hub waits, less the way back', () => {
    expect(at('00.000')).toBe(4_900);
    const short = sampleOrder({ issuedAt: '2026-11-21T08:00:00.000Z', deadline: '2026-11-21T08:00:00.200Z' });
    expect(timeFor(short, new Date('2026-11-21T08:00:00.000Z'))).toBe(180);
  });

  it('is the same when the clocks differ by no more than they may', () => {
    expect(timeFor(order, new Date('2026-11-21T07:59:57.000Z'))).toBe(4_900);
    expect(at('04.000')).toBe(4_900);
  });

  it('is less for an order that was long on its way, down to none', () => {
    expect(at('07.000')).toBe(2_900);
    expect(at('10.000')).toBe(0);
    expect(at('30.000')).toBe(0);
  });
});

describe('the check of a row', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'Resident',
    type: 'object',
    additionalProperties: false,
    required: ['name', 'number'],
    properties: {
      name: { type: 'string' },
      number: { type: 'string' },
      born: { type: 'string', format: 'date' },
      note: { type: ['string', 'null'] },
      code: { enum: ['a', null] },
    },
  };

  it('asks for the fields of the order that are required, and for nothing besides', () => {
    const { errors } = compileRowCheck(schema, ['name', 'born']);
    expect(errors({ name: 'x', born: '2026-01-01' })).toEqual([]);
    expect(errors({ name: 'x' })).toEqual([]);
    expect(errors({})).toMatchObject([{ pointer: '/name' }]);
    expect(errors({ name: 'x', number: '1' })).toMatchObject([{ pointer: '/number', detail: 'unknown field' }]);
    expect(errors({ name: 'x', born: 'soon' })).toMatchObject([{ pointer: '/born' }]);
  });

  it('leaves out a null that the schema does not know, and anything not ordered', () => {
    const { settle } = compileRowCheck(schema, ['name', 'born', 'note', 'code']);
    expect(settle({ name: 'x', born: null, note: null, code: null, number: '1' })).toEqual({
      name: 'x',
      note: null,
      code: null,
    });
    expect(settle({ name: undefined })).toEqual({});
  });

  it('never lets a field through that the schema does not have', () => {
    const { errors } = compileRowCheck(schema, ['name', 'income']);
    expect(errors({ name: 'x', income: 1 })).toMatchObject([{ pointer: '/income' }]);
  });
});
