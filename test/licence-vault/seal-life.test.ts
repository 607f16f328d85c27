import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import {
  allowedEvents,
  next,
  type SealEvent,
  type SealState,
  sealEvents,
  sealStates,
} from '../../licence-vault/seal/registry/seal-life.ts';

const applicant = 'officer:a';
const facts = { actor: 'officer:b', applicant, reason: '机构调整' };
const events = Object.keys(sealEvents) as SealEvent[];
const states = Object.keys(sealStates) as SealState[];

/** The whole life, written down a second time: from, event, to. */
const life: readonly (readonly [SealState | undefined, SealEvent, SealState])[] = [
  [undefined, 'apply', 'applied'],
  ['applied', 'approve', 'approved'],
  ['applied', 'reject', 'rejected'],
  ['applied', 'withdraw', 'withdrawn'],
  ['approved', 'make', 'active'],
  ['approved', 'reject', 'rejected'],
  ['active', 'stop', 'stopped'],
  ['active', 'revoke', 'revoked'],
  ['stopped', 'start', 'active'],
  ['stopped', 'revoke', 'revoked'],
];

describe('the life of a seal', () => {
  it.each([undefined, ...states])('from %s knows these steps and no others', (state) => {
    for (const event of events) {
      const step = life.find(([from, name]) => from === state && name === event);
      const to = next(state, event, facts);
      if (step !== undefined) expect(to).toBe(step[2]);
      else expect(to).toMatchObject({ code: 'SEAL_STEP_NOT_ALLOWED' });
      expect(allowedEvents(state).includes(event)).toBe(step !== undefined);
    }
  });

  it('takes two people: who applied does not approve', () => {
    expect(next('applied', 'approve', { ...facts, actor: applicant })).toMatchObject({
      code: 'SECOND_PERSON_REQUIRED',
    });
  });

  it.each(['reject', 'stop', 'start', 'revoke'] as const)('needs a reason to %s', (event) => {
    const from = life.find(([, name]) => name === event)![0];
    for (const reason of [undefined, '', '  ']) {
      const problem = next(from, event, { ...facts, reason });
      expect(problem).toMatchObject({ code: 'SEAL_REASON_MISSING', errors: [{ pointer: '/reason' }] });
    }
  });

  it('says what a seal that cannot take a step can take', () => {
    const problem = next('active', 'approve', facts);
    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).texts('zh').detail).toContain('可办理：停用、撤销');
    expect((next('revoked', 'start', facts) as Problem).texts('en').detail).toContain('it can: none');
  });

  it('never leaves an end, and is active only after approval by another and making', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ event: fc.constantFrom(...events), actor: fc.constantFrom('officer:a', 'officer:b') })),
        (steps) => {
          let state: SealState | undefined;
          const done: string[] = [];
          for (const { event, actor } of steps) {
            const to = next(state, event, { actor, applicant, reason: '事由' });
            if (to instanceof Problem) continue;
            expect(['revoked', 'rejected', 'withdrawn']).not.toContain(state);
            done.push(`${event} by ${actor}`);
            state = to;
            if (state === 'active') expect(done.slice(1, 3)[0]).toBe('approve by officer:b');
          }
        },
      ),
    );
  });
});
