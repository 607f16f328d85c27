import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CircuitState, Circuits } from '../../exchange/broker/circuits.ts';
import { FairRoom } from '../../exchange/broker/fair-room.ts';
import { firstGood, Hedging } from '../../exchange/broker/hedging.ts';
import { placesAfter } from '../../exchange/query/load-shedding.ts';

const roomOf = (places: number, queue: number, monotonic = () => 0) =>
  new FairRoom({ places, queue, longestWaitMs: 60_000, monotonic });
/** What has become of those who wait, once everything that can happen has. */
const settled = async (entries: readonly (boolean | Promise<boolean>)[]) => {
  const results: (boolean | 'waits')[] = entries.map(() => 'waits');
  entries.forEach((entry, index) => {
    void Promise.resolve(entry).then((entered) => {
      results[index] = entered;
    });
  });
  await new Promise((resolve) => setImmediate(resolve));
  return results;
};

describe('a room', () => {
  it('lets in as many as it has places, and the next when one leaves', async () => {
    const room = roomOf(2, 4);
    const entries = ['a', 'a', 'a'].map((who) => room.enter(who));
    expect(await settled(entries)).toEqual([true, true, 'waits']);
    room.leave('a');
    expect(await settled(entries)).toEqual([true, true, true]);
    expect([room.total, room.waiting]).toEqual([2, 0]);
  });

  it('lets consumers in by turns, however many one of them sends', async () => {
    const room = roomOf(1, 100);
    room.enter('greedy');
    const order: string[] = [];
    const wait = (who: string) => {
      void Promise.resolve(room.enter(who)).then((entered) => entered && order.push(who));
    };
    for (let n = 0; n < 10; n += 1) wait('greedy');
    for (const who of ['modest', 'modest', 'other']) wait(who);
    let inside = 'greedy';
    for (let n = 0; n < 6; n += 1) {
      room.leave(inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside = order.at(-1)!;
    }
    expect(order.filter((who) => who === 'modest')).toHaveLength(2);
    expect(order).toContain('other');
    expect(order.slice(0, 3).toSorted()).toEqual(['greedy', 'modest', 'other']);
  });

  it('in a full queue takes the last of the longest line for a newcomer, and lets no line grow at its cost', async () => {
    const room = roomOf(1, 4);
    room.enter('greedy');
    const greedy = ['greedy', 'greedy', 'greedy', 'greedy'].map((who) => room.enter(who));
    expect(room.enter('greedy')).toBe(false);
    const modest = room.enter('modest');
    expect(await settled([...greedy, modest])).toEqual(['waits', 'waits', 'waits', false, 'waits']);
  });

  it('declines at once who cannot expect to enter in time', async () => {
    let now = 0;
    const room = new FairRoom({ places: 1, queue: 1_000, longestWaitMs: 100, monotonic: () => now });
    room.enter('a');
    const waiting: (boolean | Promise<boolean>)[] = [];
    // One leaves every 20 ms while somebody waits: the measure of the queue.
    for (let n = 0; n < 200; n += 1) {
      waiting.push(room.enter('a'));
      now += 20;
      room.leave('a');
      waiting.push(room.enter('a'));
    }
    const entries = Array.from({ length: 20 }, () => room.enter('a'));
    expect(entries.at(-1)).toBe(false);
    expect(entries.filter((entry) => entry !== false).length).toBeLessThan(10);
  });

  it('declines who has waited for too long', async () => {
    const room = new FairRoom({ places: 1, queue: 10, longestWaitMs: 20 });
    room.enter('a');
    expect(await room.enter('b')).toBe(false);
    expect(room.waiting).toBe(0);
  });

  it('never holds more than its places, and settles everybody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.record({ who: fc.constantFrom('a', 'b', 'c'), leaves: fc.boolean() }), { maxLength: 60 }),
        async (places, queue, steps) => {
          const room = roomOf(places, queue);
          const inside: string[] = [];
          let pending = 0;
          for (const { who, leaves } of steps) {
            const gone = leaves ? inside.shift() : undefined;
            if (gone !== undefined) room.leave(gone);
            else {
              pending += 1;
              void Promise.resolve(room.enter(who)).then((entered) => {
                pending -= 1;
                if (entered) inside.push(who);
              });
            }
            await new Promise((resolve) => setImmediate(resolve));
            expect(inside.length).toBe(room.total);
            expect(room.total).toBeLessThanOrEqual(places);
            expect(room.waiting).toBeLessThanOrEqual(queue);
            expect(pending).toBe(room.waiting);
          }
          while (inside.length > 0) {
            room.leave(inside.shift()!);
            await new Promise((resolve) => setImmediate(resolve));
          }
          expect([room.total, room.waiting, pending]).toEqual([0, 0, 0]);
        },
      ),
    );
  });
});

describe('the size of the room', () => {
  const look = { present: 512, inHand: 300, places: 512, late: 0, latestMs: 250 };

  it('shrinks below what is in hand while the event loop runs late, and grows back when it is in time', () => {
    expect(placesAfter({ ...look, late: 251 })).toBe(270);
    expect(placesAfter({ ...look, present: 270 })).toBe(295);
    expect(placesAfter({ ...look, present: 511 })).toBe(512);
  });

  it('keeps a few places whatever happens', () => {
    expect(placesAfter({ ...look, inHand: 1, late: 9_999 })).toBe(32);
    expect(placesAfter({ ...look, present: 4, inHand: 1, places: 4, late: 9_999 })).toBe(4);
  });
});

describe('a circuit', () => {
  const setting = () => {
    let now = 0;
    const states: CircuitState[] = [];
    const circuits = new Circuits({
      failures: 3,
      openMs: 1_000,
      monotonic: () => now,
      onChange: (_, state) => states.push(state),
    });
    return {
      circuits,
      states,
      pass: (milliseconds: number) => {
        now += milliseconds;
      },
    };
  };
  const fail = (circuits: Circuits, times: number) => {
    for (let n = 0; n < times; n += 1) circuits.failed('x');
  };

  it('opens after failures, lets one probe through, and closes when that is answered', () => {
    const { circuits, states, pass } = setting();
    fail(circuits, 2);
    expect(circuits.blocked('x')).toBeUndefined();
    fail(circuits, 1);
    expect(circuits.blocked('x')).toBe(1_000);
    expect(circuits.blocked('another')).toBeUndefined();
    pass(1_000);
    expect(circuits.blocked('x')).toBeUndefined();
    expect(circuits.blocked('x')).toBeGreaterThan(0);
    circuits.succeeded('x');
    expect(circuits.blocked('x')).toBeUndefined();
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('stays open twice as long after each probe that fails, within bounds', () => {
    const { circuits, pass } = setting();
    fail(circuits, 3);
    const waits: (number | undefined)[] = [];
    for (let n = 0; n < 6; n += 1) {
      const left = circuits.blocked('x');
      waits.push(left);
      pass(left ?? 0);
      expect(circuits.blocked('x')).toBeUndefined();
      circuits.failed('x');
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 12_000, 12_000]);
  });

  it('forgets failures among many answers', () => {
    const { circuits } = setting();
    for (let n = 0; n < 100; n += 1) {
      if (n % 10 === 0) circuits.failed('x');
      else circuits.succeeded('x');
    }
    expect(circuits.stateOf('x')).toBe('closed');
  });

  it('is not opened by one sick agent among several, and is when nobody has answered twenty times', () => {
    const { circuits, states } = setting();
    const order = (isWell: boolean) => (isWell ? circuits.succeeded('x') : circuits.failed('x', { agents: 2 }));
    for (let n = 0; n < 400; n += 1) order(n % 10 === 0);
    expect(states).toEqual([]);
    for (let n = 0; n < 20; n += 1) order(false);
    expect(states).toEqual(['open']);
  });

  it('lets another probe when one told nothing', () => {
    const { circuits, pass } = setting();
    fail(circuits, 3);
    pass(1_000);
    circuits.blocked('x');
    circuits.unclear('x');
    expect(circuits.blocked('x')).toBeUndefined();
  });
});

describe('hedging', () => {
  const warm = (percent: number) => {
    const hedging = new Hedging({ percent });
    for (let n = 0; n < 128; n += 1) hedging.answered('x', n < 120 ? 10 : 200);
    return hedging;
  };

  it('waits for what 95 of 100 answers take, and needs a second agent and some answers first', () => {
    const hedging = warm(3);
    expect(hedging.delayFor('x', 2)).toBe(200);
    expect(hedging.delayFor('x', 1)).toBeUndefined();
    expect(hedging.delayFor('never asked', 2)).toBeUndefined();
    expect(warm(0).delayFor('x', 2)).toBeUndefined();
  });

  it('asks twice for a few of a hundred only', () => {
    const hedging = warm(3);
    let twice = 0;
    for (let n = 0; n < 10_000; n += 1) {
      hedging.delayFor('x', 2);
      if (hedging.take()) twice += 1;
    }
    expect(twice).toBeGreaterThanOrEqual(300);
    expect(twice).toBeLessThanOrEqual(311);
  });

  const later = <T>(milliseconds: number, value: T) =>
    new Promise<T>((resolve) => {
      setTimeout(() => resolve(value), milliseconds);
    });
  const race = (first: Promise<string>, second: Promise<string> | (() => Promise<string>), may = true) => {
    const told: boolean[] = [];
    return firstGood({
      first,
      second: () => (typeof second === 'function' ? second() : second),
      delayMs: 1,
      may: () => may,
      good: (outcome) => outcome.startsWith('good'),
      onSecond: (won) => told.push(won),
    }).then(({ outcome }) => [outcome, ...told]);
  };
  const never = new Promise<string>(() => {});

  it('takes whichever is good first', async () => {
    expect(await race(never, later(1, 'good 2'))).toEqual(['good 2', true]);
    expect(await race(later(10, 'good 1'), never)).toEqual(['good 1', false]);
    expect(await race(Promise.resolve('good 1'), never)).toEqual(['good 1']);
  });

  it('waits for the other when one is not good, and for nobody who was not asked', async () => {
    expect(await race(later(10, 'bad 1'), later(30, 'good 2'))).toEqual(['good 2', true]);
    expect(await race(later(30, 'good 1'), later(1, 'bad 2'))).toEqual(['good 1', false]);
    expect(await race(later(10, 'bad 1'), later(20, 'bad 2'))).toEqual(['bad 1', false]);
    expect(await race(later(10, 'bad 1'), () => Promise.reject(new Error('lost')))).toEqual(['bad 1', false]);
    expect(await race(later(10, 'bad 1'), never, false)).toEqual(['bad 1']);
    expect(await race(Promise.resolve('bad 1'), never)).toEqual(['bad 1']);
  });
});
