/** A moment as a claim has it: whole seconds since 1970 (RFC 7519 §2, RFC 8392 §2). */
export function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

/** The moment a claim names; undefined for what is no whole number of seconds that a calendar has. */
export function instantOf(claim: unknown): Date | undefined {
  if (typeof claim !== 'number' || !Number.isSafeInteger(claim)) return undefined;
  const instant = new Date(claim * 1000);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
