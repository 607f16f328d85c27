import { setTimeout as wait } from 'node:timers/promises';
import type { Msg } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Messenger, natsMessenger } from '../../exchange/broker/messenger.ts';
import { type NatsLink, openNatsLink } from '../../exchange/department/nats-link.ts';
import { createLogger, systemClock } from '../../kernel/index.ts';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { startOwnNats } from '../support/nats.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
let nats: EmbeddedNats;
let link: NatsLink;
const start = (port?: number) => startOwnNats({ storeDirectory: `${folder.path}/nats`, temporary: false, port });

beforeAll(async () => {
  folder = await temporaryFolder('nats-link');
  nats = await start();
  const logger = createLogger({ level: 'silent', name: 'test' });
  link = await openNatsLink({
    ...{ url: nats.url, authority: undefined, kind: 'hub', name: 'hub', clock: systemClock, logger },
  });
});
afterAll(async () => {
  await link[Symbol.asyncDispose]();
  await nats.stop();
  await folder[Symbol.asyncDispose]();
});

const until = async (holds: () => boolean) => {
  while (!holds()) await wait(10);
};
const request = (subject: string, timeoutMs: number) =>
  natsMessenger(link).request({ subject, bytes: Buffer.from('order'), headers: { traceparent: 'x' }, timeoutMs });

describe('the hub’s messenger', () => {
  it('brings back what was replied, with its headers', async () => {
    const echo = link.connection.subscribe('echo', {
      callback: (_error, message) => void message.respond(message.data, { headers: message.headers! }),
    });
    const reply = await request('echo', 5_000);
    expect(reply.outcome).toBe('replied');
    if (reply.outcome !== 'replied') return;
    expect([Buffer.from(reply.bytes).toString(), reply.header('traceparent'), reply.header('other')]).toEqual([
      ...['order', 'x', undefined],
    ]);
    echo.unsubscribe();
  });

  it('tells that nobody listens from that somebody does not answer', async () => {
    const deaf = link.connection.subscribe('deaf', { callback: () => {} });
    await link.connection.flush();
    expect((await request('deaf', 50)).outcome).toBe('timeout');
    expect((await request('nobody', 50)).outcome).toBe('nobody');
    deaf.unsubscribe();
  });
});

describe('requests of one messenger', () => {
  const connection = () => link.connection;
  const textOf = async (reply: ReturnType<Messenger['request']>) => {
    const come = await reply;
    return come.outcome === 'replied' ? Buffer.from(come.bytes).toString() : come.outcome;
  };

  it('are told apart, in whatever order the replies come', async () => {
    const held: Msg[] = [];
    const backwards = connection().subscribe('backwards', {
      callback: (_error, message) => {
        if (held.push(message) === 50) for (const each of held.toReversed()) each.respond(each.data);
      },
    });
    const own = natsMessenger(link);
    const ask = (n: number) =>
      textOf(own.request({ subject: 'backwards', bytes: Buffer.from(`${n}`), headers: {}, timeoutMs: 5_000 }));
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    expect(await Promise.all(numbers.map(ask))).toEqual(numbers.map(String));
    backwards.unsubscribe();
  });

  it('take one reply each, and none after their time', async () => {
    const twice = connection().subscribe('twice', {
      callback: (_error, message) => {
        message.respond(Buffer.from('first'));
        message.respond(Buffer.from('second'));
      },
    });
    const late: Msg[] = [];
    const slow = connection().subscribe('slow', { callback: (_error, message) => void late.push(message) });
    const own = natsMessenger(link);
    const ask = (subject: string, timeoutMs: number) =>
      textOf(own.request({ subject, bytes: Buffer.from('x'), headers: {}, timeoutMs }));
    expect(await ask('slow', 30)).toBe('timeout');
    late[0]?.respond(Buffer.from('too late'));
    expect(await ask('twice', 5_000)).toBe('first');
    expect(await ask('twice', 5_000)).toBe('first');
    twice.unsubscribe();
    slow.unsubscribe();
  });

  it('are told that the connection is gone for good, at once', async () => {
    const logger = createLogger({ level: 'silent', name: 'test' });
    const other = await openNatsLink({
      ...{ url: nats.url, authority: undefined, kind: 'hub', name: 'hub', clock: systemClock, logger },
    });
    const deaf = connection().subscribe('deaf', { callback: () => {} });
    await connection().flush();
    const own = natsMessenger(other);
    // Longer than this test may take.
    const pending = textOf(own.request({ subject: 'deaf', bytes: Buffer.from('x'), headers: {}, timeoutMs: 60_000 }));
    await other[Symbol.asyncDispose]();
    expect(await pending).toBe('disconnected');
    deaf.unsubscribe();
  });
});

describe('the hub’s link to NATS, when the server goes and comes', () => {
  it('says so at once, and counts as there again only after what had to be done is done', async () => {
    let release = () => {};
    let begun = false;
    link.onReconnect(() => {
      begun = true;
      return new Promise((resolve) => {
        release = resolve;
      });
    });
    link.onReconnect(() => Promise.reject(new Error('this could not be done')));
    expect(link.connected()).toBe(true);
    await nats.stop();
    await until(() => !link.connected());
    // Longer than this test may take.
    expect((await request('nobody', 60_000)).outcome).toBe('disconnected');
    nats = await start(nats.port);
    await until(() => begun);
    expect(link.connected()).toBe(false);
    expect((await request('nobody', 60_000)).outcome).toBe('disconnected');
    release();
    await until(() => link.connected());
    expect((await request('nobody', 5_000)).outcome).toBe('nobody');
  });
});
