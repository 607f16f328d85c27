import type { Text } from '../../kernel/index.ts';

/**
 * Where a number came from. A code that a register already holds is not refused for a check character that was wrong when it
 * was issued (a few of the pilot years are); a code that somebody types in today is.
 */
export type NumberOrigin = 'entered' | 'stored';

export type FindingCode =
  | 'LENGTH'
  | 'CHARACTER'
  | 'DIVISION'
  | 'BIRTH_DATE'
  | 'BIRTH_DATE_IN_FUTURE'
  | 'CHECK_CHARACTER'
  | 'ORGANISATION_CHECK_CHARACTER';

/** One thing wrong with a number. It says where and what belongs there, and never repeats the number. */
export interface NumberFinding {
  readonly code: FindingCode;
  /** An error makes the number invalid; a warning is shown and lets it pass. */
  readonly severity: 'error' | 'warning';
  /** Place of the offending character, counted from 1. */
  readonly position?: number;
  /** The check character that belongs there. */
  readonly expected?: string;
  readonly detail: Text;
}

/** Whether nothing but warnings was found. */
export function isAcceptable(findings: readonly NumberFinding[]): boolean {
  return findings.every((finding) => finding.severity === 'warning');
}

/** The errors among the findings as one sentence a language, for a Problem's placeholders. */
export function whyOf(findings: readonly NumberFinding[]): { whyZh: string; whyEn: string } {
  const errors = findings.filter((finding) => finding.severity === 'error');
  return {
    whyZh: errors.map((finding) => finding.detail.zh).join('；'),
    whyEn: errors.map((finding) => finding.detail.en).join('; '),
  };
}

/** A finding about the number of characters. */
export function wrongLength(found: number, wanted: number): NumberFinding {
  return {
    code: 'LENGTH',
    severity: 'error',
    detail: {
      zh: `应为 ${wanted} 位，实为 ${found} 位`,
      en: `has ${found} characters where ${wanted} belong`,
    },
  };
}

/** A finding about a character that may not stand at its place; `allowed` says what may. */
export function wrongCharacter(position: number, allowed: Text): NumberFinding {
  return {
    code: 'CHARACTER',
    severity: 'error',
    position,
    detail: {
      zh: `第 ${position} 位只能是${allowed.zh}`,
      en: `position ${position} takes ${allowed.en} only`,
    },
  };
}
