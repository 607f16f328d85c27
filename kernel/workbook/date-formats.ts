/** Built-in number formats that show a day or a time (ECMA-376 part 1, 18.8.30), those of Chinese settings too. */
const builtIn = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
  57, 58,
]);

/** Does a number format show a day or a time? */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtIn.has(id);
  // Letters in quotes, brackets or behind a backslash are shown as they are.
  const bare = code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
  return /[ymdhs年月日]/i.test(bare) && !/general/i.test(bare);
}

const dayMs = 86_400_000;

/**
 * The day, or the moment, of a serial number; undefined for one that no calendar has.
 * @param from1904 the workbook counts from 1904, as old Macintosh programs did
 */
export function dateOfSerial(serial: number, from1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 1 || serial >= 2_958_466) return undefined;
  // Before March 1900 the count is off by one: it knows a 29 February 1900 that was none.
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const moment = new Date(Date.UTC(1899, 11, 30) + Math.round(days * dayMs));
  const text = moment.toISOString();
  return Number.isInteger(serial) ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
