import { reactive } from 'vue';
import type { Answer, Body } from '../api/index.ts';

export type Resource = Answer<'GET /v1/resources/{id}'>;
export type QueryBody = Body<'POST /v1/query/explain'>;
type Scalar = string | number | boolean;

/** Kinds of claim: a value, or a predicate on it. */
export type ClaimKind =
  | 'equals'
  | 'ageAtLeast'
  | 'ageBelow'
  | 'division'
  | 'oneOf'
  | 'atLeast'
  | 'atMost'
  | 'onOrAfter'
  | 'before';

export interface ClaimLine {
  field: string;
  kind: ClaimKind;
  value: string;
}

/** A question as it is being written. Values stay in this page's memory: they may be somebody's. */
export interface QuestionState {
  mode: 'lookup' | 'verify';
  /** Which of the resource's match keys. */
  key: number;
  match: Record<string, string>;
  fields: string[];
  claims: ClaimLine[];
  matter: string;
  caseNumber: string;
  officer: string;
}

export const newQuestion = (): QuestionState =>
  reactive({
    mode: 'lookup',
    key: 0,
    match: {},
    fields: [],
    claims: [],
    matter: '',
    caseNumber: '2026-0001',
    officer: '',
  });

/** 不予共享 in the table sharing-type. */
const notShared = '3';

/** The items that a grant could give. */
export function offeredItems({ items, sharing }: Pick<Resource, 'items' | 'sharing'>): Resource['items'] {
  return items.filter((item) => (item.sharing ?? sharing).type !== notShared);
}

export type ValueKind = 'text' | 'date' | 'number' | 'boolean';

interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
}

/** How a field's values are written, from the schema of its rows. */
export function valueKind(resource: Pick<Resource, 'rowSchema'>, field: string): ValueKind {
  const properties = (resource.rowSchema.properties ?? {}) as Readonly<Record<string, FieldSchema | undefined>>;
  const { type, format } = properties[field] ?? {};
  const types = typeof type === 'string' ? [type] : (type ?? []);
  if (types.includes('number') || types.includes('integer')) return 'number';
  if (types.includes('boolean')) return 'boolean';
  return format === 'date' ? 'date' : 'text';
}

/** Claims that can be made of a field. */
export function claimKinds(resource: Pick<Resource, 'rowSchema' | 'items'>, field: string): readonly ClaimKind[] {
  switch (valueKind(resource, field)) {
    case 'number':
      return ['equals', 'atLeast', 'atMost'];
    case 'boolean':
      return ['equals'];
    case 'date':
      return ['equals', 'ageAtLeast', 'ageBelow', 'onOrAfter', 'before'];
    case 'text': {
      const item = resource.items.find((each) => each.field === field);
      const isCitizenNumber = item?.codeTable === 'GB 11643';
      return isCitizenNumber ? ['equals', 'ageAtLeast', 'ageBelow', 'division'] : ['equals', 'oneOf', 'division'];
    }
  }
}

/** A text as the value that it stands for. Undefined when it stands for none. */
export function writtenValue(kind: ValueKind, text: string): Scalar | undefined {
  const written = text.trim();
  if (written === '') return undefined;
  if (kind === 'boolean') return written === 'true' ? true : written === 'false' ? false : undefined;
  if (kind !== 'number') return written;
  const number = Number(written);
  return Number.isFinite(number) ? number : undefined;
}

type Predicate = Exclude<NonNullable<QueryBody['claims']>[string], Scalar | undefined>;

function claimOf(resource: Resource, { field, kind, value }: ClaimLine): Scalar | Predicate | undefined {
  if (kind === 'equals') return writtenValue(valueKind(resource, field), value);
  const written = value.trim();
  if (written === '') return undefined;
  switch (kind) {
    case 'division':
      return { division: written };
    case 'onOrAfter':
      return { onOrAfter: written };
    case 'before':
      return { before: written };
    case 'oneOf':
      return { oneOf: [...new Set(written.split(/[,，]/).map((each) => each.trim()))].filter((each) => each !== '') };
    default: {
      const bound = Number(written);
      return Number.isFinite(bound) ? { [kind]: bound } : undefined;
    }
  }
}

/** What is still missing, by field or part; nothing is missing where it is empty. */
export interface Missing {
  readonly match: readonly string[];
  readonly fields: boolean;
  readonly claims: readonly number[] | 'none';
  readonly matter: boolean;
  readonly caseNumber: boolean;
}

export function missingOf(resource: Resource, state: QuestionState, withValues: boolean): Missing {
  const key = resource.matchKeys[state.key] ?? [];
  return {
    match: withValues
      ? key.filter((field) => writtenValue(valueKind(resource, field), state.match[field] ?? '') === undefined)
      : [],
    fields: state.mode === 'lookup' && state.fields.length === 0,
    claims:
      state.mode === 'lookup'
        ? []
        : state.claims.length === 0
          ? 'none'
          : state.claims.flatMap((line, index) =>
              (withValues || line.kind !== 'equals') && claimOf(resource, line) === undefined ? [index] : [],
            ),
    matter: state.matter.trim() === '',
    caseNumber: state.caseNumber.trim() === '',
  };
}

export function isWhole(missing: Missing): boolean {
  return (
    missing.match.length === 0 &&
    !missing.fields &&
    missing.claims !== 'none' &&
    missing.claims.length === 0 &&
    !missing.matter &&
    !missing.caseNumber
  );
}

/** Stands where a value would, for questions that are decided without looking at any. */
const noValue = '-';

/** The question as the hub takes it. Without values where only the decision is asked for. */
export function bodyOf(resource: Resource, state: QuestionState, withValues: boolean): QueryBody {
  const key = resource.matchKeys[state.key] ?? [];
  const match = Object.fromEntries(
    key.map((field) => [
      field,
      (withValues && writtenValue(valueKind(resource, field), state.match[field] ?? '')) || noValue,
    ]),
  );
  const purpose = { matter: state.matter.trim(), case: state.caseNumber.trim() };
  const base = { resource: resource.id, mode: state.mode, match, purpose };
  const officer = state.officer.trim() === '' ? {} : { officer: state.officer.trim() };
  if (state.mode === 'lookup') return { ...base, fields: [...state.fields], ...officer };
  const claims: NonNullable<QueryBody['claims']> = {};
  for (const line of state.claims) {
    const claim = withValues || line.kind !== 'equals' ? claimOf(resource, line) : noValue;
    const before = claims[line.field];
    // Two bounds of one field hold together.
    claims[line.field] =
      typeof before === 'object' && typeof claim === 'object' ? { ...before, ...claim } : (claim ?? noValue);
  }
  return { ...base, claims, ...officer };
}
