import { describe, expect, it } from 'vitest';
import { printVerdict, type ShownVerdict } from '../../exchange/cli/verdict.ts';

const step = (name: string, detail: string, result = 'PASSED') => ({ step: name, result, subIndication: null, detail });
const verdict = (steps: ShownVerdict['steps']): ShownVerdict => ({
  indication: 'TOTAL_PASSED',
  subIndication: null,
  asOf: '2026-11-22T08:00:00.000Z',
  steps,
});

function printed(shown: ShownVerdict): string[] {
  let text = '';
  printVerdict(
    {
      json: false,
      out: (part) => {
        text += part;
      },
      err: () => {},
    },
    shown,
  );
  return text.trimEnd().split('\n');
}

describe('a verdict on the terminal', () => {
  it('gives each finding of a step a line of its own, below the first', () => {
    const steps = [
      step('format', '格式符合标准；没有必须理解的自定义扩展'),
      step('status', 'it was not asked; ask the vault', 'INDETERMINATE'),
    ];
    expect(printed(verdict(steps))).toEqual([
      'TOTAL_PASSED  2026-11-22T08:00:00.000Z',
      '  format  PASSED         格式符合标准',
      '                         没有必须理解的自定义扩展',
      '  status  INDETERMINATE  it was not asked',
      '                         ask the vault',
    ]);
  });

  it('of several signatures shows the steps together, and each signature with what was found of it', () => {
    const one = verdict([step('format', 'well formed')]);
    const signatures = ['s001', 's003'].map((id) => ({ id, ...one }));
    expect(
      printed({ ...verdict([step('format', 'signature s001: well formed; signature s003: well formed')]), signatures }),
    ).toEqual([
      'TOTAL_PASSED  2026-11-22T08:00:00.000Z',
      '  format  PASSED',
      '',
      's001: TOTAL_PASSED  2026-11-22T08:00:00.000Z',
      '  format  PASSED  well formed',
      '',
      's003: TOTAL_PASSED  2026-11-22T08:00:00.000Z',
      '  format  PASSED  well formed',
    ]);
  });
});
