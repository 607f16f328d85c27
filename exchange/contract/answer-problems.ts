import { identityProblems } from '../../identity/index.ts';
import { kernelProblems, type ProblemRow, problemTable, problemType } from '../../kernel/index.ts';
import { httpProblems } from '../http/problems.ts';
import { repetitionProblems } from '../http/repetition/problems.ts';
import { signatureProblems } from '../http/signature/problems.ts';
import { policyProblems } from '../policy/problems.ts';
import { queryProblems } from '../query/problems.ts';
import { quotaProblems } from '../quota/problems.ts';
import { sandboxProblems } from './problems.ts';

const general = [kernelProblems, httpProblems, identityProblems, signatureProblems] as const;

/** What anything sent by a system may meet. */
const usual = new Set([
  ...['INVALID_INPUT', 'MALFORMED_BODY', 'BODY_TOO_LARGE', 'UNSUPPORTED_CONTENT_TYPE', 'TOO_MANY_REQUESTS', 'INTERNAL'],
  ...['NOT_AUTHENTICATED', 'ROLE_REQUIRED', 'DATABASE_UNAVAILABLE', 'SHUTTING_DOWN', 'CASE_NUMBER_PERSONAL'],
]);

/** Codes that each operation of a resource's contract may answer with. */
export const problemsOfQuery = rowsOf(
  [...general, repetitionProblems, policyProblems, queryProblems, quotaProblems],
  (code) => code in policyProblems || code in queryProblems || code in quotaProblems || code in repetitionProblems,
);
export const problemsOfSandbox = rowsOf(
  [...general, queryProblems, sandboxProblems],
  (code) => code in sandboxProblems,
);

type Rows = ReadonlyMap<string, ProblemRow>;

function rowsOf(parts: readonly object[], own: (code: string) => boolean): Rows {
  const table = problemTable(parts);
  const belongs = (code: string) => usual.has(code) || code in signatureProblems || own(code);
  return new Map(Object.entries(table).filter(([code]) => belongs(code)));
}

/** One response for each status, which names the codes that come with it, as OpenAPI has it. */
export function problemResponses(rows: Rows): Readonly<Record<string, object>> {
  const byStatus = new Map<number, [string, ProblemRow][]>();
  for (const [code, row] of rows) byStatus.set(row.status, [...(byStatus.get(row.status) ?? []), [code, row]]);
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, given]) => [
        String(status),
        {
          description: given.map(([code, { title }]) => `${code}: ${title.zh} · ${title.en}`).join('\n\n'),
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/Problem' },
              examples: Object.fromEntries(given.map(([code, row]) => [code, { value: exampleOf(code, row) }])),
            },
          },
        },
      ]),
  );
}

/** How such a refusal reads, with dots for what differs from one to the next. */
function exampleOf(code: string, row: ProblemRow): object {
  const text = (template: string) => template.replace(/\{\w+\}/g, '…');
  return {
    type: problemType(code),
    title: row.title.zh,
    status: row.status,
    code,
    detail: text(row.detail.zh),
    reason: text(row.reason.zh),
    remedy: text(row.remedy.zh),
    instance: 'urn:uuid:00000000-0000-4000-8000-000000000000',
    traceId: '0'.repeat(32),
    errors: [],
  };
}
