import type { JsonSchema } from '../../kernel/index.ts';
import type { Dice } from './dice.ts';
import { type Digits, numberOfSchema } from './number-of-schema.ts';
import { textOfPattern } from './text-of-pattern.ts';

/** What the words of a text are made of, and how long and how precise values are, where a schema does not say. */
export interface Material {
  readonly word: string;
  /** Letters of a text at most, where the schema does not ask for more. */
  readonly length?: number | undefined;
  readonly digits: Digits;
  /** Definitions that a `$ref` may name. */
  readonly definitions: Readonly<Record<string, unknown>>;
}

/** Values within one value at most: schemas may ask for lists of lists without end. */
const mostValues = 100;
const longestText = 500;
const longestWord = 20;
/** Of what may be left out, this many members of an object are made at most. */
const mostMembers = 50;

/**
 * A value that a schema of a row's property accepts, as far as its keywords can be followed one by one. Whoever uses it
 * checks the value against the schema and tries other dice where it does not fit.
 */
export function valueOfSchema(schema: unknown, material: Material, dice: Dice): unknown {
  let left = mostValues;

  function valueFor(given: unknown, own: Dice): unknown {
    left -= 1;
    if (left < 0 || given === false) return null;
    const plain = flattened(given, own);
    if ('const' in plain) return plain.const;
    if (Array.isArray(plain.enum)) {
      const [first, ...others] = plain.enum.filter((each) => each !== null);
      return first === undefined ? null : own.pick([first, ...others]);
    }
    switch (typeOf(plain, own)) {
      case 'string':
        return textOf(plain, material, own);
      case 'integer':
        return numberOfSchema({ ...plain, multipleOf: wholeStep(plain.multipleOf) }, material.digits, own);
      case 'number':
        return numberOfSchema(plain, material.digits, own);
      case 'boolean':
        return own.below(2) === 1;
      case 'array':
        return listOf(plain, own);
      case 'object':
        return objectOf(plain, own);
      default:
        return null;
    }
  }

  /** The schema with its references and combinations resolved: one branch of each, chosen by the dice. */
  function flattened(given: unknown, own: Dice): Record<string, unknown> {
    if (!isObject(given)) return {};
    const { $ref, allOf, anyOf, oneOf, ...rest } = given;
    const parts: unknown[] = [];
    if (typeof $ref === 'string') parts.push(material.definitions[$ref.slice('#/$defs/'.length)]);
    if (Array.isArray(allOf)) parts.push(...allOf);
    for (const branches of [anyOf, oneOf]) {
      if (Array.isArray(branches) && branches.length > 0) parts.push(branches[own.below(branches.length)]);
    }
    return parts.map((part, index) => flattened(part, own.of(`part ${index}`))).reduce(merged, { ...rest });
  }

  function listOf(plain: JsonSchema, own: Dice): unknown[] {
    const places = Array.isArray(plain.prefixItems) ? plain.prefixItems : [];
    const least = whole(plain.minItems) ?? 0;
    const usual = plain.items === false ? places.length : Math.max(places.length, 2);
    const count = Math.min(Math.max(least, usual), whole(plain.maxItems) ?? mostValues, mostValues);
    return Array.from({ length: count }, (_none, index) =>
      left <= 0 ? null : valueFor(index < places.length ? places[index] : plain.items, own.of(`item ${index}`)),
    );
  }

  function objectOf(plain: JsonSchema, own: Dice): Record<string, unknown> {
    const properties = isObject(plain.properties) ? plain.properties : {};
    const required = Array.isArray(plain.required) ? plain.required.filter((name) => typeof name === 'string') : [];
    const most = whole(plain.maxProperties) ?? mostMembers;
    const names = [...new Set([...required, ...Object.keys(properties)])].slice(0, Math.max(required.length, most));
    for (let n = 1; names.length < Math.min(whole(plain.minProperties) ?? 0, mostMembers); n += 1)
      names.push(`key${n}`);
    return Object.fromEntries(
      names.map((name) => {
        const member = Object.hasOwn(properties, name) ? properties[name] : plain.additionalProperties;
        return [name, valueFor(member, own.of(name))];
      }),
    );
  }

  return valueFor(schema, dice);
}

/** Texts of the formats that row schemas may name (ajv-formats), each for nobody and nowhere. */
const textsOfFormats: Readonly<Record<string, (dice: Dice) => string>> = {
  date: (dice) => dayBetween(2010, 2025, dice),
  'date-time': (dice) => `${dayBetween(2010, 2025, dice)}T${timeOfDay(dice)}Z`,
  time: (dice) => `${timeOfDay(dice)}Z`,
  'iso-time': (dice) => `${timeOfDay(dice)}Z`,
  'iso-date-time': (dice) => `${dayBetween(2010, 2025, dice)}T${timeOfDay(dice)}Z`,
  duration: (dice) => `P${1 + dice.below(30)}D`,
  // Names and addresses that RFC 2606, RFC 5737 and RFC 3849 keep for examples.
  email: (dice) => `sample${dice.below(1000)}@example.org`,
  hostname: (dice) => `sample${dice.below(1000)}.example.org`,
  uri: (dice) => `https://example.org/${dice.below(1000)}`,
  url: (dice) => `https://example.org/${dice.below(1000)}`,
  'uri-reference': (dice) => `/${dice.below(1000)}`,
  'uri-template': (dice) => `https://example.org/${dice.below(1000)}/{id}`,
  ipv4: (dice) => `192.0.2.${dice.below(256)}`,
  ipv6: (dice) => `2001:db8::${(1 + dice.below(65_535)).toString(16)}`,
  uuid: (dice) => `00000000-0000-4000-8000-${dice.digits(12)}`,
  regex: (dice) => `^sample${dice.below(1000)}$`,
  'json-pointer': (dice) => `/${dice.below(1000)}`,
  'json-pointer-uri-fragment': (dice) => `#/${dice.below(1000)}`,
  'relative-json-pointer': (dice) => `${dice.below(10)}`,
  byte: (dice) => Buffer.from(dice.digits(6)).toString('base64'),
};

/** A day of one of these years, `YYYY-MM-DD`; no day of a month is above 28, so each is real. */
export function dayBetween(first: number, last: number, dice: Dice): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${first + dice.below(last - first + 1)}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`;
}

function timeOfDay(dice: Dice): string {
  return [dice.below(24), dice.below(60), dice.below(60)].map((part) => String(part).padStart(2, '0')).join(':');
}

function textOf(schema: JsonSchema, { word, length = longestWord }: Material, dice: Dice): string {
  const format = typeof schema.format === 'string' ? textsOfFormats[schema.format] : undefined;
  if (format !== undefined) return format(dice);
  const least = Math.min(whole(schema.minLength) ?? 0, longestText);
  const most = Math.min(whole(schema.maxLength) ?? longestText, Math.max(length, least));
  if (typeof schema.pattern === 'string') {
    const text = textOfPattern(schema.pattern, dice);
    // Without `$` at its end a pattern says nothing of what follows.
    return schema.pattern.endsWith('$') ? text : text.padEnd(least, '0');
  }
  const letters = [...`${word}${dice.digits(3)}`].slice(0, most);
  while (letters.length < least) letters.push('样');
  return letters.join('');
}

/** The types that values may have, those with something to see first. */
function typeOf(schema: JsonSchema, dice: Dice): string {
  const named = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => typeof type === 'string');
  const [first, ...others] = named.filter((type) => type !== 'null');
  if (first !== undefined) return dice.pick([first, ...others]);
  if (named.length > 0) return 'null';
  const has = (...keywords: readonly string[]) => keywords.some((keyword) => keyword in schema);
  if (has('properties', 'required', 'minProperties', 'additionalProperties')) return 'object';
  if (has('items', 'prefixItems', 'minItems')) return 'array';
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) return 'number';
  return 'string';
}

const takesHigher = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const takesLower = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);

/** What two schemas say together, keyword by keyword. */
function merged(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const both = { ...one, ...other };
  for (const keyword of Object.keys(one).filter((name) => name in other)) {
    const [a, b] = [one[keyword], other[keyword]];
    if (takesHigher.has(keyword)) both[keyword] = Math.max(Number(a), Number(b));
    else if (takesLower.has(keyword)) both[keyword] = Math.min(Number(a), Number(b));
    else if (keyword === 'type' || keyword === 'enum') both[keyword] = common(a, b);
    else if (keyword === 'required') both[keyword] = [...new Set([a, b].flat())];
    else if (keyword === 'multipleOf' && isWhole(a) && isWhole(b)) both[keyword] = leastCommonMultiple(a, b);
    else if (keyword === 'properties' && isObject(a) && isObject(b)) {
      both[keyword] = Object.fromEntries(
        [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [
          name,
          name in a && name in b ? { allOf: [a[name], b[name]] } : (a[name] ?? b[name]),
        ]),
      );
    }
  }
  return both;
}

/** What is in both lists; an integer is a number. */
function common(a: unknown, b: unknown): unknown[] {
  const [left, right] = [[a].flat(), [b].flat()];
  const inBoth = left.filter((each) => right.includes(each));
  const whole = [left, right].some((types) => types.includes('integer') && !types.includes('number'));
  const numeric = [left, right].every((types) => types.includes('integer') || types.includes('number'));
  return whole && numeric && !inBoth.includes('integer') ? [...inBoth, 'integer'] : inBoth;
}

function leastCommonMultiple(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small > 0) [large, small] = [small, large % small];
  return (a / large) * b;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** The step of whole numbers that are multiples of another number, too. */
function wholeStep(step: unknown): number {
  if (typeof step !== 'number' || step <= 0) return 1;
  for (let times = 1; times <= 1000; times += 1) {
    const product = Number((step * times).toPrecision(12));
    if (Number.isInteger(product)) return product;
  }
  return 1;
}

function whole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? Number(value) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
