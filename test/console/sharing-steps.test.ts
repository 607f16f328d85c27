import { describe, expect, it } from 'vitest';
import { nextApplication } from '../../catalog/application/lifecycle.ts';
import { nextDemand } from '../../catalog/demand/lifecycle.ts';
import { next as nextGrant } from '../../catalog/grant/lifecycle.ts';
import { next as nextMatter } from '../../catalog/matter/lifecycle.ts';
import { nextObjection } from '../../catalog/objection/lifecycle.ts';
import {
  applicationSteps,
  applicationTable,
  demandSteps,
  demandTable,
  grantSteps,
  matterSteps,
  objectionSteps,
  objectionTable,
  type Step,
  type Who,
} from '../../console/sharing/steps.ts';
import { Problem } from '../../kernel/index.ts';

const applicationEvents = ['submit', 'recall', 'withdraw', 'approve', 'return', 'refuse'] as const;
const demandEvents = ['assign', 'forward', 'answer', 'refuse', 'withdraw'] as const;
const objectionEvents = ['accept', 'reject', 'withdraw', 'forward', 'handle', 'resubmit', 'rate'] as const;

/** Whoever may be at the console: the two sides, somebody else, the data administration. */
const people: readonly Who[] = ['hrss', 'police', 'market', 'data'].map((organisation) => ({
  ...{ id: organisation, organisation, administration: organisation === 'data' },
  roles: ['catalogue-administrator', 'approval-clerk'],
}));
const may = (steps: readonly Step[], event: string) =>
  steps.some((step) => step.event === event && step.because === undefined);
const acts = ({ organisation, administration }: Who, side: string) => administration || organisation === side;

describe('the steps that the pages offer', () => {
  it('are those that the hub takes an application on', () => {
    for (const status of Object.keys(applicationTable) as (keyof typeof applicationTable)[]) {
      for (const who of people) {
        for (const [submittedBy, reviewer] of [
          ['x', 'y'],
          [who.id, 'y'],
          ['x', who.id],
        ]) {
          const application = { status, provider: 'police', form: { consumer: { organisation: 'hrss' } } };
          const reviews = [{ officer: `officer:${reviewer}` }];
          const steps = applicationSteps({ ...application, submittedBy: `officer:${submittedBy}`, reviews }, who);
          const facts = {
            sides: { consumer: acts(who, 'hrss'), provider: acts(who, 'police'), administration: who.administration },
            ...{ unconditional: false, reasonGiven: true },
            ...{ ownSubmission: submittedBy === who.id, ownReview: reviewer === who.id },
          };
          for (const event of applicationEvents) {
            const taken = !(nextApplication(status, event, facts) instanceof Problem);
            expect(may(steps, event), `${status} ${event} ${who.id}`).toBe(taken);
          }
        }
      }
    }
  });

  it('are those that the hub takes a demand and an objection on', () => {
    for (const who of people) {
      const sides = { administration: who.administration };
      for (const status of Object.keys(demandTable) as (keyof typeof demandTable)[]) {
        const steps = demandSteps({ status, form: { demanding: 'hrss' }, responsible: 'police' }, who);
        const facts = { sides: { ...sides, demanding: acts(who, 'hrss'), responsible: acts(who, 'police') } };
        for (const event of demandEvents) {
          const taken = !(nextDemand(status, event, { ...facts, reasonGiven: true }) instanceof Problem);
          expect(may(steps, event), `${status} ${event} ${who.id}`).toBe(taken);
        }
      }
      for (const status of Object.keys(objectionTable) as (keyof typeof objectionTable)[]) {
        for (const solved of [false, true]) {
          const steps = objectionSteps({ status, raisedBy: 'hrss', handler: 'police', rating: { solved } }, who);
          const facts = { sides: { ...sides, raiser: acts(who, 'hrss'), handler: acts(who, 'police') }, said: true };
          for (const event of objectionEvents) {
            const taken = !(nextObjection(status, event, { ...facts, solved }) instanceof Problem);
            expect(may(steps, event), `${status} ${event} ${who.id}`).toBe(taken);
          }
        }
      }
    }
  });

  it('are those that the hub takes a grant and a matter on, for whom they belong to', () => {
    const validity = { validFrom: '2026-01-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z' };
    for (const who of people) {
      for (const status of ['active', 'suspended', 'revoked'] as const) {
        for (const over of [false, true]) {
          const now = Date.parse(over ? '2027-06-01T00:00:00Z' : '2026-06-01T00:00:00Z');
          const steps = grantSteps({ status, provider: 'police', ...validity }, who, now);
          for (const event of ['suspend', 'resume', 'revoke'] as const) {
            const taken =
              acts(who, 'police') && !(nextGrant(status, event, { over, reasonGiven: true }) instanceof Problem);
            expect(may(steps, event), `${status} ${event} ${who.id}`).toBe(taken);
          }
        }
      }
      for (const status of ['active', 'ended'] as const) {
        for (const event of ['end', 'reopen'] as const) {
          const facts = { organisationActive: true, reasonGiven: true };
          const taken = acts(who, 'hrss') && !(nextMatter(status, event, facts) instanceof Problem);
          expect(may(matterSteps({ status, organisation: 'hrss' }, who), event)).toBe(taken);
        }
      }
    }
  });

  it('say whose they are, and which role they take, to whoever may not', () => {
    const demand = { status: 'assigned', form: { demanding: 'hrss' }, responsible: 'police' } as const;
    const reasons = (roles: readonly string[]) =>
      demandSteps(demand, { id: 'a', organisation: 'market', administration: false, roles }).map(
        ({ because }) => because?.[0],
      );
    expect(reasons(['catalogue-administrator'])).toEqual([
      ...['由责任部门办理', '由责任部门办理', '由责任部门办理', '由提出需求的部门办理'],
    ]);
    expect(new Set(reasons(['auditor']))).toEqual(new Set(['需要目录管理员角色']));
    // A clerk raises objections and rates them, and does not take them up.
    const clerk = { id: 'a', organisation: 'approval', administration: false, roles: ['approval-clerk'] };
    const steps = objectionSteps({ status: 'reviewing', raisedBy: 'approval' }, clerk);
    expect([may(steps, 'withdraw'), may(steps, 'accept')]).toEqual([true, false]);
  });
});
