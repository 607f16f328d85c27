import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantEvents, grantStatuses } from '../../catalog/grant/lifecycle.ts';
import {
  effectiveFrom,
  nextGrantStatus,
  nextMatterStatus,
  nextResourceStatus,
  nextRevision,
  resourceProblems,
} from '../../catalog/index.ts';
import { matterEvents, matterStatuses } from '../../catalog/matter/lifecycle.ts';
import { resourceEvents, resourceStatuses } from '../../catalog/resource/lifecycle.ts';
import { revisionEvents, revisionStatuses } from '../../catalog/revision/revision-lifecycle.ts';
import { Problem } from '../../kernel/index.ts';

/** The state, or the code of the refusal. */
function outcome(result: string | Problem): string {
  return result instanceof Problem ? result.code : result;
}

const no = 'RESOURCE_EVENT_NOT_ALLOWED';
/** What each state becomes by each event; written down by hand, and every other pair is refused. */
const resourceTable: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  draft: { submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { recall: 'draft', approve: 'reviewed', return: 'draft', withdraw: 'withdrawn' },
  reviewed: { recall: 'draft', return: 'draft', publish: 'published', withdraw: 'withdrawn' },
  published: { suspend: 'suspended', withdraw: 'withdrawn' },
  suspended: { resume: 'published', withdraw: 'withdrawn' },
  withdrawn: { archive: 'archived' },
  archived: {},
};

describe('the life of a resource', () => {
  const fine = {
    ...{ providerActive: true, grantsInForce: 0, reasonGiven: true, byAdministration: true },
    ...{ ownSubmission: false, held: false, fault: undefined },
  };
  for (const state of resourceStatuses) {
    for (const event of resourceEvents) {
      const expected = resourceTable[state]?.[event] ?? no;
      it(`${event} from ${state} gives ${expected}`, () => {
        expect(outcome(nextResourceStatus(state, event, fine))).toBe(expected);
      });
      const reviews = event === 'approve' || event === 'return' || event === 'archive';
      if (expected !== no)
        it(`${event} from ${state} is ${reviews ? 'not ' : ''}the provider’s to do`, () => {
          const provider = { ...fine, byAdministration: false };
          expect(outcome(nextResourceStatus(state, event, provider))).toBe(
            reviews ? 'REVIEW_BY_ADMINISTRATION' : expected,
          );
        });
    }
  }

  it('is reviewed by somebody else than who submitted it', () => {
    const own = { ...fine, ownSubmission: true };
    expect(outcome(nextResourceStatus('submitted', 'approve', own))).toBe('REVIEW_BY_ANOTHER');
    expect(outcome(nextResourceStatus('submitted', 'return', own))).toBe('draft');
    expect(outcome(nextResourceStatus('reviewed', 'publish', own))).toBe('published');
  });

  it('is not resumed by its provider when the data administration suspended it', () => {
    const held = { ...fine, held: true, byAdministration: false };
    expect(outcome(nextResourceStatus('suspended', 'resume', held))).toBe('RESOURCE_HELD');
    expect(outcome(nextResourceStatus('suspended', 'resume', { ...held, byAdministration: true }))).toBe('published');
  });

  it('goes no further towards those who would rely on it while something is wrong with it', () => {
    const fault = resourceProblems.RESOURCE_NAME_TAKEN();
    const faulty = { ...fine, fault };
    expect(nextResourceStatus('draft', 'submit', faulty)).toBe(fault);
    expect(nextResourceStatus('submitted', 'approve', faulty)).toBe(fault);
    expect(nextResourceStatus('reviewed', 'publish', faulty)).toBe(fault);
    expect(outcome(nextResourceStatus('submitted', 'return', faulty))).toBe('draft');
    expect(outcome(nextResourceStatus('published', 'suspend', faulty))).toBe('suspended');
  });

  it('is taken away only with a reason', () => {
    const silent = { ...fine, reasonGiven: false };
    expect(outcome(nextResourceStatus('published', 'suspend', silent))).toBe('RESOURCE_REASON_NEEDED');
    expect(outcome(nextResourceStatus('published', 'withdraw', silent))).toBe('RESOURCE_REASON_NEEDED');
    expect(outcome(nextResourceStatus('submitted', 'return', silent))).toBe('RESOURCE_REASON_NEEDED');
    expect(outcome(nextResourceStatus('reviewed', 'publish', silent))).toBe('published');
    expect(outcome(nextResourceStatus('suspended', 'resume', silent))).toBe('published');
  });

  it('is published only while somebody provides it', () => {
    const orphaned = { ...fine, providerActive: false };
    expect(outcome(nextResourceStatus('reviewed', 'publish', orphaned))).toBe('PROVIDER_UNKNOWN');
    expect(outcome(nextResourceStatus('suspended', 'resume', orphaned))).toBe('PROVIDER_UNKNOWN');
    expect(outcome(nextResourceStatus('published', 'suspend', orphaned))).toBe('suspended');
    expect(outcome(nextResourceStatus('published', 'withdraw', orphaned))).toBe('withdrawn');
  });

  it('does not end while grants rest on it, but may pause', () => {
    const used = { ...fine, grantsInForce: 2 };
    const refused = nextResourceStatus('published', 'withdraw', used);
    expect(outcome(refused)).toBe('RESOURCE_HAS_GRANTS');
    expect((refused as Problem).texts('en').detail).toContain('2 grant(s)');
    expect(outcome(nextResourceStatus('published', 'suspend', used))).toBe('suspended');
  });

  it('names in a refusal what the state does allow', () => {
    const refused = nextResourceStatus('published', 'resume', fine) as Problem;
    expect(refused.texts('en').detail).toContain('it allows suspend, withdraw');
  });

  it('is seen by others only after somebody else of the administration approved it, whatever happens', () => {
    const facts = fc.record({
      ...{ providerActive: fc.boolean(), grantsInForce: fc.nat(2), reasonGiven: fc.boolean() },
      ...{ byAdministration: fc.boolean(), ownSubmission: fc.boolean(), held: fc.boolean() },
      fault: fc.constant(undefined),
    });
    const step = fc.record({ event: fc.constantFrom(...resourceEvents), facts });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let state: (typeof resourceStatuses)[number] = 'draft';
        let approved = false;
        let ended = false;
        for (const { event, facts: given } of steps) {
          const after = nextResourceStatus(state, event, given);
          if (after instanceof Problem) continue;
          if (event === 'approve') approved = given.byAdministration && !given.ownSubmission;
          if (after === 'draft') approved = false;
          if (after === 'published' && !approved) return false;
          if (ended && after !== 'archived') return false;
          ended ||= after === 'withdrawn';
          state = after;
        }
        return true;
      }),
    );
  });
});

describe('the way of a revision', () => {
  const fine = { reasonGiven: true, byAdministration: true, ownSubmission: false, fault: undefined };
  const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    draft: { submit: 'submitted', discard: 'discarded' },
    submitted: { recall: 'draft', approve: 'reviewed', return: 'draft', discard: 'discarded' },
    reviewed: { recall: 'draft', return: 'draft', publish: 'scheduled', discard: 'discarded' },
    scheduled: { discard: 'discarded' },
  };
  for (const state of revisionStatuses) {
    for (const event of revisionEvents) {
      const expected = table[state]?.[event] ?? 'REVISION_EVENT_NOT_ALLOWED';
      it(`${event} from ${state} gives ${expected}`, () => {
        expect(outcome(nextRevision(state, event, fine))).toBe(expected);
        const reviews = event === 'approve' || event === 'return';
        const provider = outcome(nextRevision(state, event, { ...fine, byAdministration: false }));
        expect(provider).toBe(reviews && table[state]?.[event] !== undefined ? 'REVIEW_BY_ADMINISTRATION' : expected);
      });
    }
  }

  it('is judged by somebody else, with a reason to send it back or to discard what others were told of', () => {
    expect(outcome(nextRevision('submitted', 'approve', { ...fine, ownSubmission: true }))).toBe('REVIEW_BY_ANOTHER');
    const silent = { ...fine, reasonGiven: false };
    expect(outcome(nextRevision('submitted', 'return', silent))).toBe('RESOURCE_REASON_NEEDED');
    expect(outcome(nextRevision('scheduled', 'discard', silent))).toBe('RESOURCE_REASON_NEEDED');
    expect(outcome(nextRevision('draft', 'discard', silent))).toBe('discarded');
    const fault = resourceProblems.RESOURCE_NAME_TAKEN();
    expect(nextRevision('reviewed', 'publish', { ...fine, fault })).toBe(fault);
  });

  const now = new Date('2026-11-21T08:00:00Z');
  const day = (n: number) => new Date(now.getTime() + n * 86_400_000);
  const waiting = {
    ...{ breaking: true, reliedOn: true, now, graceDays: 30, wished: undefined },
    ...{ waived: false, byAdministration: true, reasonGiven: true },
  };
  const start = (facts: Partial<Parameters<typeof effectiveFrom>[0]>) => {
    const from = effectiveFrom({ ...waiting, ...facts });
    return from instanceof Problem ? from.code : from;
  };

  it('takes effect after the grace period where it breaks what others rely on, else at once', () => {
    expect(start({})).toEqual(day(30));
    expect(start({ breaking: false })).toEqual(now);
    expect(start({ reliedOn: false })).toEqual(now);
    expect(start({ wished: day(45) })).toEqual(day(45));
    expect(start({ wished: day(29) })).toBe('GRACE_PERIOD_NEEDED');
    expect(start({ breaking: false, wished: day(3) })).toEqual(day(3));
    expect(start({ breaking: false, wished: day(-3) })).toEqual(now);
    expect(start({ waived: true })).toEqual(now);
    expect(start({ waived: true, byAdministration: false })).toBe('GRACE_WAIVER_REFUSED');
    expect(start({ waived: true, reasonGiven: false })).toBe('GRACE_WAIVER_REFUSED');
  });
});

describe('the life of a matter', () => {
  const fine = { organisationActive: true, reasonGiven: true };
  const refused = 'MATTER_EVENT_NOT_ALLOWED';
  const table = { active: { end: 'ended', reopen: refused }, ended: { end: refused, reopen: 'active' } } as const;
  for (const state of matterStatuses) {
    for (const event of matterEvents) {
      it(`${event} from ${state} gives ${table[state][event]}`, () => {
        expect(outcome(nextMatterStatus(state, event, fine))).toBe(table[state][event]);
      });
    }
  }

  it('ends only with a reason and goes on only in the hands of an active organisation', () => {
    expect(outcome(nextMatterStatus('active', 'end', { ...fine, reasonGiven: false }))).toBe('MATTER_REASON_NEEDED');
    const gone = { organisationActive: false, reasonGiven: true };
    expect(outcome(nextMatterStatus('ended', 'reopen', gone))).toBe('MATTER_ORGANISATION_UNKNOWN');
    expect(outcome(nextMatterStatus('active', 'end', gone))).toBe('ended');
  });
});

describe('the life of a grant', () => {
  const fine = { over: false, reasonGiven: true };
  const refused = 'GRANT_EVENT_NOT_ALLOWED';
  const table = {
    active: { suspend: 'suspended', resume: refused, revoke: 'revoked' },
    suspended: { suspend: refused, resume: 'active', revoke: 'revoked' },
    revoked: { suspend: refused, resume: refused, revoke: refused },
  } as const;
  for (const state of grantStatuses) {
    for (const event of grantEvents) {
      it(`${event} from ${state} gives ${table[state][event]}`, () => {
        expect(outcome(nextGrantStatus(state, event, fine))).toBe(table[state][event]);
      });
    }
  }

  it('is taken away only with a reason', () => {
    const silent = { over: false, reasonGiven: false };
    expect(outcome(nextGrantStatus('active', 'suspend', silent))).toBe('GRANT_REASON_NEEDED');
    expect(outcome(nextGrantStatus('suspended', 'revoke', silent))).toBe('GRANT_REASON_NEEDED');
    expect(outcome(nextGrantStatus('suspended', 'resume', silent))).toBe('active');
  });

  it('is not resumed once it is over, and may then still be revoked', () => {
    const over = { over: true, reasonGiven: true };
    expect(outcome(nextGrantStatus('suspended', 'resume', over))).toBe('GRANT_OVER');
    expect(outcome(nextGrantStatus('suspended', 'revoke', over))).toBe('revoked');
  });
});
