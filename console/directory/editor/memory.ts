import { session } from '../../session/session.ts';
import type { GridRow } from '../grid/cells.ts';
import type { Draft, Fields } from './form.ts';

/** What was typed and not saved: kept while the tab is open, for the officer who typed it, and nowhere else. */
export interface Unsaved {
  readonly fields: Fields;
  readonly rows: readonly GridRow[];
  readonly base: Draft | undefined;
  readonly version: string | undefined;
}

const held = new Map<string, Unsaved>();

const keyOf = (record: string) => `${session.value?.officer.id ?? ''} ${record}`;

export function keepUnsaved(record: string, unsaved: Unsaved): void {
  if (session.value !== undefined) held.set(keyOf(record), unsaved);
}

export function unsavedOf(record: string): Unsaved | undefined {
  return held.get(keyOf(record));
}

export function dropUnsaved(record: string): void {
  held.delete(keyOf(record));
}
