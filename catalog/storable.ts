import { escapePointer, kernelProblems, type PointerError } from '../kernel/index.ts';

/**
 * Refuses texts that PostgreSQL cannot keep: the NUL character and halves of surrogate pairs, also in names of members.
 * Walks without recursion, so a value nested a hundred thousand deep does no harm.
 * @throws INVALID_INPUT naming the places
 */
export function requireStorable(value: unknown): void {
  const errors: PointerError[] = [];
  const open: { value: unknown; pointer: string }[] = [{ value, pointer: '' }];
  for (let each = open.pop(); each !== undefined && errors.length < 50; each = open.pop()) {
    const { value: one, pointer } = each;
    if (typeof one === 'string') {
      if (!isStorable(one)) errors.push({ pointer, detail: 'holds a character that no text has' });
    } else if (typeof one === 'object' && one !== null) {
      for (const [name, member] of Object.entries(one)) {
        if (!isStorable(name)) errors.push({ pointer, detail: 'a name in it holds a character that no text has' });
        // Deep below, the exact place helps nobody, and a pointer for each level would cost the square of the depth.
        open.push({ value: member, pointer: pointer.length > 500 ? pointer : `${pointer}/${escapePointer(name)}` });
      }
    }
  }
  if (errors.length > 0) throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
}

/** May the text be kept and searched for? */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
