import type { Claim, Scalar } from '../protocol/index.ts';

/** What one is asking for: matter (事项) and case (办件). Without a purpose nothing is answered. */
export interface Purpose {
  readonly matter: string;
  readonly case: string;
}

interface Question {
  /** Id in the resource directory, e.g. `population.resident`. */
  readonly resource: string;
  /** Field and value by which the record is found; one of the combinations of the grant. */
  readonly match: Readonly<Record<string, Scalar>>;
  readonly purpose: Purpose;
  /** Represented party: short id or unified code of an organisation that the grant lists. */
  readonly onBehalfOf?: string | undefined;
  /** Login of the officer it is made for, where the grant requires one. */
  readonly officer?: string | undefined;
}

export interface LookupQuestion extends Question {
  /** Fields wanted. */
  readonly fields: readonly string[];
}

export interface VerifyQuestion extends Question {
  /**
   * Field and what is to be confirmed of it: a value it equals, or a predicate.
   * @example { name: '王芳', birthDate: { ageAtLeast: 60 }, divisionCode: { division: '450721' } }
   */
  readonly claims: Readonly<Record<string, Claim>>;
}

interface AnswerBase {
  readonly id: string;
  readonly resource: string;
  /** When the provider read its source, or of when the source's data is. */
  readonly asOf: string;
  readonly provider: { readonly organisation: string; readonly system: string };
  readonly grant: string;
  readonly quota: { readonly limit: number; readonly remaining: number; readonly reset: string };
  /** Proof of this use; keep it with the case. */
  readonly receipt: Readonly<Record<string, unknown>>;
}

export interface LookupAnswer<T> extends AnswerBase {
  readonly mode: 'lookup';
  readonly rows: readonly T[];
}

export interface VerifyAnswer extends AnswerBase {
  readonly mode: 'verify';
  /** Was there such a record? */
  readonly matched: boolean;
  /** True, false, or null where the provider does not know. */
  readonly verdicts: Readonly<Record<string, boolean | null>>;
}

interface SandboxBase {
  /** Nobody real is spoken of: no provider was asked, nothing recorded, nothing charged. */
  readonly sandbox: true;
  readonly resource: string;
  /** The same resource, edition and match give the same data. */
  readonly edition: number;
  readonly asOf: string;
  readonly provider: { readonly organisation: string; readonly system: 'sandbox' };
}

/** What {@link LookupAnswer} would look like, made up; without what only a real query has: order, grant, quota, receipt. */
export interface SandboxLookupAnswer<T> extends SandboxBase {
  readonly mode: 'lookup';
  readonly rows: readonly T[];
}

export interface SandboxVerifyAnswer extends SandboxBase {
  readonly mode: 'verify';
  readonly matched: boolean;
  readonly verdicts: Readonly<Record<string, boolean | null>>;
}

/** Every link of a decision, without a query being made. */
export interface Explanation {
  readonly allowed: boolean;
  readonly links: readonly {
    readonly link: string;
    readonly passed: boolean;
    readonly reference: string | null;
    readonly title: string;
  }[];
  readonly grant?: string;
  readonly fields?: readonly string[];
  readonly quota?: AnswerBase['quota'];
  readonly problem?: {
    readonly code: string;
    readonly status: number;
    readonly detail: string;
    readonly reason: string;
    readonly remedy: string;
  };
}

/** Is it what the hub promises for a lookup? What the rows hold is the resource's schema's to say. */
export function isLookupAnswer<T>(value: unknown): value is LookupAnswer<T> {
  return isAnswer(value) && value.mode === 'lookup' && Array.isArray(value.rows);
}

export function isVerifyAnswer(value: unknown): value is VerifyAnswer {
  return isAnswer(value) && value.mode === 'verify' && typeof value.matched === 'boolean' && isObject(value.verdicts);
}

export function isSandboxLookup<T>(value: unknown): value is SandboxLookupAnswer<T> {
  return isSandbox(value) && value.mode === 'lookup' && Array.isArray(value.rows);
}

export function isSandboxVerify(value: unknown): value is SandboxVerifyAnswer {
  return isSandbox(value) && value.mode === 'verify' && typeof value.matched === 'boolean' && isObject(value.verdicts);
}

export function isExplanation(value: unknown): value is Explanation {
  return isObject(value) && typeof value.allowed === 'boolean' && Array.isArray(value.links);
}

function isSandbox(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && value.sandbox === true;
}

function isAnswer(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && typeof value.id === 'string' && typeof value.asOf === 'string' && isObject(value.receipt);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
