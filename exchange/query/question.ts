import type { QueryMode } from '../../catalog/index.ts';
import { type Claim, isPredicate, predicateFault } from '../../connectors/protocol/index.ts';
import { holdsCitizenNumber } from '../../identity/index.ts';
import { escapePointer, kernelProblems, type PointerError } from '../../kernel/index.ts';
import type { QueryRequest } from '../generated/schemas.ts';
import { queryProblems } from './problems.ts';

export type MatchValue = string | number | boolean;

/** A query as the asker put it, checked for form; nothing is decided yet. */
export interface Question {
  readonly resource: string;
  readonly mode: QueryMode;
  readonly match: Readonly<Record<string, MatchValue>>;
  readonly fields: readonly string[];
  readonly claims: Readonly<Record<string, Claim>>;
  readonly matter: string;
  readonly case: string;
  readonly onBehalfOf: string | undefined;
  /** Login of the officer whom it is put for. */
  readonly officer: string | undefined;
}

/** Printable, no control characters, no line breaks: it goes into records and to the provider. */
const casePattern = /^[\p{L}\p{N}][\p{L}\p{N} \-_./〔〕[\]()（）]{0,63}$/u;
const matterPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const personal = 'holds a personal number';

/**
 * Takes a schema-checked body for a question.
 * @throws INVALID_INPUT when mode, fields and claims do not go together, or a predicate is none; CASE_NUMBER_PERSONAL.
 */
export function questionOf(body: QueryRequest): Question {
  const errors: PointerError[] = [];
  if (body.mode === 'lookup' && body.fields === undefined)
    errors.push({ pointer: '/fields', detail: 'required in the mode lookup' });
  if (body.mode === 'lookup' && body.claims !== undefined)
    errors.push({ pointer: '/claims', detail: 'belongs to the mode verify' });
  if (body.mode === 'verify' && body.claims === undefined)
    errors.push({ pointer: '/claims', detail: 'required in the mode verify' });
  if (body.mode === 'verify' && body.fields !== undefined)
    errors.push({ pointer: '/fields', detail: 'belongs to the mode lookup' });
  for (const [field, claim] of Object.entries(body.claims ?? {})) {
    const fault = isPredicate(claim) ? predicateFault(claim) : undefined;
    if (fault !== undefined) errors.push({ pointer: `/claims/${escapePointer(field)}`, detail: fault });
  }
  if (!matterPattern.test(body.purpose.matter))
    errors.push({ pointer: '/purpose/matter', detail: 'letters, digits and hyphens' });
  if (!casePattern.test(body.purpose.case))
    errors.push({ pointer: '/purpose/case', detail: 'letters, digits and - _ . / 〔〕 [ ] ( ) only' });
  // They are kept as evidence as they are; an organisation's own codes never look like this.
  if (holdsCitizenNumber(body.purpose.matter)) errors.push({ pointer: '/purpose/matter', detail: personal });
  if (holdsCitizenNumber(body.onBehalfOf ?? '')) errors.push({ pointer: '/onBehalfOf', detail: personal });
  if (errors.length > 0) throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
  if (holdsCitizenNumber(body.purpose.case)) throw queryProblems.CASE_NUMBER_PERSONAL();
  // In the order of canonical JSON, as the record spells it out.
  return {
    case: body.purpose.case,
    claims: body.claims ?? {},
    fields: body.fields ?? [],
    match: body.match,
    matter: body.purpose.matter,
    mode: body.mode,
    officer: body.officer,
    onBehalfOf: body.onBehalfOf,
    resource: body.resource,
  };
}
