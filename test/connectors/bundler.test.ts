import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../connectors/agent/admission.ts';
import {
  Bundler,
  bundleFrameBytes,
  endOfTurn,
  keyFinder,
  maxBundleMembers,
  type OutgoingMember,
  proveBundle,
  readBundle,
  type Schedule,
  withinMs,
} from '../../connectors/protocol/index.ts';
import { sha256 } from '../../kernel/index.ts';
import { newKey } from './sample.ts';

const key = newKey('police-1');
/** Never by itself: what left did so for another reason. */
const never: Schedule = () => () => {};
const member = (text: string): OutgoingMember => {
  const body = Buffer.from(text);
  return { label: Buffer.from('label'), body, digest: sha256(body) };
};

/** What left, bundle by bundle; every one is proved. */
function bundlerOf(schedule: Schedule, maxBytes = 1_000_000) {
  const left: string[][] = [];
  const bundler = new Bundler({
    typ: 'hufu-answer',
    key: () => key.signing,
    schedule,
    maxBytes: () => maxBytes,
    send(bytes, members) {
      const read = readBundle(bytes);
      if (!read.ok) throw new Error(read.code);
      const { bundle } = read;
      const proved = proveBundle({ typ: 'hufu-answer', bundle, keyOf: keyFinder([key.verification]) });
      expect(proved.ok && proved.digests).toEqual(members.map(({ digest }) => digest));
      left.push(bundle.members.map(({ body }) => body.toString()));
    },
    failed(error) {
      throw error;
    },
  });
  return { bundler, left, add: (text: string) => bundler.add(member(text)) };
}

describe('messages that leave', () => {
  it('in one turn leave at its end in one bundle, in their order', async () => {
    const { add, left } = bundlerOf(endOfTurn);
    for (const text of ['a', 'b', 'c']) add(text);
    expect(left).toEqual([]);
    await nextTurn();
    expect(left).toEqual([['a', 'b', 'c']]);
  });

  it('in turns of their own do not wait for each other', async () => {
    const { add, left } = bundlerOf(endOfTurn);
    add('a');
    await nextTurn();
    expect(left).toHaveLength(1);
    add('b');
    await nextTurn();
    expect(left).toEqual([['a'], ['b']]);
  });

  it('within a time leave when it is over, though nobody says so', async () => {
    const { add, left } = bundlerOf(withinMs(2));
    add('a');
    add('b');
    await expect.poll(() => left).toEqual([['a', 'b']]);
  });

  it('do not wait once there are as many as a bundle holds', () => {
    const { add, left } = bundlerOf(never);
    for (let n = 0; n < maxBundleMembers + 3; n += 1) add(`${n}`);
    expect(left.map(({ length }) => length)).toEqual([maxBundleMembers]);
  });

  it('leave in several bundles when one would be larger than a message may be', () => {
    const { add, left, bundler } = bundlerOf(never, bundleFrameBytes + 100);
    for (const text of ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40), 'd'.repeat(500), 'e']) add(text);
    bundler.leave();
    expect(left.map((bundle) => bundle.map((text) => `${text[0]}${text.length}`))).toEqual([
      ['a40', 'b40'],
      ['c40'],
      // Too large by itself: it is for the server to say so.
      ['d500'],
      ['e1'],
    ]);
  });

  it('do not wait once nothing else is in hand: one alone leaves at once, two together in one bundle', async () => {
    const { bundler, add, left } = bundlerOf(never);
    const admission = new Admission({ concurrency: 2, waiting: 9 }, () => bundler.leave());
    admission.admit(async () => add('a'));
    await nextTurn();
    expect(left).toEqual([['a']]);
    let second = () => {};
    admission.admit(async () => add('b'));
    admission.admit(async () => {
      await new Promise<void>((resolve) => {
        second = resolve;
      });
      add('c');
    });
    await nextTurn();
    expect(left).toEqual([['a']]);
    second();
    await admission.idle();
    expect(left).toEqual([['a'], ['b', 'c']]);
  });

  it('are given back when they could not be signed, and the next are signed again', () => {
    let broken = true;
    const lost: string[] = [];
    const sent: number[] = [];
    const bundler = new Bundler({
      typ: 'hufu-order',
      key: () => {
        if (broken) throw new Error('no key');
        return key.signing;
      },
      schedule: never,
      maxBytes: () => 1_000_000,
      send: (_bytes, members) => sent.push(members.length),
      failed: (error, members) => lost.push(`${error}`, ...members.map(({ body }) => body.toString())),
    });
    for (const text of ['a', 'b']) bundler.add(member(text));
    bundler.leave();
    expect(lost).toEqual(['Error: no key', 'a', 'b']);
    broken = false;
    bundler.add(member('c'));
    bundler.leave();
    expect(sent).toEqual([1]);
  });
});
