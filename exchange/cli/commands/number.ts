import { parseResourceCode } from '../../../catalog/index.ts';
import { describeNumber } from '../../../identity/index.ts';
import { systemClock } from '../../../kernel/index.ts';
import { describeLicenceNumber } from '../../../licence-vault/index.ts';
import type { Context } from '../context.ts';
import { exitCode } from '../exit.ts';
import { print } from '../output.ts';

interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly detail: { readonly zh: string; readonly en: string };
}

interface Described {
  readonly kind: string;
  readonly standard: string | null;
  readonly valid: boolean;
  readonly findings: readonly Finding[];
  readonly facts: object | null;
}

/** `hufu number check NUMBER`: exit 0 when valid, 1 when not. */
export async function checkNumber({ output, language }: Context, text: string): Promise<number> {
  const described = describe(text);
  print(output, described, ({ kind, standard, valid, findings, facts }) => [
    `${kind}${standard === null ? '' : ` (${standard})`}: ${valid ? '正确 · valid' : '不正确 · not valid'}`,
    ...findings.map((finding) => `  ${finding.code}: ${finding.detail[language]}`),
    ...Object.entries(facts ?? {}).map(([name, value]) => `  ${name}: ${String(value)}`),
  ]);
  return described.valid ? exitCode.done : exitCode.refused;
}

function describe(text: string): Described {
  const known = describeLicenceNumber(text) ?? describeNumber(text, { today: systemClock.now() });
  if (known !== undefined) return known;
  const reading = parseResourceCode(text);
  if (reading.valid)
    return {
      kind: 'resource-code',
      standard: '政务信息资源目录编制指南',
      valid: true,
      findings: [],
      facts: reading.parts,
    };
  if (/^[0-9]+\/[0-9]*$/.test(text.trim())) {
    return {
      kind: 'resource-code',
      standard: '政务信息资源目录编制指南',
      valid: false,
      findings: [{ code: 'RESOURCE_CODE_MALFORMED', severity: 'error', detail: reading.reason }],
      facts: null,
    };
  }
  const detail = {
    zh: '不是公民身份号码、统一社会信用代码、证照标识或资源代码',
    en: 'neither a citizen number, a unified code, a licence identifier nor a resource code',
  };
  return {
    kind: 'unknown',
    standard: null,
    valid: false,
    findings: [{ code: 'NUMBER_UNKNOWN', severity: 'error', detail }],
    facts: null,
  };
}
