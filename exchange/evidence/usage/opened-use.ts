import { cursorRefused, decodeCursor } from '../../../kernel/index.ts';
import type { Opening } from '../opening-store.ts';
import { textsOf } from '../read-receipt.ts';

/** Whose use it was and for what: what seals go by. */
export function placeOf(opening: Opening) {
  const { organisation } = textsOf(opening.disclosed.get('parties')?.value);
  const { matter, case: caseNumber } = textsOf(opening.disclosed.get('purpose')?.value);
  return { organisation, matter, case: caseNumber };
}

/** When it happened, RFC 3339. */
export function timeOf(opening: Opening): string {
  return String(opening.disclosed.get('time')?.value);
}

/** The fields that were used, where it was about fields. */
export function fieldsOf(opening: Opening): { fields?: string[] } {
  const decision = opening.disclosed.get('decision')?.value;
  const fields =
    typeof decision === 'object' && decision !== null ? (decision as { readonly fields?: unknown }).fields : undefined;
  return Array.isArray(fields) ? { fields: fields.map(String) } : {};
}

/** The members that there are. */
export function given<T extends Readonly<Record<string, string | undefined>>>(members: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}

/** The leaf before which a page of uses begins. @throws INVALID_INPUT for a cursor of another list */
export function beforeOf(cursor: string): number {
  const [leaf] = decodeCursor(cursor, 1);
  if (typeof leaf === 'number' && Number.isSafeInteger(leaf) && leaf >= 0) return leaf;
  throw cursorRefused();
}
