import { kernelProblems } from './problems.ts';

/** The entity tag of an aggregate's version (RFC 9110 §8.8.3). */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Checks an `If-Match` header against the current version.
 * @throws PRECONDITION_REQUIRED without the header, STALE_VERSION when it names another version.
 */
export function requireVersion(ifMatch: string | undefined, current: number): void {
  if (ifMatch === undefined) throw kernelProblems.PRECONDITION_REQUIRED();
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(etagOf(current))) throw kernelProblems.STALE_VERSION({ current });
}
