import type { Dice } from './dice.ts';

/** A text longer than this is not made, whatever a pattern asks for. */
const longestText = 500;
/** How much oftener than it must come something that may be repeated comes at most. */
const mostExtra = 3;

interface Cursor {
  readonly pattern: string;
  at: number;
  readonly dice: Dice;
  /** Letters still to be had. */
  left: number;
  /** What each class met so far accepts. */
  readonly members: Map<string, readonly string[]>;
}

/**
 * A text that a pattern of a row schema accepts, as far as can be told from its form: the patterns that row schemas may
 * hold have neither look-around nor back-references. Whoever uses it checks the text against the pattern.
 * @example textOfPattern('^[A-Z]{2}\\d{4}$', dice) // 'QF0382'
 */
export function textOfPattern(pattern: string, dice: Dice): string {
  return alternatives({ pattern, at: 0, dice, left: longestText, members: new Map() }, true);
}

/** `a|b|c`: one of them; the others are read and left out. */
function alternatives(cursor: Cursor, wanted: boolean): string {
  const texts: string[] = [];
  const start = cursor.at;
  do {
    if (cursor.at > start) cursor.at += 1;
    texts.push(sequence(cursor, wanted));
  } while (cursor.pattern[cursor.at] === '|');
  return texts[cursor.dice.below(texts.length)] ?? '';
}

function sequence(cursor: Cursor, wanted: boolean): string {
  let text = '';
  while (cursor.at < cursor.pattern.length && !'|)'.includes(cursor.pattern.charAt(cursor.at))) {
    text += repeated(cursor, wanted);
  }
  return text;
}

function repeated(cursor: Cursor, wanted: boolean): string {
  const start = cursor.at;
  const first = atom(cursor, wanted);
  const times = quantifier(cursor);
  const end = cursor.at;
  if (times === 1) return first;
  let text = '';
  for (let count = 0; wanted && count < times && cursor.left > 0; count += 1) {
    cursor.at = start;
    text += atom(cursor, true);
  }
  cursor.at = end;
  return text;
}

function atom(cursor: Cursor, wanted: boolean): string {
  const { pattern } = cursor;
  const character = String.fromCodePoint(pattern.codePointAt(cursor.at) ?? 0);
  if (character === '(') {
    cursor.at += pattern.startsWith('(?:', cursor.at) ? 3 : 1;
    const text = alternatives(cursor, wanted);
    cursor.at += 1;
    return text;
  }
  const start = cursor.at;
  if (character === '[') skipClass(cursor);
  else if (character === '\\') skipEscape(cursor);
  else cursor.at += character.length;
  if (!wanted || character === '^' || character === '$') return '';
  const source = pattern.slice(start, cursor.at);
  if (source === '\\b' || source === '\\B') return '';
  cursor.left -= 1;
  return character === '[' || character === '\\' || character === '.' ? memberOf(source, cursor) : character;
}

function skipClass(cursor: Cursor): void {
  cursor.at += 1;
  while (cursor.at < cursor.pattern.length && cursor.pattern[cursor.at] !== ']') {
    cursor.at += cursor.pattern[cursor.at] === '\\' ? 2 : 1;
  }
  cursor.at += 1;
}

/** `\d`, `\.`, `\p{Script=Han}`, `\u{1F600}`, `\u4e00`, `\x41`. */
function skipEscape(cursor: Cursor): void {
  const [found = ''] = /^\\(?:[pPu]\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|.)/su.exec(
    cursor.pattern.slice(cursor.at),
  ) ?? ['\\'];
  cursor.at += found.length;
}

/** Unicode is looked through up to the end of its second plane, past the halves of pairs. */
const endOfPlanes = 0x2_0000;
const [firstSurrogate, endOfSurrogates] = [0xd800, 0xe000];

/** Where members of a class are looked for first: what people write. */
const common = [
  ...'0123456789ABCDEFGHJKLMNPQRSTUVWXYZIOabcdefghijklmnopqrstuvwxyz样例文本数据记录 -_./:,;()[]+*#@&%!?\'"',
];

/** A character that a class accepts. */
function memberOf(source: string, { members, dice }: Cursor): string {
  const known = members.get(source) ?? membersOf(source);
  members.set(source, known);
  return known[dice.below(known.length)] ?? '';
}

/**
 * Some characters that a class accepts. The class itself is asked, so that ranges, properties and negations are the
 * engine's to understand.
 */
function membersOf(source: string): readonly string[] {
  const accepts = new RegExp(`^(?:${source})$`, 'u');
  const usual = common.filter((character) => accepts.test(character));
  if (usual.length > 0) return usual;
  for (let point = 0; point < endOfPlanes; point += 1) {
    if (point === firstSurrogate) point = endOfSurrogates;
    const character = String.fromCodePoint(point);
    if (accepts.test(character)) return [character];
  }
  return [];
}

/** How often what stands before comes: 1 without a quantifier. */
function quantifier(cursor: Cursor): number {
  const found = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(cursor.pattern.slice(cursor.at));
  if (found === null) return 1;
  cursor.at += found[0].length;
  const [, sign, low, range, high] = found;
  const least = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
  if (sign === undefined && range === undefined) return least;
  const most = sign === '?' ? 1 : sign !== undefined || high === '' ? Number.POSITIVE_INFINITY : Number(high);
  return least + cursor.dice.below(Math.min(most - least, mostExtra) + 1);
}
