import { type Claim, isPredicate, judgePredicate, type Scalar, type Verdict } from './predicates.ts';

export interface Verdicts {
  /** Was there a record at all? */
  readonly matched: boolean;
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** The kinds of value that are compared otherwise than as text. */
export type ClaimKind = 'text' | 'date' | 'date-time';

/**
 * Answers claims about the records found.
 *
 * No record: nothing is known, all null. Several records: a claim is true or false only when every one says so, else
 * null; one of two namesakes proves nothing.
 * @param options.kindOf how a field is compared, see {@link claimKindOf}
 * @param options.today the day on which ages are counted, `YYYY-MM-DD`: that of the order
 */
export function compareClaims(options: {
  claims: Readonly<Record<string, Claim>>;
  rows: readonly Readonly<Record<string, unknown>>[];
  kindOf: (field: string) => ClaimKind;
  today: string;
}): Verdicts {
  const { claims, rows, today } = options;
  const verdicts: Record<string, Verdict> = {};
  for (const [field, claimed] of Object.entries(claims)) {
    const kind = options.kindOf(field);
    const judge = (actual: unknown): Verdict =>
      isPredicate(claimed)
        ? judgePredicate({
            predicate: claimed,
            actual,
            today,
            equals: (member) => compareClaim({ claimed: member, actual, kind }),
          })
        : compareClaim({ claimed, actual, kind });
    verdicts[field] = unanimous(rows.map((row) => judge(Object.hasOwn(row, field) ? row[field] : undefined)));
  }
  return { matched: rows.length > 0, verdicts };
}

/**
 * One claim against one value.
 *
 * Missing or null: null. Texts are equal in Normalization Form C, letter for letter: no trimming, no change of case.
 * Numbers are equal by value; a claimed text counts as a number only when it is written as one (`-?digits[.digits]`).
 * Dates are equal as days, moments as instants whatever their offset. Lists and objects cannot be claimed: null.
 */
export function compareClaim(options: { claimed: Scalar; actual: unknown; kind: ClaimKind }): Verdict {
  const { claimed, actual, kind } = options;
  switch (typeof actual) {
    case 'string':
      return compareText(claimed, actual, kind);
    case 'number':
      return numberOf(claimed) === actual;
    case 'boolean':
      return claimed === actual;
    default:
      return null;
  }
}

/** How a field is compared, from its part of the resource's JSON Schema. */
export function claimKindOf(property: unknown): ClaimKind {
  const format =
    typeof property === 'object' && property !== null && 'format' in property ? property.format : undefined;
  return format === 'date' || format === 'date-time' ? format : 'text';
}

const decimal = /^-?\d+(\.\d+)?$/;

function compareText(claimed: Scalar, actual: string, kind: ClaimKind): Verdict {
  if (typeof claimed === 'boolean') return false;
  if (typeof claimed === 'number') return decimal.test(actual) && Number(actual) === claimed;
  if (kind === 'date-time') {
    const instant = Date.parse(actual);
    return Number.isNaN(instant) ? null : Date.parse(claimed) === instant;
  }
  // A date that both sides write as YYYY-MM-DD is equal as a day when it is equal as a text.
  return claimed.normalize('NFC') === actual.normalize('NFC');
}

function numberOf(claimed: Scalar): number | undefined {
  if (typeof claimed === 'number') return claimed;
  return typeof claimed === 'string' && decimal.test(claimed) ? Number(claimed) : undefined;
}

function unanimous(verdicts: readonly Verdict[]): Verdict {
  const [first = null, ...others] = verdicts;
  return others.every((verdict) => verdict === first) ? first : null;
}
