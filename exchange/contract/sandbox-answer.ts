import { type InformationItem, type Resource, rowCheckOf, type Sandbox, type SandboxRow } from '../../catalog/index.ts';
import { beijingDayOf, claimKindOf, compareClaims } from '../../connectors/protocol/index.ts';
import { escapePointer, type PointerError } from '../../kernel/index.ts';
import type { SandboxAnswer } from '../generated/schemas.ts';
import type { Question } from '../query/question.ts';
import { sandboxProblems } from './problems.ts';

/** 不予共享 in the table sharing-type. */
const notShared = '3';

/** The items that a grant for the resource could give. */
export function offeredItems({ items, sharing }: Pick<Resource, 'items' | 'sharing'>): readonly InformationItem[] {
  return items.filter((item) => (item.sharing ?? sharing).type !== notShared);
}

/**
 * Answers a question from made-up records as the provider would from its own, the claims compared by the same rules. Pure.
 * @throws SANDBOX_NOT_ASKED, SANDBOX_MATCH_KEY, SANDBOX_FIELD_UNKNOWN, SANDBOX_ROW_IMPOSSIBLE
 * @example answerFromSandbox({ resource, sandbox, question, now }) // { sandbox: true, …, rows: [{ name: '黄样例' }] }
 */
export function answerFromSandbox(options: {
  resource: Resource;
  sandbox: Sandbox;
  question: Question;
  now: Date;
}): SandboxAnswer {
  const { resource, sandbox, question, now } = options;
  requireAskable(resource, question);
  const found = sandbox.find(question.match, now);
  const answer: SandboxAnswer = {
    sandbox: true,
    resource: resource.id,
    edition: resource.edition,
    mode: question.mode,
    asOf: now.toISOString(),
    provider: { organisation: resource.provider, system: 'sandbox' },
  };
  if (question.mode === 'lookup') return { ...answer, rows: found.map((row) => shown(resource, row, question.fields)) };
  const properties = membersOf(resource.rowSchema.properties);
  const { matched, verdicts } = compareClaims({
    claims: question.claims,
    rows: found,
    kindOf: (field) => claimKindOf(properties[field]),
    today: beijingDayOf(now),
  });
  return { ...answer, matched, verdicts: { ...verdicts } };
}

function requireAskable(resource: Resource, { match, fields, claims }: Question): void {
  const { id, matchKeys } = resource;
  if (matchKeys.length === 0) throw sandboxProblems.SANDBOX_NOT_ASKED({ resource: id });
  const offered = offeredItems(resource).map(({ field }) => field);
  const known = new Set(offered);
  const errors: PointerError[] = [
    ...fields.map((field, index) => ({ field, pointer: `/fields/${index}` })),
    ...Object.keys(claims).map((field) => ({ field, pointer: `/claims/${escapePointer(field)}` })),
  ]
    .filter(({ field }) => !known.has(field))
    .map(({ pointer }) => ({ pointer, detail: 'not a field that the resource shares' }));
  if (errors.length > 0) {
    const about = { resource: id, count: errors.length, fields: offered.join(', ') };
    throw sandboxProblems.SANDBOX_FIELD_UNKNOWN(about, { errors });
  }
  const asked = Object.keys(match);
  if (matchKeys.some((key) => key.length === asked.length && key.every((field) => asked.includes(field)))) return;
  const keys = matchKeys.map((key) => key.join(' + ')).join('; ');
  throw sandboxProblems.SANDBOX_MATCH_KEY(
    { resource: id, fields: asked.join(' + '), keys },
    { errors: [{ pointer: '/match', detail: 'not the fields of a match key' }] },
  );
}

/** The fields asked for, held against the row schema as a provider's rows are. */
function shown(resource: Resource, row: SandboxRow, fields: readonly string[]): Record<string, unknown> {
  const part = Object.fromEntries(
    fields.filter((field) => Object.hasOwn(row, field)).map((field) => [field, row[field]]),
  );
  const errors = rowCheckOf(resource)(part, fields);
  if (errors.length > 0) throw sandboxProblems.SANDBOX_ROW_IMPOSSIBLE({ resource: resource.id }, { errors });
  return part;
}

function membersOf(properties: unknown): Readonly<Record<string, unknown>> {
  return typeof properties === 'object' && properties !== null ? { ...properties } : {};
}
