/**
 * Serialises a value by the JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units, numbers as
 * ECMAScript prints them, no white space. Two equal values give the same bytes, so a digest or signature may rest on them.
 *
 * Members whose value is `undefined` are left out, as JSON.stringify does.
 * @throws TypeError for what JSON cannot carry: NaN, infinities, lone surrogates, functions, symbols, bigint, cycles.
 * @example canonicalJson({ b: 1, a: '虎' }) // '{"a":"虎","b":1}'
 */
export function canonicalJson(value: unknown): string {
  // What is in order already, as most that this house writes is, the engine spells out in one go and the same way.
  return isInOrder(value, 0) ? JSON.stringify(value) : write(value, []);
}

/** Deeper than this nobody looks for order; cycles end here too. */
const deepest = 8;

/** Would JSON.stringify write the value canonically? Plain values alone, members in the order of UTF-16 code units. */
function isInOrder(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object' || depth === deepest) return false;
  if (Array.isArray(value)) return areInOrder(value, depth + 1);
  const prototype: unknown = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return false;
  let before = '';
  for (const name of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    if (name < before || !name.isWellFormed()) return false;
    before = name;
    if (!isInOrder(member, depth + 1)) return false;
  }
  return true;
}

/** One by one: a hole is no value, and JSON.stringify would make one of it. */
function areInOrder(items: readonly unknown[], depth: number): boolean {
  if (Object.getPrototypeOf(items) !== Array.prototype) return false;
  for (let index = 0; index < items.length; index += 1) if (!isInOrder(items[index], depth)) return false;
  return true;
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

/** Characters that JSON has as they are, and no surrogates. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function writeString(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(text);
}
