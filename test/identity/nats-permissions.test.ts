import { type NatsConnection, StringCodec } from 'nats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNatsAuthority, natsAuthorityToJson, parseNatsAuthority } from '../../identity/nats/authority.ts';
import { signClaims } from '../../identity/nats/claims.ts';
import { newNatsKey } from '../../identity/nats/keys.ts';
import { hubInbox, ordersInBundle } from '../../identity/nats/subjects.ts';
import { issueNatsUser } from '../../identity/nats/user-credentials.ts';
import { systemClock } from '../../kernel/index.ts';
import { connectorUser, hubUser, operatorServer, type RestartableServer } from './nats-operator-server.ts';

const authority = createNatsAuthority({ clock: systemClock });
const text = StringCodec();
const order = 'hufu.query.police.population.resident';
let server: RestartableServer;
let hub: NatsConnection;
let police: NatsConnection;
let market: NatsConnection;
/** May do everything, to show that a message which does not arrive was stopped by a permission. */
let anyone: NatsConnection;

beforeAll(async () => {
  server = await operatorServer(authority);
  hub = await server.connect(hubUser(authority));
  police = await server.connect(connectorUser(authority, 'police', 'police-connector'));
  market = await server.connect(connectorUser(authority, 'market', 'market-connector'));
  anyone = await handWritten({ pub: { allow: ['>'] }, sub: { allow: ['>'] } });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Code of the server's refusal, or undefined. The server answers SUB before the PING that follows it. */
async function subscribing(connection: NatsConnection, subject: string, queue?: string): Promise<string | undefined> {
  let refusal: string | undefined;
  const subscription = connection.subscribe(subject, {
    ...(queue === undefined ? {} : { queue }),
    callback: (error) => {
      refusal ??= error?.code;
    },
  });
  await connection.flush();
  subscription.unsubscribe();
  return refusal;
}

/** What reaches a listener who may hear everything there is to hear on the subject. */
async function heard(options: {
  by: NatsConnection;
  on: string;
  queue?: string;
  from: NatsConnection;
  reply?: string;
}) {
  const messages: string[] = [];
  const subscription = options.by.subscribe(options.on, {
    ...(options.queue === undefined ? {} : { queue: options.queue }),
    callback: (error, message) => messages.push(error?.code ?? message.string()),
  });
  await options.by.flush();
  options.from.publish(options.on, text.encode('hello'), options.reply === undefined ? {} : { reply: options.reply });
  await options.from.flush();
  await options.by.flush();
  subscription.unsubscribe();
  return messages;
}

/** A user whose claims are written by hand: what somebody might get signed by mistake. */
async function handWritten(claims: Record<string, unknown>, signer = authority.signer): Promise<NatsConnection> {
  const key = newNatsKey('U');
  const limits = { subs: -1, data: -1, payload: -1 };
  const jwt = signClaims({
    signer,
    subject: key.publicKey,
    name: 'by hand',
    issuedAt: new Date(),
    nats: { type: 'user', version: 2, issuer_account: authority.account, ...limits, ...claims },
  });
  const creds = `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${key.seed()}\n------END USER NKEY SEED------\n`;
  return await server.connect({ creds, inboxPrefix: hubInbox });
}

describe('a connector', () => {
  it('takes its organisation’s orders in the queue group and answers the hub', async () => {
    const orders = police.subscribe('hufu.query.police.>', {
      queue: 'connectors',
      callback: (_, message) => message.respond(text.encode(`answer to ${message.string()}`)),
    });
    await police.flush();
    const answer = await hub.request(order, text.encode('order'), { timeout: 5_000 });
    expect(answer.string()).toBe('answer to order');
    orders.unsubscribe();
  });

  it('may listen on its own inbox and on one resource’s orders', async () => {
    expect(await subscribing(police, '_INBOX_police_police-connector.one.two')).toBeUndefined();
    expect(await subscribing(police, order, 'connectors')).toBeUndefined();
  });

  it.each([
    ['its own orders outside the queue group', 'hufu.query.police.>', undefined],
    ['one resource outside the queue group', order, undefined],
    ['its own orders in a queue group of its own', 'hufu.query.police.>', 'eavesdroppers'],
    ['another organisation’s orders', 'hufu.query.market.>', 'connectors'],
    ['one resource of another organisation', 'hufu.query.market.company', 'connectors'],
    ['everybody’s orders', 'hufu.query.>', 'connectors'],
    ['everybody’s orders by the other wildcard', 'hufu.query.*.>', 'connectors'],
    ['the whole exchange', 'hufu.>', 'connectors'],
    ['the whole account', '>', undefined],
    ['the hub’s inboxes', '_INBOX_hub.>', undefined],
    ['another connector’s inbox', '_INBOX_market_market-connector.>', undefined],
    ['the inbox of its sibling', '_INBOX_police_police-second.>', undefined],
    ['inboxes of the usual prefix', '_INBOX.>', undefined],
    ['what others ask of the hub', 'hufu.hub.keys', undefined],
    ['other connectors’ health', 'hufu.health.>', undefined],
    ['JetStream', '$JS.>', undefined],
    ['the server’s own events', '$SYS.>', undefined],
  ])('may not listen to %s', async (_, subject, queue) => {
    expect(await subscribing(police, subject, queue)).toBe('PERMISSIONS_VIOLATION');
  });

  it('reports its own health', async () => {
    expect(await heard({ by: hub, on: 'hufu.health.police.police-connector', from: police })).toEqual(['hello']);
  });

  it.each([
    ['an order to its own organisation', order],
    ['an order to another', 'hufu.query.market.company'],
    ['the health of another organisation’s connector', 'hufu.health.market.market-connector'],
    ['the health of its sibling', 'hufu.health.police.police-second'],
    ['a subject of the hub that is not for connectors', 'hufu.hub.other'],
    ['an answer nobody asked for', '_INBOX_hub.one.two'],
  ])('may not publish %s', async (_, subject) => {
    expect(await heard({ by: hub, on: subject, from: anyone })).toEqual(['hello']);
    expect(await heard({ by: hub, on: subject, from: police })).toEqual([]);
  });

  it('answers a message as often as it may hold orders, and has no way into the inbox besides or afterwards', async () => {
    const answers: string[] = [];
    const inbox = hub.subscribe('_INBOX_hub.bundle.*', { callback: (_, message) => answers.push(message.string()) });
    let done = () => {};
    const all = new Promise<void>((resolve) => {
      done = resolve;
    });
    const orders = police.subscribe('hufu.query.police.>', {
      queue: 'connectors',
      callback: (_, message) => {
        police.publish('_INBOX_hub.bundle.neighbour', text.encode('to a neighbour'));
        for (let n = 1; n <= ordersInBundle + 1; n += 1) message.respond(text.encode(`${n}`));
        done();
      },
    });
    await police.flush();
    hub.publish(order, text.encode('orders'), { reply: '_INBOX_hub.bundle.asked' });
    await all;
    await police.flush();
    await hub.flush();
    expect(answers).toEqual(Array.from({ length: ordersInBundle }, (_, n) => `${n + 1}`));
    inbox.unsubscribe();
    orders.unsubscribe();
  });

  it('shares its organisation’s orders with its siblings: each order goes to one of them', async () => {
    const sibling = await server.connect(connectorUser(authority, 'police', 'police-second'));
    const taken = new Map<NatsConnection, string[]>();
    for (const connection of [police, sibling]) {
      taken.set(connection, []);
      connection.subscribe('hufu.query.police.>', {
        queue: 'connectors',
        callback: (_, message) => {
          taken.get(connection)?.push(message.string());
          message.respond(message.data);
        },
      });
      await connection.flush();
    }
    const orders = Array.from({ length: 60 }, (_, number) => `order ${number}`);
    const answers = await Promise.all(
      orders.map(async (body) => (await hub.request(order, text.encode(body), { timeout: 5_000 })).string()),
    );
    expect(answers).toEqual(orders);
    const shares = [...taken.values()];
    expect(shares.flat().sort()).toEqual([...orders].sort());
    for (const share of shares) expect(share.length).toBeGreaterThan(0);
    await sibling.close();
  });

  it.each(['hufu.hub.keys', 'hufu.hub.schema'])('asks the hub at %s and is answered once', async (subject) => {
    const service = hub.subscribe(subject, {
      callback: (_, message) => {
        message.respond(text.encode('answer'));
        message.respond(text.encode('second answer'));
      },
    });
    await hub.flush();
    const answer = await market.request(subject, text.encode('question'), { timeout: 5_000 });
    expect(answer.string()).toBe('answer');
    service.unsubscribe();
  });

  it('is spoken to by the hub in answer to a question only', async () => {
    const on = '_INBOX_police_police-connector.unasked';
    expect(await heard({ by: police, on, from: anyone })).toEqual(['hello']);
    expect(await heard({ by: police, on, from: hub })).toEqual([]);
  });

  it('has room for hundreds of subscriptions and not for any number', async () => {
    const greedy = await server.connect(connectorUser(authority, 'civil', 'civil-greedy'));
    const errors: unknown[] = [];
    void (async () => {
      for await (const status of greedy.status()) if (status.type === 'error') errors.push(status.data);
    })();
    for (let number = 0; number < 512; number += 1) greedy.subscribe(`_INBOX_civil_civil-greedy.${number}`);
    await greedy.flush();
    expect(errors).toEqual([]);
    greedy.subscribe('_INBOX_civil_civil-greedy.one-too-many');
    await expect.poll(() => errors.length).toBeGreaterThan(0);
  });
});

describe('a credential', () => {
  const user = { kind: 'hub' } as const;

  it('opens nothing after its expiry', async () => {
    const clock = { now: () => new Date('2026-01-01T00:00:00Z') };
    const { creds } = issueNatsUser({ authority, clock, user, expiresAt: new Date('2026-01-01T01:00:00Z') });
    await expect(server.connect({ creds, inboxPrefix: hubInbox })).rejects.toMatchObject({
      code: 'AUTHORIZATION_VIOLATION',
    });
  });

  it('cuts a connection off when it expires', async () => {
    const soon = new Date(Date.now() + 2_000);
    const { creds } = issueNatsUser({ authority, clock: systemClock, user, expiresAt: soon });
    const connection = await server.connect({ creds, inboxPrefix: hubInbox });
    expect(await connection.closed()).toBeInstanceOf(Error);
  });

  it('is read anew at each attempt, so one renewed in time outlives the expiry of the one before', async () => {
    let issued = 0;
    const renewed = () => {
      issued += 1;
      const expiresAt = issued === 1 ? new Date(Date.now() + 2_000) : undefined;
      return issueNatsUser({ authority, clock: systemClock, user, expiresAt }).creds;
    };
    const connection = await server.connect({ creds: renewed, inboxPrefix: hubInbox });
    for await (const status of connection.status()) if (status.type === 'reconnect') break;
    expect(issued).toBe(2);
    expect(await heard({ by: connection, on: 'hufu.hub.renewed', from: hub })).toEqual(['hello']);
  });

  it('of another operator opens nothing', async () => {
    const stranger = createNatsAuthority({ clock: systemClock });
    const { creds } = issueNatsUser({ authority: stranger, clock: systemClock, user });
    const impostor = issueNatsUser({
      authority: { ...stranger, account: authority.account },
      clock: systemClock,
      user,
    });
    for (const credential of [creds, impostor.creds]) {
      await expect(server.connect({ creds: credential, inboxPrefix: hubInbox })).rejects.toMatchObject({
        code: 'AUTHORIZATION_VIOLATION',
      });
    }
    await expect(server.connect({ inboxPrefix: hubInbox })).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
  });

  it('issued with the signing key alone opens what it says', async () => {
    const { v, account, signingSeed } = natsAuthorityToJson(authority);
    const elsewhere = parseNatsAuthority({ v, account, signingSeed });
    const connection = await server.connect(connectorUser(elsewhere, 'natural', 'natural-connector'));
    expect(await heard({ by: hub, on: 'hufu.health.natural.natural-connector', from: connection })).toEqual(['hello']);
    expect(await subscribing(connection, 'hufu.query.police.>', 'connectors')).toBe('PERMISSIONS_VIOLATION');
  });

  it('issued with the account’s own key, where an operator handed that out, opens what it says', async () => {
    const accountKey = newNatsKey('A');
    const handedOut = { v: 1, account: accountKey.publicKey, signingSeed: accountKey.seed() };
    const theirs = { ...parseNatsAuthority(handedOut), operator: authority.operator };
    await using other = await operatorServer(theirs);
    const connection = await other.connect(connectorUser(parseNatsAuthority(handedOut), 'police', 'police-connector'));
    expect(await subscribing(connection, 'hufu.query.police.>', 'connectors')).toBeUndefined();
    expect(await subscribing(connection, 'hufu.query.market.>', 'connectors')).toBe('PERMISSIONS_VIOLATION');
  });

  it('that names no permissions has none', async () => {
    const nobody = await handWritten({});
    expect(await subscribing(nobody, 'hufu.query.police.>', 'connectors')).toBe('PERMISSIONS_VIOLATION');
    expect(await heard({ by: hub, on: order, from: nobody })).toEqual([]);
  });

  it('that needs no private key is refused', async () => {
    await expect(handWritten({ bearer_token: true })).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
  });
});

describe('the account', () => {
  it('has JetStream for those who are let in', async () => {
    const feeds = await handWritten({ pub: { allow: ['$JS.API.>'] }, sub: { allow: [`${hubInbox}.>`] } });
    const manager = await feeds.jetstreamManager();
    const stream = await manager.streams.add({ name: 'feed', subjects: ['hufu.feed.>'] });
    expect(stream.config.name).toBe('feed');
  });
});

describe('the hub’s user of the system account', () => {
  it('sees connectors come and go, and nothing else of the server', async () => {
    const system = await server.connect(hubUser(authority, 'hub-system'));
    const seen: string[] = [];
    for (const event of ['CONNECT', 'DISCONNECT']) {
      system.subscribe(`$SYS.ACCOUNT.${authority.account}.${event}`, {
        callback: (_, message) =>
          seen.push(`${event} ${message.json<{ client: { nameTag?: string; user: string } }>().client.user}`),
      });
    }
    await system.flush();
    const user = connectorUser(authority, 'civil', 'civil-agent');
    const connection = await server.connect(user);
    await expect.poll(() => seen).toEqual([`CONNECT ${user.publicKey}`]);
    await connection.close();
    await expect.poll(() => seen).toEqual([`CONNECT ${user.publicKey}`, `DISCONNECT ${user.publicKey}`]);
    expect(await subscribing(system, '$SYS.>')).toBe('PERMISSIONS_VIOLATION');
    expect(await subscribing(system, 'hufu.>')).toBe('PERMISSIONS_VIOLATION');
    await expect(system.request('$SYS.REQ.CLAIMS.DELETE', 'x', { timeout: 5_000 })).rejects.toMatchObject({
      code: 'PERMISSIONS_VIOLATION',
    });
  });
});
