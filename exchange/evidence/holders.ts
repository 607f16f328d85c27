import { type Holder, parseHolder } from '../../identity/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { holderIndex, type VaultKeys } from '../../licence-vault/index.ts';

/** Gives the keyed index of every holder whose number is among the values; each once. */
export type HolderIndices = (values: Iterable<unknown>) => readonly Buffer[];

/** Both kinds of number have this many characters (GB 11643, GB 32100). */
const numberLength = 18;
/** Forms of a citizen number and of a unified code; whether it is one is for the check character to say. */
const citizenForm = /^[1-9]\d{16}[\dXx]$/;
const codeForm = /^[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}$/;

/**
 * Recognises holders by their numbers, in what was asked and in what was answered: those are the people and organisations
 * whose data was used, whatever the field is called. Whom no number names cannot be recognised.
 */
export function holderIndices(options: { keys: VaultKeys; clock: Clock }): HolderIndices {
  const { keys, clock } = options;
  return (values) => {
    const found = new Map<string, Buffer>();
    const seen = new Set<string>();
    for (const value of values) {
      if (typeof value !== 'string' || value.length !== numberLength || seen.has(value)) continue;
      // What was asked by comes back in every row.
      seen.add(value);
      const holder = holderOf(value, clock.now());
      if (holder !== undefined && !found.has(holder.number)) found.set(holder.number, holderIndex(keys, holder));
    }
    return [...found.values()];
  };
}

function holderOf(number: string, today: Date): Holder | undefined {
  return (
    (citizenForm.test(number) ? parsed({ kind: '111', number }, today) : undefined) ??
    (codeForm.test(number) ? parsed({ kind: '001', number }, today) : undefined)
  );
}

function parsed(holder: { readonly kind: '111' | '001'; readonly number: string }, today: Date): Holder | undefined {
  try {
    return parseHolder(holder, { today, origin: 'stored' });
  } catch {
    return undefined;
  }
}
