import { has, session } from '../session/session.ts';

/** Is the organisation within the officer's reach: their own, or any, for the data administration? */
export function reaches(organisation: string): boolean {
  const officer = session.value?.officer;
  return officer !== undefined && (officer.administration || officer.organisation === organisation);
}

/** May the officer write what this organisation provides? The hub decides; this spares dead ends. */
export function mayWrite(organisation: string): boolean {
  return has('catalogue-administrator') && reaches(organisation);
}

/** May the officer read what keepers of a record read: its findings and its changes? */
export function keeps(organisation: string): boolean {
  return (has('catalogue-administrator') || has('auditor')) && reaches(organisation);
}

export function forAdministration(): boolean {
  return session.value?.officer.administration ?? false;
}

/** The officer as the records name them. */
export function self(): string {
  return `officer:${session.value?.officer.id ?? ''}`;
}
