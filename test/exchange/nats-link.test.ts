import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { natsMessenger } from '../../exchange/broker/messenger.ts';
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
/** A messenger, and what it hears. */
function messenger(of: NatsLink = link) {
  const heard: string[] = [];
  const own = natsMessenger(of);
  own.listen({
    replied: (token, bytes) => heard.push(`${token} ${Buffer.from(bytes).toString()}`),
    nobody: (token) => heard.push(`${token} nobody`),
    lost: () => heard.push('lost'),
  });
  return { send: (subject: string, text: string) => own.send(subject, Buffer.from(text)), heard, own };
}

describe('the hub’s messenger', () => {
  it('brings every reply back, by what it answers, in whatever order they come', async () => {
    const echo = link.connection.subscribe('echo', {
      callback: (_error, message) => {
        message.respond(message.data);
        message.respond(Buffer.from('more'));
      },
    });
    const { send, heard } = messenger();
    const tokens = ['one', 'two'].map((text) => send('echo', text)!);
    await until(() => heard.length === 4);
    expect(heard.sort()).toEqual(
      [`${tokens[0]} one`, `${tokens[0]} more`, `${tokens[1]} two`, `${tokens[1]} more`].sort(),
    );
    echo.unsubscribe();
  });

  it('tells that nobody listens from that somebody does not answer', async () => {
    const deaf = link.connection.subscribe('deaf', { callback: () => {} });
    await link.connection.flush();
    const { send, heard } = messenger();
    send('deaf', 'x');
    const token = send('nobody', 'x');
    await until(() => heard.length > 0);
    await link.connection.flush();
    expect(heard).toEqual([`${token} nobody`]);
    deaf.unsubscribe();
  });

  it('knows how much the server takes at a time', () => {
    expect(messenger().own.maxBytes()).toBe(1_048_576);
  });

  it('is told that the connection is gone for good, and sends nothing more', async () => {
    const logger = createLogger({ level: 'silent', name: 'test' });
    const other = await openNatsLink({
      ...{ url: nats.url, authority: undefined, kind: 'hub', name: 'hub', clock: systemClock, logger },
    });
    const { send, heard } = messenger(other);
    await other[Symbol.asyncDispose]();
    await until(() => heard.includes('lost'));
    expect(send('deaf', 'x')).toBeUndefined();
  });
});

describe('the hub’s link to NATS, when the server goes and comes', () => {
  it('says so at once, and counts as there again only after what had to be done is done', async () => {
    let release = () => {};
    let begun = false;
    const { send, heard } = messenger();
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
    expect(send('nobody', 'x')).toBeUndefined();
    nats = await start(nats.port);
    await until(() => begun);
    expect(link.connected()).toBe(false);
    expect(send('nobody', 'x')).toBeUndefined();
    release();
    await until(() => link.connected());
    const token = send('nobody', 'x');
    await until(() => heard.length > 0);
    expect(heard).toEqual([`${token} nobody`]);
  });
});
