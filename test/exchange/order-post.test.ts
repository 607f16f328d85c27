import { setTimeout as wait } from 'node:timers/promises';
import { connect, type Msg, type NatsConnection } from 'nats';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkProof,
  keyFinder,
  maxBundleBytes,
  proveBundle,
  readBundle,
  type Schedule,
  type SigningKey,
  type VerificationKey,
  writeBundle,
} from '../../connectors/protocol/index.ts';
import { natsMessenger } from '../../exchange/broker/messenger.ts';
import { OrderPost, type Reply } from '../../exchange/broker/order-post.ts';
import { sha256 } from '../../kernel/index.ts';
import { newKey } from '../connectors/sample.ts';
import { testNatsUrl } from '../support/nats.ts';

const hub = newKey('hub-1', 'EdDSA');
const police = newKey('police-1', 'EdDSA');
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
let connection: NatsConnection;
let agent: NatsConnection;
let subject: string;
let count = 0;

beforeAll(async () => {
  connection = await connect({ servers: testNatsUrl(), inboxPrefix: '_INBOX_hub' });
  agent = await connect({ servers: testNatsUrl() });
});
afterAll(async () => {
  await connection.close();
  await agent.close();
});
beforeEach(() => {
  connected = true;
  count += 1;
  subject = `order-post.${count}`;
});

let connected = true;
const trusted = new Map<string, VerificationKey>([['police-1', police.verification]]);
function openPost(options: { key?: () => SigningKey; timeoutMs?: number; pace?: Schedule } = {}) {
  const { key = () => hub.signing, timeoutMs = 5_000, pace } = options;
  return new OrderPost({
    messenger: natsMessenger({ connection, connected: () => connected }),
    keyOf: (kid) => trusted.get(kid),
    ...{ key, timeoutMs, pace },
  });
}
const send = (post: OrderPost, text: string) => {
  const body = Buffer.from(text);
  return post.send({ subject, body, digest: sha256(body), traceparent });
};

/** What came to the agent: bundles of orders that are the hub's, as their texts. */
async function listen(answer: (message: Msg, texts: string[]) => void) {
  const came: string[][] = [];
  const subscription = agent.subscribe(subject, {
    callback: (_error, message) => {
      const read = readBundle(message.data);
      if (!read.ok) throw new Error(read.code);
      const { bundle } = read;
      const proved = proveBundle({ typ: 'hufu-order', bundle, keyOf: keyFinder([hub.verification]) });
      expect(proved.ok).toBe(true);
      expect(bundle.members.map(({ label }) => label.toString())).toEqual(bundle.members.map(() => traceparent));
      const texts = bundle.members.map(({ body }) => body.toString());
      came.push(texts);
      answer(message, texts);
    },
  });
  await agent.flush();
  return { came, [Symbol.dispose]: () => subscription.unsubscribe() };
}
/** Answers to the orders of these texts. */
const bundleOf = (texts: readonly string[], key: SigningKey = police.signing) =>
  writeBundle({
    typ: 'hufu-answer',
    key,
    members: texts.map((text) => {
      const body = Buffer.from(`answer to ${text}`);
      return { label: text === 'all' ? Buffer.alloc(0) : sha256(text), body, digest: sha256(body) };
    }),
  });
const textOf = (reply: Reply) => {
  if (reply.outcome === 'unproved') return reply.fault;
  return reply.outcome === 'replied' ? Buffer.from(reply.answer.body).toString() : reply.outcome;
};
const texts = async (replies: readonly Promise<Reply>[]) => (await Promise.all(replies)).map(textOf);

describe('orders', () => {
  it('of one turn leave in one message, and each gets its answer, attested and with what proves it', async () => {
    using heard = await listen((message, all) => message.respond(bundleOf(all.toReversed())));
    const post = openPost();
    const replies = await Promise.all(['a', 'b', 'c'].map((text) => send(post, text)));
    expect(heard.came).toEqual([['a', 'b', 'c']]);
    expect(replies.map(textOf)).toEqual(['answer to a', 'answer to b', 'answer to c']);
    for (const [index, reply] of replies.entries()) {
      if (reply.outcome !== 'replied') throw new Error(reply.outcome);
      const { kid, digest, orderDigest, proof } = reply.answer;
      expect([kid, orderDigest]).toEqual(['police-1', sha256('abc'[index]!).toString('base64url')]);
      expect(digest).toEqual(sha256(textOf(reply)));
      const keyOf = keyFinder([police.verification]);
      expect(checkProof({ typ: 'hufu-answer', digest, keyOf, ...proof() })).toEqual({ ok: true, kid: 'police-1' });
      expect(proof().path).toMatch(new RegExp(`^${2 - index}:`));
    }
  });

  it('alone leave alone; while one is on its way the next ones wait for each other', async () => {
    const held: Msg[] = [];
    using heard = await listen((message, all) =>
      all[0] === 'a' ? held.push(message) : message.respond(bundleOf(all)),
    );
    let leave = () => {};
    const pace: Schedule = (flush) => {
      leave = flush;
      return () => {};
    };
    const post = openPost({ pace });
    const first = send(post, 'a');
    while (held.length === 0) await wait(1);
    const second = send(post, 'b');
    await new Promise(setImmediate);
    const third = send(post, 'c');
    leave();
    expect(await texts([second, third])).toEqual(['answer to b', 'answer to c']);
    held[0]?.respond(bundleOf(['a']));
    expect(await texts([first])).toEqual(['answer to a']);
    expect(heard.came).toEqual([['a'], ['b', 'c']]);
    // Nothing is on its way any more, so the next one leaves by itself, and what comes a turn later is too late for it.
    const fourth = send(post, 'd');
    await new Promise(setImmediate);
    const fifth = send(post, 'e');
    leave();
    await texts([fourth, fifth]);
    expect(heard.came.slice(2)).toEqual([['d'], ['e']]);
  });

  it('are answered as answers are ready, also together with those of another bundle, by the way of either', async () => {
    const held: Msg[] = [];
    using _heard = await listen((message) => held.push(message));
    const post = openPost();
    const replies = ['a', 'b'].map((text) => send(post, text));
    while (held.length < 1) await wait(1);
    replies.push(send(post, 'c'));
    while (held.length < 2) await wait(1);
    held[0]?.respond(bundleOf(['b']));
    expect(await texts([replies[1]!])).toEqual(['answer to b']);
    held[1]?.respond(bundleOf(['c', 'a']));
    expect(await texts(replies)).toEqual(['answer to a', 'answer to b', 'answer to c']);
  });

  it('have one reply each: a second one, and one to no order, change nothing', async () => {
    using _heard = await listen((message, all) => {
      message.respond(bundleOf(['another', ...all, ...all]));
      message.respond(bundleOf(all));
    });
    // None leaves that waits for another to come back, so these leave only when nothing counts as on its way.
    const post = openPost({ pace: () => () => {} });
    for (const text of ['a', 'b', 'c']) expect(await texts([send(post, text)])).toEqual([`answer to ${text}`]);
  });

  it('leave in several messages when one would be too large', async () => {
    using heard = await listen((message, all) => message.respond(bundleOf(all)));
    const post = openPost();
    const large = ['a', 'b', 'c'].map((text) => text.repeat(maxBundleBytes * 0.4));
    const replies = await texts(large.map((text) => send(post, text)));
    expect(replies.map((text) => text[text.length - 1])).toEqual(['a', 'b', 'c']);
    expect(heard.came.map((all) => all.map((text) => text[0]))).toEqual([['a', 'b'], ['c']]);
  });

  it('that cannot be signed are given back, and the next leave', async () => {
    using _heard = await listen((message, all) => message.respond(bundleOf(all)));
    let broken = true;
    const post = openPost({
      key: () => {
        if (broken) throw new Error('no key');
        return hub.signing;
      },
    });
    await expect(send(post, 'a')).rejects.toThrow('no key');
    broken = false;
    expect(await texts([send(post, 'b')])).toEqual(['answer to b']);
  });
});

describe('orders without an answer', () => {
  it('for which nobody listens are all told so', async () => {
    const post = openPost();
    expect(await texts(['a', 'b'].map((text) => send(post, text)))).toEqual(['nobody', 'nobody']);
  });

  it('have their time each by itself: those of the bundle that were answered are', async () => {
    let held: Msg | undefined;
    using _heard = await listen((message) => {
      held = message;
      message.respond(bundleOf(['b']));
    });
    const post = openPost({ timeoutMs: 1_500 });
    expect(await texts(['a', 'b'].map((text) => send(post, text)))).toEqual(['timeout', 'answer to b']);
    // Too late for one, and in time for another by the same way.
    using _other = await listen((_message, [text = '']) => held?.respond(bundleOf(['a', text])));
    expect(await texts([send(post, 'd')])).toEqual(['answer to d']);
  });

  it('are told that there is no connection, before and after they have left', async () => {
    using _heard = await listen(() => {
      connected = false;
    });
    const post = openPost({ timeoutMs: 50 });
    expect(await texts([send(post, 'a')])).toEqual(['disconnected']);
    expect(await texts([send(post, 'b')])).toEqual(['disconnected']);
    connected = true;
    const leaving = send(post, 'c');
    connected = false;
    expect(await texts([leaving])).toEqual(['disconnected']);
    connected = true;
    const other = await connect({ servers: testNatsUrl(), inboxPrefix: '_INBOX_hub' });
    using _deaf = await listen(() => void other.close());
    const messenger = natsMessenger({ connection: other, connected: () => !other.isClosed() });
    const lost = new OrderPost({ messenger, key: () => hub.signing, keyOf: () => undefined, timeoutMs: 60_000 });
    expect(await texts([send(lost, 'd'), send(lost, 'e')])).toEqual(['disconnected', 'disconnected']);
  });
});

describe('answers that cannot be believed', () => {
  const changed = (bundle: Buffer) => {
    bundle[bundle.length - 1]! ^= 1;
    return bundle;
  };

  it.each<[string, string, (all: string[]) => Buffer]>([
    ['nobody we know has signed', 'KEY_UNKNOWN', (all) => bundleOf(all, newKey('stranger').signing)],
    ['was changed on the way', 'NOT_UNDER_ROOT', (all) => changed(bundleOf(all))],
    ['is garbage', 'BUNDLE_MALFORMED', () => Buffer.from('garbage')],
    ['is cut off', 'BUNDLE_MALFORMED', (all) => bundleOf(all).subarray(0, -1)],
    ['has bytes left over', 'BUNDLE_MALFORMED', (all) => Buffer.concat([bundleOf(all), Buffer.from('x')])],
    ['speaks of the whole bundle, changed', 'NOT_UNDER_ROOT', () => changed(bundleOf(['all']))],
  ])('are told to each order of theirs when their bundle %s', async (_what, fault, answer) => {
    const post = openPost();
    using _heard = await listen((message, all) => message.respond(answer(all)));
    expect(await texts(['a', 'b'].map((text) => send(post, text)))).toEqual([fault, fault]);
  });

  it('are told so when their bundle is too large, should a server take it', async () => {
    const post = openPost();
    let reply = '';
    using _heard = await listen((message) => {
      reply = message.reply ?? '';
    });
    const pending = send(post, 'a');
    while (reply === '') await wait(1);
    post.replied(reply.slice(reply.lastIndexOf('.') + 1), Buffer.concat([bundleOf(['a'])], maxBundleBytes + 1));
    expect(await texts([pending])).toEqual(['BUNDLE_TOO_LARGE']);
  });

  it('say nothing of orders that they do not name', async () => {
    const held: Msg[] = [];
    using _heard = await listen((message) => held.push(message));
    const post = openPost();
    const replies = ['a', 'b'].map((text) => send(post, text));
    while (held.length === 0) await wait(1);
    held[0]?.respond(bundleOf(['a'], newKey('stranger').signing));
    expect(await texts([replies[0]!])).toEqual(['KEY_UNKNOWN']);
    held[0]?.respond(bundleOf(['b']));
    expect(await texts(replies)).toEqual(['KEY_UNKNOWN', 'answer to b']);
  });

  it('are not believed from a key that is revoked', async () => {
    using _heard = await listen((message, all) => message.respond(bundleOf(all)));
    const post = openPost();
    expect(await texts([send(post, 'a')])).toEqual(['answer to a']);
    trusted.delete('police-1');
    expect(await texts([send(post, 'b')])).toEqual(['KEY_UNKNOWN']);
    trusted.set('police-1', police.verification);
  });
});

describe('an answer to a whole bundle', () => {
  it('is one to each order of it, and has to name the bundle as it was sent', async () => {
    let sent: Uint8Array | undefined;
    using _heard = await listen((message) => {
      sent = message.data;
      message.respond(bundleOf(['all']));
    });
    const post = openPost();
    for (const reply of await Promise.all(['a', 'b'].map((text) => send(post, text)))) {
      if (reply.outcome !== 'replied') throw new Error(reply.outcome);
      expect(reply.answer.orderDigest).toBe(sha256(sent!).toString('base64url'));
      expect(textOf(reply)).toBe('answer to all');
    }
  });
});
