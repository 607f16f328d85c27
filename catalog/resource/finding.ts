import { type PointerError, type Problem, type ProblemExtras, placeOf, type Text } from '../../kernel/index.ts';
import type { CatalogueFinding } from '../generated/schemas.ts';

/** A place in a record, and what is wrong there. */
export interface Place {
  /** JSON pointer (RFC 6901) into the draft. */
  readonly pointer: string;
  readonly detail: Text;
}

/** An error keeps the record from being stored or submitted, a warning does not. */
export type Severity = 'error' | 'warning';

/** A rule that a record breaks: the refusal it would meet, and every place. */
export interface Breach {
  readonly severity: Severity;
  readonly problem: Problem;
  readonly places: readonly Place[];
}

/** A cell of a workbook: sheet by name, row and column from 1. */
export interface Cell {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** One thing that is wrong, or looks wrong, at one place: which rule, why, and how to put it right. */
export interface Finding extends Place {
  /** Code of the rule, as in the error table. */
  readonly code: string;
  readonly severity: Severity;
  /** Where the record was read from, if from a workbook. */
  readonly cell?: Cell | undefined;
  readonly title: Text;
  readonly reason: Text;
  readonly remedy: Text;
}

/** At most so many places are named in one refusal. */
const mostPlaces = 50;

/**
 * A breach of one rule at these places, or none.
 * @param raise makes the refusal, given the places as the error table takes them
 */
export function breachAt(
  places: readonly Place[],
  raise: (extras: ProblemExtras & { errors: readonly PointerError[] }) => Problem,
  severity: Severity = 'error',
): Breach | undefined {
  if (places.length === 0) return undefined;
  const errors = places.slice(0, mostPlaces).map(({ pointer, detail }) => placeOf(pointer, detail));
  return { severity, places, problem: raise({ errors }) };
}

/**
 * The findings of some breaches, one a place.
 * @param cellOf where a place was read from; a reader of workbooks gives it
 */
export function findingsOf(
  breaches: readonly Breach[],
  cellOf: (pointer: string) => Cell | undefined = () => undefined,
): readonly Finding[] {
  return breaches.flatMap(({ problem, places, severity }) => {
    const [zh, en] = [problem.texts('zh'), problem.texts('en')];
    const texts = {
      title: { zh: zh.title, en: en.title },
      reason: { zh: zh.reason, en: en.reason },
      remedy: { zh: zh.remedy, en: en.remedy },
    };
    return places.map((place) => {
      const cell = cellOf(place.pointer);
      return { code: problem.code, severity, ...place, ...texts, ...(cell === undefined ? {} : { cell }) };
    });
  });
}

/** A finding as the interface shows it. */
export function findingBody({ cell, ...finding }: Finding): CatalogueFinding {
  return { ...finding, ...(cell === undefined ? {} : { cell }) };
}
