import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ApplicationFacts,
  applicationEvents,
  applicationStatuses,
  nextApplication,
} from '../../catalog/application/lifecycle.ts';
import { narrowed } from '../../catalog/application/narrow.ts';
import { demandEvents, demandStatuses, nextDemand } from '../../catalog/demand/lifecycle.ts';
import { nextObjection, objectionEvents, objectionStatuses } from '../../catalog/objection/lifecycle.ts';
import { Problem } from '../../kernel/index.ts';
import { applicationDraft } from '../support/sharing.ts';

/** The state, or the code of the refusal. */
function outcome(result: string | Problem): string {
  return result instanceof Problem ? result.code : result;
}

/** What each state becomes by each event, and whose it is; written down by hand, and every other pair is refused. */
type Table = Readonly<Record<string, Readonly<Record<string, readonly [after: string, by: string]>>>>;

/** Everybody who may act: for no side, one, two, or all of them. */
function everySide<S extends string>(names: readonly [S, S, S]): readonly Record<S, boolean>[] {
  return Array.from(
    { length: 8 },
    (_, bits) =>
      Object.fromEntries(names.map((name, place) => [name, (bits & (1 << place)) > 0])) as Record<S, boolean>,
  );
}

function expected(table: Table, state: string, event: string, sides: Readonly<Record<string, boolean>>, noun: string) {
  const step = table[state]?.[event];
  if (step === undefined) return `${noun}_EVENT_NOT_ALLOWED`;
  return sides[step[1]] === true ? step[0] : `${noun}_NOT_YOURS`;
}

const applications: Table = {
  draft: { submit: ['submitted', 'consumer'], withdraw: ['withdrawn', 'consumer'] },
  submitted: {
    recall: ['draft', 'consumer'],
    withdraw: ['withdrawn', 'consumer'],
    approve: ['providerReviewed', 'provider'],
    return: ['draft', 'provider'],
    refuse: ['refused', 'provider'],
  },
  providerReviewed: {
    withdraw: ['withdrawn', 'consumer'],
    approve: ['granted', 'administration'],
    return: ['draft', 'administration'],
    refuse: ['refused', 'administration'],
  },
};

describe('the life of an application', () => {
  const fine = { unconditional: false, ownSubmission: false, ownReview: false, reasonGiven: true };
  const everybody = everySide(['consumer', 'provider', 'administration']);
  const all = { consumer: true, provider: true, administration: true };

  it.each(applicationStatuses.flatMap((state) => applicationEvents.map((event) => [event, state] as const)))(
    '%s from %s is for its side alone',
    (event, state) => {
      for (const sides of everybody) {
        expect(outcome(nextApplication(state, event, { ...fine, sides }))).toBe(
          expected(applications, state, event, sides, 'APPLICATION'),
        );
      }
    },
  );

  it('is at its end when it is submitted, where everything is shared without condition', () => {
    expect(nextApplication('draft', 'submit', { ...fine, sides: all, unconditional: true })).toBe('granted');
  });

  it('is reviewed neither by who submitted it nor twice by the same person', () => {
    for (const state of ['submitted', 'providerReviewed'] as const) {
      for (const own of [{ ownSubmission: true }, { ownReview: true }]) {
        const facts = { ...fine, ...own, sides: all };
        expect(outcome(nextApplication(state, 'approve', facts))).toBe('APPLICATION_REVIEW_BY_ANOTHER');
        expect(outcome(nextApplication(state, 'return', facts))).toBe('draft');
      }
    }
  });

  it('is not sent back without a word', () => {
    const silent = { ...fine, sides: all, reasonGiven: false };
    expect(outcome(nextApplication('submitted', 'return', silent))).toBe('APPLICATION_REASON_NEEDED');
    expect(outcome(nextApplication('providerReviewed', 'return', silent))).toBe('APPLICATION_REASON_NEEDED');
  });

  it('comes to a grant only by a provider and an administration that approve, or without a condition, whatever happens', () => {
    const facts: fc.Arbitrary<ApplicationFacts> = fc.record({
      sides: fc.constantFrom(...everybody),
      ...{
        unconditional: fc.boolean(),
        ownSubmission: fc.boolean(),
        ownReview: fc.boolean(),
        reasonGiven: fc.boolean(),
      },
    });
    const step = fc.record({ event: fc.constantFrom(...applicationEvents), facts });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let state: (typeof applicationStatuses)[number] = 'draft';
        let provider = false;
        for (const { event, facts } of steps) {
          const after = nextApplication(state, event, facts);
          if (after instanceof Problem) continue;
          if (after === 'granted') {
            const reviewed = provider && facts.sides.administration && !facts.ownReview && !facts.ownSubmission;
            expect(reviewed || (state === 'draft' && facts.unconditional)).toBe(true);
          }
          provider = state === 'submitted' && event === 'approve' && facts.sides.provider;
          state = after;
        }
      }),
    );
  });
});

describe('a review', () => {
  const names = ['name', 'address', 'birthDate', 'phone'];
  const some = fc.subarray(names);
  const narrowing = fc.record({
    decisions: fc.uniqueArray(
      fc.record({
        field: fc.constantFrom(...names),
        verdict: fc.constantFrom('grant' as const, 'verify-only' as const, 'refuse' as const),
      }),
      { selector: ({ field }) => field },
    ),
    limits: fc.constant({}),
  });

  it('takes away and never adds, whoever reviews and however often', () => {
    fc.assert(
      fc.property(some, some, fc.array(narrowing, { maxLength: 4 }), (fields, verifyFields, reviews) => {
        const form = { ...applicationDraft({ fields, verifyFields }), predicates: [] };
        const left = reviews.reduce(narrowed, form);
        const refused = new Set(
          reviews.flatMap(({ decisions }) =>
            decisions.filter(({ verdict }) => verdict === 'refuse').map(({ field }) => field),
          ),
        );
        const asked = [...fields, ...verifyFields];
        expect(left.fields?.every((field) => fields.includes(field) && !refused.has(field)) ?? true).toBe(true);
        expect(left.verifyFields?.every((field) => asked.includes(field) && !refused.has(field)) ?? true).toBe(true);
      }),
    );
  });
});

const demands: Table = {
  open: {
    assign: ['assigned', 'administration'],
    refuse: ['refused', 'administration'],
    withdraw: ['withdrawn', 'demanding'],
  },
  assigned: {
    forward: ['assigned', 'responsible'],
    answer: ['answered', 'responsible'],
    refuse: ['refused', 'responsible'],
    withdraw: ['withdrawn', 'demanding'],
  },
};

describe('the life of a demand', () => {
  const everybody = everySide(['demanding', 'responsible', 'administration']);

  it.each(demandStatuses.flatMap((state) => demandEvents.map((event) => [event, state] as const)))(
    '%s from %s is for its side alone',
    (event, state) => {
      for (const sides of everybody) {
        expect(outcome(nextDemand(state, event, { sides, reasonGiven: true }))).toBe(
          expected(demands, state, event, sides, 'DEMAND'),
        );
      }
    },
  );

  it('is not passed on without a word', () => {
    const sides = { demanding: true, responsible: true, administration: true };
    expect(outcome(nextDemand('assigned', 'forward', { sides, reasonGiven: false }))).toBe('DEMAND_REASON_NEEDED');
    expect(outcome(nextDemand('open', 'assign', { sides, reasonGiven: false }))).toBe('assigned');
  });
});

const objections: Table = {
  reviewing: {
    accept: ['handling', 'administration'],
    reject: ['rejected', 'administration'],
    withdraw: ['withdrawn', 'raiser'],
  },
  rejected: { resubmit: ['reviewing', 'raiser'] },
  handling: { forward: ['handling', 'handler'], handle: ['handled', 'handler'], withdraw: ['withdrawn', 'raiser'] },
  handled: { rate: ['rated', 'raiser'], resubmit: ['reviewing', 'raiser'] },
  rated: { resubmit: ['reviewing', 'raiser'] },
};

describe('the life of an objection', () => {
  const everybody = everySide(['raiser', 'handler', 'administration']);
  const all = { raiser: true, handler: true, administration: true };

  it.each(objectionStatuses.flatMap((state) => objectionEvents.map((event) => [event, state] as const)))(
    '%s from %s is for its side alone',
    (event, state) => {
      for (const sides of everybody) {
        expect(outcome(nextObjection(state, event, { sides, said: true, solved: false }))).toBe(
          expected(objections, state, event, sides, 'OBJECTION'),
        );
      }
    },
  );

  it.each(['reject', 'forward', 'handle', 'rate'] as const)('%s needs a word', (event) => {
    const state = event === 'reject' ? 'reviewing' : event === 'rate' ? 'handled' : 'handling';
    expect(outcome(nextObjection(state, event, { sides: all, said: false, solved: false }))).toBe(
      'OBJECTION_WORD_NEEDED',
    );
  });

  it('is not reported again once it was called solved', () => {
    const facts = { sides: all, said: true, solved: true };
    expect(outcome(nextObjection('rated', 'resubmit', facts))).toBe('OBJECTION_EVENT_NOT_ALLOWED');
  });
});
