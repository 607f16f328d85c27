/**
 * How many ways a regular expression has of reading a text, as an upper bound. A pattern in a row schema is run over every
 * row, so one that reads a text in millions of ways would stop the hub (ReDoS).
 */

/** The ways counted for one unbounded repetition (`*`, `+`, `{2,}`). */
export const unbounded = 1_000;
/** A pattern with more ways than this is refused. */
export const mostWays = 10_000;
const longestPattern = 256;

interface Cursor {
  readonly text: string;
  at: number;
  unboundedSeen: number;
  /** The first construct met that is not accepted. */
  refused: string | undefined;
}

/**
 * Says why a pattern is refused, or undefined when it may be used. Accepted: patterns that begin with `^`, compile with
 * the `u` flag, hold at most one unbounded repetition (not inside a repeated group), no look-around and no back-reference,
 * and have at most {@link mostWays} ways of reading a text.
 * @example refusedPattern('^\\d{17}[\\dX]$') // undefined
 * @example refusedPattern('^(a|ab)*$') // 'more ways of reading a text than 10000'
 */
export function refusedPattern(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return `longer than ${longestPattern} characters`;
  if (!compiles(pattern)) return 'not a regular expression';
  if (!pattern.startsWith('^')) return 'does not begin with ^';
  const cursor: Cursor = { text: pattern, at: 0, unboundedSeen: 0, refused: undefined };
  const ways = sequence(cursor);
  if (cursor.at < pattern.length) return 'alternatives at the top: put them in a group after ^';
  if (cursor.refused !== undefined) return cursor.refused;
  if (cursor.unboundedSeen > 1) return 'more than one unbounded repetition';
  return ways > mostWays ? `more ways of reading a text than ${mostWays}` : undefined;
}

function compiles(pattern: string): boolean {
  try {
    // The first use compiles it; what is too large fails only then.
    new RegExp(pattern, 'u').test('');
    return true;
  } catch {
    return false;
  }
}

/** `a|b|c`: the ways of all of them together. */
function alternatives(cursor: Cursor): number {
  let ways = sequence(cursor);
  while (cursor.text[cursor.at] === '|') {
    cursor.at += 1;
    ways += sequence(cursor);
  }
  return ways;
}

/** `abc`: the ways of one times the ways of the next. */
function sequence(cursor: Cursor): number {
  let ways = 1;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '|' && cursor.text[cursor.at] !== ')') {
    ways *= repeated(cursor);
  }
  return ways;
}

/** One character, class or group, and how often it may come. */
function repeated(cursor: Cursor): number {
  const ways = atom(cursor);
  const bounds = quantifier(cursor);
  if (bounds === undefined) return ways;
  const { least, most } = bounds;
  if (ways === 1) return most - least + 1;
  // Every count of repetitions multiplies the ways of what is repeated by itself.
  let sum = 0;
  for (let count = least; count <= most && sum <= mostWays; count += 1) sum += ways ** count;
  return sum;
}

function atom(cursor: Cursor): number {
  const character = cursor.text[cursor.at];
  if (character === '(') {
    const plain = cursor.text.startsWith('(?:', cursor.at);
    if (!plain && cursor.text.startsWith('(?', cursor.at)) cursor.refused ??= 'look-around, a named group or flags';
    cursor.at += plain ? 3 : 1;
    const ways = alternatives(cursor);
    cursor.at += 1;
    return ways;
  }
  if (character === '[') return skipClass(cursor);
  if (character === '\\') return skipEscape(cursor);
  cursor.at += 1;
  return 1;
}

function skipClass(cursor: Cursor): number {
  cursor.at += 1;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== ']') {
    cursor.at += cursor.text[cursor.at] === '\\' ? 2 : 1;
  }
  cursor.at += 1;
  return 1;
}

/** `\d`, `\.`, `\p{Script=Han}`, `\u{1F600}`. */
function skipEscape(cursor: Cursor): number {
  if (/^\\[1-9k]/.test(cursor.text.slice(cursor.at))) cursor.refused ??= 'a back-reference';
  cursor.at += /^\\[pPu]\{/.test(cursor.text.slice(cursor.at))
    ? cursor.text.indexOf('}', cursor.at) - cursor.at + 1
    : 2;
  return 1;
}

function quantifier(cursor: Cursor): { least: number; most: number } | undefined {
  const found = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(cursor.text.slice(cursor.at));
  if (found === null) return undefined;
  cursor.at += found[0].length;
  const [, sign, low, range, high] = found;
  if (sign === '?') return { least: 0, most: 1 };
  const least = sign === undefined ? Number(low) : 0;
  if (sign === undefined && range === undefined) return { least, most: least };
  if (sign === undefined && high !== '') return { least, most: Number(high) };
  cursor.unboundedSeen += 1;
  return { least, most: least + unbounded };
}
