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

/** @param ancestors the objects that this value stands in; each takes its place in it while it is written */
function write(value: unknown, ancestors: object[]): string {
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
  if (value instanceof Date) return writeString(value.toISOString());
  if (ancestors.includes(value)) throw new TypeError('canonical JSON has no cycles');
  ancestors.push(value);
  const text = Array.isArray(value) ? writeArray(value, ancestors) : writeObject(value, ancestors);
  ancestors.pop();
  return text;
}

function writeArray(items: readonly unknown[], ancestors: object[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ',';
    text += write(items[index], ancestors);
  }
  return `${text}]`;
}

function writeObject(value: object, ancestors: object[]): string {
  let text = '{';
  // Without a comparison of its own, sort goes by UTF-16 code units, which is the order RFC 8785 §3.2.3 asks for.
  for (const name of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${writeString(name)}:${write(member, ancestors)}`;
  }
  return `${text}}`;
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(text);
}
