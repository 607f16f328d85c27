import type { AnswerCode, Scalar } from '../protocol/index.ts';
import type { Deadline } from './deadline.ts';
import type { FreshnessColumn, ResourceMapping } from './mapping.ts';

/** A fixed condition on rows, from the consumer's grant. Values are those of the resource, not of the source. */
export interface RowCondition {
  readonly field: string;
  readonly op: 'eq' | 'in' | 'prefix';
  readonly value: Scalar | readonly Scalar[];
}

export interface ReadRequest {
  readonly resource: ResourceMapping;
  /** Field and value; every one holds for a row that is given. One of the mapping's combinations. */
  readonly match: Readonly<Record<string, Scalar>>;
  /** Fields to give, all mapped. Nothing besides is given, and where the source can choose, nothing besides is read. */
  readonly fields: readonly string[];
  /** Every one holds for a row that is given. */
  readonly scope: readonly RowCondition[];
  /** Rows at most. */
  readonly limit: number;
  readonly deadline: Deadline;
}

/**
 * Where a list goes on, in the source's own terms. It may hold what is no part of the rows: whoever asks for the list gets it
 * sealed.
 */
export type ListPlace = readonly (Scalar | null)[];

/** All records, piece by piece, in the source's own order. */
export interface ListRequest extends Pick<ReadRequest, 'resource' | 'fields' | 'limit' | 'deadline'> {
  /** What the piece before named as its `next`; undefined at the beginning. */
  readonly from: ListPlace | undefined;
}

/** Rows and, unless they are the last, the place behind them. A piece that names one has rows. */
export interface Piece extends Reading {
  readonly next: ListPlace | undefined;
}

/** A record in the resource's own terms: field → value; a missing value is null. */
export type Row = Readonly<Record<string, unknown>>;

export interface Reading {
  readonly rows: readonly Row[];
  /** The state of the data that was read: now for a live source, the file's time for a file. */
  readonly asOf: Date;
}

export interface SourceHealth {
  /** Would a read succeed now? */
  readonly ok: boolean;
  /** Could all records be listed now? Left out: no. */
  readonly lists?: boolean | undefined;
  /** `OK`, or a code in capitals. Never a driver's text. */
  readonly detail: string;
}

/** How much there is and how new it is. */
export interface Extent {
  readonly rows: number;
  /** The number is the database's own estimate: counting would take it too long. */
  readonly estimated: boolean;
  readonly newest: Date | undefined;
}

export interface Sample {
  /** Rows with every mapped field; undefined in the place of one that the mapping cannot read. */
  readonly rows: readonly (Row | undefined)[];
  /** There are more rows than these. */
  readonly sampled: boolean;
}

/** What may be asked of a source as a whole. What comes of it leaves the department as numbers and times alone. */
export interface Survey {
  /** @throws SourceError ROWS_INVALID when the freshness column holds no time; the source's own */
  extent(request: SurveyRequest & { readonly freshness: FreshnessColumn | undefined }): Promise<Extent>;
  /** Some rows, not chosen by anybody. */
  sample(request: SurveyRequest & { readonly most: number }): Promise<Sample>;
  /** Rows beyond the first of each combination of these fields; undefined when counting would take too long. */
  duplicates(request: SurveyRequest & { readonly fields: readonly string[] }): Promise<number | undefined>;
}

export interface SurveyRequest {
  readonly resource: ResourceMapping;
  readonly deadline: Deadline;
}

/** Where a department keeps its data. Reads only; there is no way to write through it. */
export interface Source extends AsyncDisposable {
  /** @throws SourceError with the code that the answer will carry */
  read(request: ReadRequest): Promise<Reading>;
  /**
   * Undefined where records can only be asked for one by one.
   * @throws SourceError LIST_NOT_SUPPORTED where nothing tells its records apart, LIST_CHANGED where it cannot go on because
   * it is no longer the same
   */
  readonly list?: ((request: ListRequest) => Promise<Piece>) | undefined;
  /** Looks at the source as one resource needs it. Resolves in any case. */
  check(resource: ResourceMapping): Promise<SourceHealth>;
  /** Undefined where records can only be asked for one by one. */
  readonly survey?: Survey | undefined;
}

/** A read that did not succeed. Its code goes into the signed answer, its cause into our log at most. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: AnswerCode;

  constructor(code: AnswerCode, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/**
 * Waits for `work`, but not longer than there is time.
 * @throws SourceError SOURCE_TIMEOUT when the time is over first
 */
export function untilOver<T>(work: Promise<T>, deadline: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    deadline.onOver(() => reject(new SourceError('SOURCE_TIMEOUT')));
    work.then(resolve, reject);
  });
}
