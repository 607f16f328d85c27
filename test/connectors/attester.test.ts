import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../connectors/agent/admission.ts';
import {
  type Attestation,
  Attester,
  attestationCheck,
  endOfTurn,
  keyFinder,
  maxTreeSize,
  withinMs,
} from '../../connectors/protocol/index.ts';
import { sha256 } from '../../kernel/index.ts';
import { newKey } from './sample.ts';

const key = newKey('police-1');
const digestOf = (n: number) => sha256(`message ${n}`);
/** Never by itself: whoever is attested was so for another reason. */
const never = () => () => {};

function attesterOf(schedule: (flush: () => void) => () => void) {
  const attester = new Attester({ typ: 'hufu-answer', key: () => key.signing, schedule });
  const attested: { n: number; attestation: Attestation }[] = [];
  const add = (n: number) =>
    attester.add(digestOf(n), {
      attested: (attestation) => attested.push({ n, attestation }),
      failed: (error) => {
        throw error;
      },
    });
  return { attester, attested, add };
}
const rootsOf = (attested: readonly { attestation: Attestation }[]) =>
  new Set(attested.map(({ attestation }) => attestation.root)).size;

describe('messages that leave', () => {
  it('in one turn are attested at its end, by one signature, each with its own path', async () => {
    const { add, attested } = attesterOf(endOfTurn);
    for (let n = 0; n < 9; n += 1) add(n);
    expect(attested).toEqual([]);
    await nextTurn();
    expect(attested.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(rootsOf(attested)).toBe(1);
    const checking = attestationCheck({ typ: 'hufu-answer', keyOf: keyFinder([key.verification]) });
    for (const { n, attestation } of attested)
      expect(checking.verify({ digest: digestOf(n), ...attestation })).toEqual({ ok: true, kid: 'police-1' });
  });

  it('in turns of their own do not wait for each other', async () => {
    const { add, attested } = attesterOf(endOfTurn);
    add(0);
    await nextTurn();
    expect(attested).toHaveLength(1);
    add(1);
    await nextTurn();
    expect(rootsOf(attested)).toBe(2);
    expect(attested[1]?.attestation.path).toBe('0:');
  });

  it('within a time are attested when it is over, though nobody says so', async () => {
    const { add, attested } = attesterOf(withinMs(2));
    add(0);
    add(1);
    await expect.poll(() => attested.length).toBe(2);
    expect(rootsOf(attested)).toBe(1);
  });

  it('do not wait once there are as many as a tree holds', () => {
    const { add, attested } = attesterOf(never);
    for (let n = 0; n < maxTreeSize + 3; n += 1) add(n);
    expect(attested).toHaveLength(maxTreeSize);
    expect(rootsOf(attested)).toBe(1);
  });

  it('do not wait once nothing else is in hand: an order alone is answered at once, two together by one signature', async () => {
    const { attester, add, attested } = attesterOf(never);
    const admission = new Admission({ concurrency: 2, waiting: 9 }, () => attester.flush());
    admission.admit(async () => add(0));
    await nextTurn();
    expect(attested.map(({ n }) => n)).toEqual([0]);
    let second = () => {};
    admission.admit(async () => add(1));
    admission.admit(async () => {
      await new Promise<void>((resolve) => {
        second = resolve;
      });
      add(2);
    });
    await nextTurn();
    expect(attested.map(({ n }) => n)).toEqual([0]);
    second();
    await admission.idle();
    expect(attested.map(({ n }) => n)).toEqual([0, 1, 2]);
    expect(rootsOf(attested)).toBe(2);
  });

  it('are told when they could not be signed, and the next are signed again', async () => {
    let broken = true;
    const attester = new Attester({
      typ: 'hufu-order',
      key: () => {
        if (broken) throw new Error('no key');
        return key.signing;
      },
      schedule: endOfTurn,
    });
    const add = (n: number) =>
      new Promise<Attestation>((attested, failed) => attester.add(digestOf(n), { attested, failed }));
    const first = Promise.allSettled([add(0), add(1)]);
    expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect((await add(2)).path).toBe('0:');
  });
});
