import { holdsCitizenNumber } from '../identity/index.ts';
import { escapePointer, kernelProblems, type PointerError } from '../kernel/index.ts';

const detail = 'holds a personal number';

/**
 * Holds texts that are kept and shown in clear to naming nobody by their citizen number.
 * @param texts by their JSON pointers
 * @throws INVALID_INPUT with every place
 */
export function requireNoPersonalNumber(texts: Readonly<Record<string, string | undefined>>): void {
  const errors = Object.entries(texts).flatMap(([pointer, text]) =>
    text !== undefined && holdsCitizenNumber(text) ? [{ pointer, detail }] : [],
  );
  if (errors.length > 0) throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
}

/** Every text in a value, names of members too, that holds a citizen number. */
export function personalNumbersIn(value: unknown, pointer = ''): readonly PointerError[] {
  if (typeof value === 'string') return holdsCitizenNumber(value) ? [{ pointer, detail }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    holdsCitizenNumber(name) ? [{ pointer, detail }] : personalNumbersIn(member, `${pointer}/${escapePointer(name)}`),
  );
}

/** Is there a citizen number among the bytes of a file, where what stands before and behind it may look like a digit? */
export function hasPersonalNumber(bytes: Buffer): boolean {
  return [...bytes.toString('latin1').matchAll(/(?=(\d{17}[\dXx]))/g)].some(([, text = '']) =>
    holdsCitizenNumber(text),
  );
}
