import { compileSchema, type PointerError } from '../../kernel/index.ts';
import { type LicenceJobRow, schemas } from '../generated/schemas.ts';
import type { IssueRequest } from '../licence/issue-draft.ts';
import type { IssueJob } from './job.ts';
import { issueJobProblems } from './problems.ts';

const check = compileSchema(schemas.LicenceJobRow);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * What a row asks to be issued.
 * @throws ISSUE_JOB_ROW_UNREADABLE, ORIGIN_REQUIRED, ORIGIN_NOT_EXPECTED
 */
export function requestOfRow(content: Buffer, job: Pick<IssueJob, 'kind' | 'type' | 'purpose'>): IssueRequest {
  const value = parsed(content);
  const errors = check(value);
  if (errors.length > 0) throw unlike(errors);
  const row = value as LicenceJobRow;
  if (job.kind === 'stock' && row.origin === undefined) throw issueJobProblems.ORIGIN_REQUIRED();
  if (job.kind === 'issue' && row.origin !== undefined) throw issueJobProblems.ORIGIN_NOT_EXPECTED();
  return { ...row, type: job.type, purpose: row.purpose ?? job.purpose };
}

function parsed(content: Buffer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(content));
  } catch {
    throw issueJobProblems.ISSUE_JOB_ROW_UNREADABLE({ whyZh: '不是合法的 UTF-8 JSON', whyEn: 'is no JSON in UTF-8' });
  }
  if (!isStorable(value)) {
    throw issueJobProblems.ISSUE_JOB_ROW_UNREADABLE({
      whyZh: '含 NUL 或不成对的代理字符',
      whyEn: 'holds NUL or half of a surrogate pair',
    });
  }
  return value;
}

function unlike(errors: readonly PointerError[]) {
  return issueJobProblems.ISSUE_JOB_ROW_UNREADABLE(
    { whyZh: '与 LicenceJobRow 的要求不符，逐项见 errors', whyEn: 'is not as LicenceJobRow has it; see errors' },
    { errors },
  );
}

/** Half of a character has no canonical JSON, and NUL no place in any text that a licence shows. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !/\0|\p{Cs}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, each]) => isStorable(name) && isStorable(each));
}
