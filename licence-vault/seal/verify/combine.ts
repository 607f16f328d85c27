import type { DerFault } from '../../../identity/pki/index.ts';
import { type Finding, failed, passed } from '../../verify/verdict.ts';

/** Clocks of two machines may differ by this much. */
export const clockSkewMs = 5 * 60_000;

/**
 * One finding of several: what failed decides, else what is undecided, else what was passed with what is worth telling.
 * Its sentence joins those that decided.
 */
export function combined(findings: readonly Finding[]): Finding {
  let worst: Finding | undefined;
  for (const finding of findings) {
    if (worst === undefined || rank[finding.result] > rank[worst.result]) worst = finding;
  }
  if (worst === undefined) return passed('无须检查', 'there is nothing to check');
  const { result } = worst;
  if (result === 'SKIPPED') return worst;
  const decisive = findings.filter((finding) => finding.result === result);
  const detail = {
    zh: decisive.map((finding) => finding.detail.zh).join('；'),
    en: decisive.map((finding) => finding.detail.en).join('; '),
  };
  return { ...worst, detail };
}

const rank = { SKIPPED: 0, PASSED: 1, INDETERMINATE: 2, FAILED: 3 } as const;

export function notWellFormed(fault: DerFault, what: { zh: string; en: string }): Finding {
  return failed(
    'FORMAT_FAILURE',
    `不是合法的${what.zh}：第 ${fault.offset} 字节处有误（${fault.code}）`,
    `it is no well-formed ${what.en}: ${fault.message}`,
  );
}

/** A moment for people who read sentences. */
export function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
