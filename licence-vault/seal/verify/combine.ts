import type { DerFault } from '../../../identity/pki/index.ts';
import { type Finding, failed, passed } from '../../verify/verdict.ts';

/** Clocks of two machines may differ by this much. */
export const clockSkewMs = 5 * 60_000;

/**
 * One finding of several: what failed decides, else what is undecided, else what was passed with what is worth telling.
 * Its sentence joins those that decided.
 */
export function combined(findings: readonly Finding[]): Finding {
  const told = findings.filter((finding) => finding.result !== 'SKIPPED');
  const decisive = (['FAILED', 'INDETERMINATE', 'PASSED'] as const)
    .map((result) => told.filter((finding) => finding.result === result))
    .find((group) => group.length > 0);
  const [first] = decisive ?? [];
  if (decisive === undefined || first === undefined)
    return findings[0] ?? passed('无须检查', 'there is nothing to check');
  const detail = {
    zh: decisive.map((finding) => finding.detail.zh).join('；'),
    en: decisive.map((finding) => finding.detail.en).join('; '),
  };
  return { ...first, detail };
}

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
