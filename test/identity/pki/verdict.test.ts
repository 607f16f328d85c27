import { describe, expect, test } from 'vitest';
import {
  concludeVerdict,
  type Step,
  type StepResult,
  type SubIndication,
  verdictJson,
} from '../../../identity/pki/verdict.ts';

const asOf = new Date('2026-11-21T08:00:00.750Z');
const step = (result: StepResult, subIndication: SubIndication | null = null): Step<'x'> => ({
  step: 'x',
  result,
  subIndication,
  detail: { zh: '因', en: 'why' },
});

describe('the conclusion', () => {
  test.each([
    ['all passed', [step('PASSED'), step('PASSED')], 'TOTAL_PASSED', null],
    ['passed and skipped', [step('PASSED'), step('SKIPPED')], 'TOTAL_PASSED', null],
    ['one failed', [step('PASSED'), step('FAILED', 'EXPIRED')], 'TOTAL_FAILED', 'EXPIRED'],
    ['one open', [step('PASSED'), step('INDETERMINATE', 'TRY_LATER')], 'INDETERMINATE', 'TRY_LATER'],
    ['open before failed', [step('INDETERMINATE', 'TRY_LATER'), step('FAILED', 'REVOKED')], 'TOTAL_FAILED', 'REVOKED'],
    ['two failed', [step('FAILED', 'HASH_FAILURE'), step('FAILED', 'REVOKED')], 'TOTAL_FAILED', 'HASH_FAILURE'],
    ['nothing looked at', [step('SKIPPED')], 'INDETERMINATE', null],
    ['nothing at all', [], 'INDETERMINATE', null],
  ] as const)('%s', (_, steps, indication, subIndication) => {
    expect(concludeVerdict({ asOf, steps })).toMatchObject({ indication, subIndication });
  });

  test('prints to the second and in the language asked for', () => {
    const verdict = concludeVerdict({ asOf, steps: [step('PASSED')] });
    expect(verdictJson(verdict, 'en')).toEqual({
      indication: 'TOTAL_PASSED',
      subIndication: null,
      asOf: '2026-11-21T08:00:00Z',
      steps: [{ step: 'x', result: 'PASSED', subIndication: null, detail: 'why' }],
    });
    expect(verdictJson(verdict, 'zh').steps[0]?.detail).toBe('因');
  });
});
