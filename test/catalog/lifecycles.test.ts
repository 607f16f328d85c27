import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantEvents, grantStatuses } from '../../catalog/grant/lifecycle.ts';
import { nextGrantStatus, nextMatterStatus, nextResourceStatus } from '../../catalog/index.ts';
import { matterEvents, matterStatuses } from '../../catalog/matter/lifecycle.ts';
import { resourceEvents, resourceStatuses } from '../../catalog/resource/lifecycle.ts';
import { Problem } from '../../kernel/index.ts';

/** The state, or the code of the refusal. */
function outcome(result: string | Problem): string {
  return result instanceof Problem ? result.code : result;
}

const no = 'RESOURCE_EVENT_NOT_ALLOWED';
const resourceTable = {
  draft: { publish: 'published', suspend: no, resume: no, withdraw: 'withdrawn' },
  published: { publish: no, suspend: 'suspended', resume: no, withdraw: 'withdrawn' },
  suspended: { publish: no, suspend: no, resume: 'published', withdraw: 'withdrawn' },
  withdrawn: { publish: no, suspend: no, resume: no, withdraw: no },
} as const;

describe('the life of a resource', () => {
  const fine = { providerActive: true, grantsInForce: 0, reasonGiven: true };
  for (const state of resourceStatuses) {
    for (const event of resourceEvents) {
      const expected = resourceTable[state][event];
      it(`${event} from ${state} gives ${expected}`, () => {
        expect(outcome(nextResourceStatus(state, event, fine))).toBe(expected);
      });
    }
  }

  it('is taken away only with a reason', () => {
    const silent = { ...fine, reasonGiven: false };
    expect(outcome(nextResourceStatus('published', 'suspend', silent))).toBe('RESOURCE_REASON_NEEDED');
    expect(outcome(nextResourceStatus('published', 'withdraw', silent))).toBe('RESOURCE_REASON_NEEDED');
    expect(outcome(nextResourceStatus('draft', 'publish', silent))).toBe('published');
    expect(outcome(nextResourceStatus('suspended', 'resume', silent))).toBe('published');
  });

  it('is published only while somebody provides it', () => {
    const orphaned = { ...fine, providerActive: false };
    expect(outcome(nextResourceStatus('draft', 'publish', orphaned))).toBe('PROVIDER_UNKNOWN');
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

  it('never leaves withdrawn, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...resourceEvents), { maxLength: 30 }),
        fc.record({ providerActive: fc.boolean(), grantsInForce: fc.nat(2), reasonGiven: fc.boolean() }),
        (events, facts) => {
          let state = 'withdrawn' as const satisfies string as (typeof resourceStatuses)[number];
          for (const event of events) {
            const after = nextResourceStatus(state, event, facts);
            if (!(after instanceof Problem)) state = after;
          }
          return state === 'withdrawn';
        },
      ),
    );
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
