import { inChinese } from './place-phrases.ts';
import type { Language, Text } from './text.ts';

/** One row of the error table. The texts may hold `{name}` placeholders, filled when the problem is raised. */
export interface ProblemRow {
  /** HTTP status, RFC 9110 §15. */
  readonly status: number;
  readonly title: Text;
  /** What happened, this time. */
  readonly detail: Text;
  /** The rule that refused. */
  readonly reason: Text;
  /** What to do next. */
  readonly remedy: Text;
}

/**
 * Where in the input, as a JSON pointer (RFC 6901), and what is wrong there. A fixed sentence is written in English; its
 * Chinese stands in place-phrases.ts.
 */
export interface PointerError {
  readonly pointer: string;
  /** In English. */
  readonly detail: string;
  /** In Chinese, where the sentence is no fixed one of the phrases that the house keeps in both languages. */
  readonly detailZh?: string | undefined;
}

/** What is wrong at a place, said in both languages where it is found. */
export function placeOf(pointer: string, { zh, en }: Text): PointerError {
  return { pointer, detail: en, detailZh: zh };
}

/** What is wrong at a place, in both languages. */
export function placeText(error: PointerError): Text {
  return { zh: placeDetail(error, 'zh'), en: error.detail };
}

/** What is wrong at a place, as it is said in a language. */
export function placeDetail({ detail, detailZh }: PointerError, language: Language): string {
  return language === 'zh' ? (detailZh ?? inChinese(detail) ?? detail) : detail;
}

/** The places as an answer in a language shows them. */
export function placesIn(
  errors: readonly PointerError[],
  language: Language,
): readonly { readonly pointer: string; readonly detail: string }[] {
  return errors.map((error) => ({ pointer: error.pointer, detail: placeDetail(error, language) }));
}

export interface ProblemExtras {
  readonly errors?: readonly PointerError[] | undefined;
  readonly cause?: unknown;
  /** Becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number | undefined;
}

/** The body of a refusal: problem details (RFC 9457) with our own members. */
export interface ProblemJson {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly reason: string;
  readonly remedy: string;
  readonly instance: string;
  readonly traceId: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
  /** The same in both languages, so that a program can show either, and change over without asking again. */
  readonly translations: Readonly<Record<'zh-CN' | 'en', ProblemTranslation>>;
}

interface ProblemTranslation extends ProblemTexts {
  /** The details of `errors`, in their order; absent where there are none. */
  readonly errors?: readonly string[];
}

interface ProblemTexts {
  readonly title: string;
  readonly detail: string;
  readonly reason: string;
  readonly remedy: string;
}

/**
 * A refusal or fault that may be shown to the caller. Everything else thrown is a bug or an outage and is answered as
 * INTERNAL, with nothing of it told. Raised through the functions that {@link defineProblems} makes of the error table.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly status: number;
  readonly errors: readonly PointerError[];
  readonly retryAfterSeconds: number | undefined;
  readonly #row: ProblemRow;
  readonly #parameters: Readonly<Record<string, string | number>>;

  constructor(options: {
    code: string;
    row: ProblemRow;
    parameters: Readonly<Record<string, string | number>>;
    extras?: ProblemExtras | undefined;
  }) {
    super(`${options.code}: ${fill(options.row.detail.en, options.parameters)}`, { cause: options.extras?.cause });
    this.code = options.code;
    this.status = options.row.status;
    this.errors = options.extras?.errors ?? [];
    this.retryAfterSeconds = options.extras?.retryAfterSeconds;
    this.#row = options.row;
    this.#parameters = options.parameters;
  }

  /** The four sentences in one language. */
  texts(language: Language): ProblemTexts {
    const row = this.#row;
    return {
      title: fill(row.title[language], this.#parameters),
      detail: fill(row.detail[language], this.#parameters),
      reason: fill(row.reason[language], this.#parameters),
      remedy: fill(row.remedy[language], this.#parameters),
    };
  }

  /** The answer's body; `instance` is a URI for this occurrence, `traceId` the trace it belongs to (W3C Trace Context). */
  toJson(options: { language: Language; instance: string; traceId: string }): ProblemJson {
    const { title, detail, reason, remedy } = this.texts(options.language);
    return {
      type: problemType(this.code),
      title,
      status: this.status,
      code: this.code,
      detail,
      reason,
      remedy,
      instance: options.instance,
      traceId: options.traceId,
      errors: placesIn(this.errors, options.language),
      translations: { 'zh-CN': this.#translation('zh'), en: this.#translation('en') },
    };
  }

  #translation(language: Language): ProblemTranslation {
    const texts = this.texts(language);
    if (this.errors.length === 0) return texts;
    return { ...texts, errors: this.errors.map((error) => placeDetail(error, language)) };
  }
}

/** The `type` member of a problem: a URN, since a county's exchange has no address that holds for ever. */
export function problemType(code: string): string {
  return `urn:hufu:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

type Placeholders<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type RowPlaceholders<R extends ProblemRow> = {
  [K in 'title' | 'detail' | 'reason' | 'remedy']: Placeholders<R[K]['zh']> | Placeholders<R[K]['en']>;
}['title' | 'detail' | 'reason' | 'remedy'];

type Raise<R extends ProblemRow> = [RowPlaceholders<R>] extends [never]
  ? (parameters?: Record<string, never>, extras?: ProblemExtras) => Problem
  : (parameters: Readonly<Record<RowPlaceholders<R>, string | number>>, extras?: ProblemExtras) => Problem;

export type ProblemTable = Readonly<Record<string, ProblemRow>>;

type Raisers<T extends ProblemTable> = { readonly [C in keyof T]: Raise<T[C]> };

const knownRows = new WeakMap<object, ProblemTable>();

/**
 * Makes a part of the error table: one function a code, which builds the Problem and asks the compiler for every placeholder.
 * @example
 * const refuse = defineProblems({ NO_GRANT: { status: 403, title: …, detail: { zh: '…{resource}', en: '…{resource}' }, … } });
 * throw refuse.NO_GRANT({ resource });
 */
export function defineProblems<const T extends ProblemTable>(rows: T): Raisers<T> {
  const raisers = Object.fromEntries(
    Object.entries(rows).map(([code, row]) => [
      code,
      (parameters: Readonly<Record<string, string | number>> = {}, extras?: ProblemExtras) =>
        new Problem({ code, row, parameters, extras }),
    ]),
  );
  knownRows.set(raisers, rows);
  return raisers as Raisers<T>;
}

/** Joins the parts of the error table into the one table that is published. @throws Error when two parts define one code. */
export function problemTable(parts: readonly object[]): ProblemTable {
  const table: Record<string, ProblemRow> = {};
  for (const part of parts) {
    for (const [code, row] of Object.entries(knownRows.get(part) ?? {})) {
      if (table[code] !== undefined) throw new Error(`the problem ${code} is defined twice`);
      table[code] = row;
    }
  }
  return table;
}

function fill(template: string, parameters: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}
