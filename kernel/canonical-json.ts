/**
 * Serialises a value by the JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units, numbers as
 * ECMAScript prints them, no white space. Two equal values give the same bytes, so a digest or signature may rest on them.
 *
 * Members whose value is `undefined` are left out, as JSON.stringify does.
 * @throws TypeError for what JSON cannot carry: NaN, infinities, lone surrogates, functions, symbols, bigint, cycles.
 * @example canonicalJson({ b: 1, a: '虎' }) // '{"a":"虎","b":1}'
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

function write(value: unknown, ancestors: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN and no infinity');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      break;
    default:
      throw new TypeError(`canonical JSON has no ${typeof value}`);
  }
  if (value === null) return 'null';
  if (ancestors.includes(value)) throw new TypeError('canonical JSON has no cycles');
  const path = [...ancestors, value];
  if (Array.isArray(value)) return `[${value.map((item) => write(item, path)).join(',')}]`;
  if (value instanceof Date) return writeString(value.toISOString());
  const members: string[] = [];
  for (const [name, member] of Object.entries(value).sort(byCodeUnits)) {
    if (member !== undefined) members.push(`${writeString(name)}:${write(member, path)}`);
  }
  return `{${members.join(',')}}`;
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(text);
}

/** JavaScript compares strings by UTF-16 code units, which is the order RFC 8785 §3.2.3 asks for. */
function byCodeUnits([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
