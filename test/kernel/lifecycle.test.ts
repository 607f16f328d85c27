import { describe, expect, it } from 'vitest';
import { Lifecycle, pause, within } from '../../kernel/index.ts';

describe('a lifecycle', () => {
  it('closes in the reverse order, once, and aborts its signal first', async () => {
    const lifecycle = new Lifecycle();
    const order: string[] = [];
    lifecycle.defer('first', () => order.push(`first ${lifecycle.signal.aborted}`));
    lifecycle.use('second', { [Symbol.asyncDispose]: async () => void order.push('second') });
    lifecycle.use('third', { [Symbol.dispose]: () => void order.push('third') });
    await Promise.all([lifecycle[Symbol.asyncDispose](), lifecycle[Symbol.asyncDispose]()]);
    expect(order).toEqual(['third', 'second', 'first true']);
  });

  it('closes the rest when one part fails, and reports every failure', async () => {
    const lifecycle = new Lifecycle();
    let closed = false;
    lifecycle.defer('database', () => {
      closed = true;
    });
    lifecycle.defer('nats', () => Promise.reject(new Error('gone')));
    lifecycle.defer('http', () => {
      throw new Error('stuck');
    });
    await expect(lifecycle[Symbol.asyncDispose]()).rejects.toThrow(/closing http failed; closing nats failed/);
    expect(closed).toBe(true);
  });

  it('ends a pause when it aborts', async () => {
    const abort = new AbortController();
    const waiting = pause(3_600_000, abort.signal);
    abort.abort();
    await expect(waiting).resolves.toBeUndefined();
    await expect(pause(3_600_000, abort.signal)).resolves.toBeUndefined();
  });
});

describe('waiting within a time', () => {
  it('says whether the work ended, and passes its failure on', async () => {
    expect(await within(3_600_000, Promise.resolve())).toBe(true);
    expect(await within(1, new Promise(() => {}))).toBe(false);
    await expect(within(3_600_000, Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });
});
