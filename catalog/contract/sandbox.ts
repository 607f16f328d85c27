import { checkUnifiedCode } from '../../identity/index.ts';
import { canonicalJson } from '../../kernel/index.ts';
import type { InformationItem, Resource } from '../resource/resource.ts';
import { rowCheckOf } from '../resource/row-check.ts';
import { type Dice, diceOf } from './dice.ts';
import { type Meaning, type Speaking, speakingOf } from './meaning.ts';
import { type Known, type Persona, personaOf } from './persona.ts';
import { codesOfStandard } from './standard-codes.ts';
import { dayBetween, type Material, valueOfSchema } from './value-of-schema.ts';

export type SandboxRow = Readonly<Record<string, unknown>>;
export type SandboxMatch = Readonly<Record<string, string | number | boolean>>;

/** What the sandbox needs of a resource. */
export type SandboxResource = Pick<Resource, 'id' | 'edition' | 'items' | 'rowSchema'>;

/** Codes that items take their values from, by what the item's `codeTable` says; see {@link ./item-codes.ts}. */
export type ItemCodes = ReadonlyMap<string, readonly string[]>;

/** A resource's made-up records. The same resource, edition and match give the same record, always. */
export interface Sandbox {
  /** Somebody to begin with: these records are found by any of their own keys. */
  readonly samples: readonly SandboxRow[];
  /**
   * The records that fit. A match that could be right and is of none of the samples finds one that is made up around it;
   * one that cannot be right (a wrong check digit, a value that the row schema refuses, a birth date that is not the
   * number's) finds none.
   * @param today no birth lies after it
   */
  find(match: SandboxMatch, today: Date): readonly SandboxRow[];
}

const sampleCount = 8;
/** One in so many values that may be missing is: programs have to live with it. */
const oneInSoManyMissing = 12;
/** Values that are tried before a schema counts as one that nothing fits. */
const tries = 12;

/**
 * Makes the sandbox of a resource: rows of its row schema, whose numbers have right check digits, whose codes are of their
 * tables and whose values fit each other as far as the items' names tell. A field that no value is found for is left out.
 */
export function sandboxOf(resource: SandboxResource, codes: ItemCodes): Sandbox {
  const { id, edition, items } = resource;
  const check = rowCheckOf(resource);
  const fits = (field: string, value: unknown) => check({ [field]: value }, [field]).length === 0;
  const makers = items.map((item) => makerOf({ item, resource, codes, fits: (value) => fits(item.field, value) }));
  const meanings = new Map(makers.map(({ field, speaking }) => [field, speaking]));
  const required = new Set(Array.isArray(resource.rowSchema.required) ? resource.rowSchema.required : []);

  function rowAround(
    match: SandboxMatch,
    dice: Dice,
    options: { today: Date | undefined; whole: boolean },
  ): SandboxRow | undefined {
    const known = new Map<string, Record<string, string>>();
    for (const [field, value] of Object.entries(match)) {
      const speaking = meanings.get(field);
      if (speaking !== undefined)
        known.set(speaking.role, { ...known.get(speaking.role), [speaking.meaning]: String(value) });
    }
    const people = new Map<string, Persona | undefined>();
    const person = ({ role }: Speaking): Persona | undefined => {
      if (!people.has(role)) {
        people.set(role, personaOf((known.get(role) ?? {}) as Known, dice.of(`person ${role}`), options.today));
      }
      return people.get(role);
    };
    const row: Record<string, unknown> = {};
    for (const { field, speaking, make, mayMiss } of makers) {
      if (Object.hasOwn(match, field)) {
        row[field] = match[field];
        if (speaking !== undefined && person(speaking) === undefined) return undefined;
        continue;
      }
      const own = dice.of(field);
      const misses = !options.whole && mayMiss && !required.has(field) && own.below(oneInSoManyMissing) === 0;
      const value = misses
        ? null
        : make(own, speaking === undefined ? undefined : person(speaking)?.[speaking.meaning]);
      if (value !== undefined) row[field] = value;
    }
    return row;
  }

  const samples = Array.from({ length: sampleCount }, (_none, n) =>
    rowAround({}, diceOf(id, String(edition), `sample ${n}`), { today: undefined, whole: n === 0 }),
  ).filter((row) => row !== undefined);

  return {
    samples,
    find(match, today) {
      const found = samples.filter((row) => Object.entries(match).every(([field, value]) => same(row[field], value)));
      if (found.length > 0) return found;
      const couldBe = Object.entries(match).every(
        ([field, value]) => fits(field, value) && isRight(meanings.get(field)?.meaning, value),
      );
      if (!couldBe) return [];
      const made = rowAround(match, diceOf(id, String(edition), canonicalJson(match)), { today, whole: false });
      return made === undefined ? [] : [made];
    },
  };
}

interface Maker {
  readonly field: string;
  readonly speaking: Speaking | undefined;
  /** May the value be null? */
  readonly mayMiss: boolean;
  /** A value; null where nothing else fits, undefined where nothing does. */
  readonly make: (dice: Dice, told: string | undefined) => unknown;
}

function makerOf(options: {
  item: InformationItem;
  resource: SandboxResource;
  codes: ItemCodes;
  fits: (value: unknown) => boolean;
}): Maker {
  const { item, resource, codes, fits } = options;
  const { field, codeTable } = item;
  const { properties, $defs } = resource.rowSchema;
  const schema = memberOf(properties, field);
  const material: Material = {
    word: `样例${item.name}`,
    length: item.length,
    digits: digitsOf(item),
    definitions: isObject($defs) ? $defs : {},
  };
  const table = codeTable === undefined ? [] : (codes.get(codeTable) ?? codesOfStandard(codeTable, item.length));
  const isGood = (value: unknown) => fits(value) && isWithin(item, value);
  const mayMiss = fits(null);
  // The samples are made first, always in one order: what nothing fitted then is not tried again for each row.
  let hopeless = false;
  return {
    field,
    speaking: speakingOf(item),
    mayMiss,
    make(dice, told) {
      const meant = told === undefined ? [] : formsOf(told, item);
      const inTable = table.flatMap((code) => (isNumeric(item) ? [code, Number(code)] : [code]));
      const rows = inTable.filter(isGood);
      // A person's own code comes first where the table has it: sex, for one.
      const own = meant.find((value) => (table.length === 0 || rows.includes(value as string)) && isGood(value));
      if (own !== undefined) return own;
      const [first, ...others] = rows;
      if (first !== undefined) return dice.pick([first, ...others]);
      const seen: unknown[] = [];
      for (let n = 0; n < tries && !hopeless; n += 1) {
        const again = dice.of(`try ${n}`);
        const value =
          n === 0
            ? (ofType(item, again) ?? valueOfSchema(schema, material, again))
            : valueOfSchema(schema, material, again);
        if (value !== null && isGood(value)) return value;
        seen.push(value);
      }
      // The schema is the contract; the length and scale of the item come second.
      const last = seen.find((value) => value !== null && fits(value));
      if (last !== undefined) return last;
      hopeless = true;
      return mayMiss ? null : undefined;
    },
  };
}

/** The ways in which a value of a meaning is written. */
function formsOf(told: string, item: InformationItem): readonly unknown[] {
  const { length } = item;
  const compact = told.replaceAll('-', '');
  const day = /^\d{4}-\d{2}-\d{2}$/.test(told);
  const meaning = speakingOf(item)?.meaning;
  const forms: unknown[] = [told];
  if (day) forms.push(compact, `${told}T00:00:00+08:00`, Number(compact));
  if (meaning === 'sex') forms.push(told === '1' ? '男' : '女', Number(told));
  if (meaning === 'division-code' && length !== undefined && length > told.length) {
    // GB/T 10114 fills up with zeros.
    forms.unshift(told.padEnd(Math.min(length, longestDivisionCode), '0'));
  }
  if (meaning === 'division-code') forms.push(Number(told));
  return forms;
}

const longestDivisionCode = 12;

/** Days, moments and truth values of items whose schema says no more than their type does. */
function ofType(item: InformationItem, dice: Dice): unknown {
  const until = /(止|届满|到期|截止)/.test(item.name);
  const day = () => (until ? dayBetween(2031, 2040, dice) : dayBetween(2010, 2025, dice));
  switch (item.type) {
    case 'D':
      return day();
    case 'T':
      return `${day()}T${String(8 + dice.below(10)).padStart(2, '0')}:${String(10 + dice.below(50))}:00+08:00`;
    case 'C':
      // Days that are kept as texts.
      if (!/(日期|时间|年月日)$/.test(item.name)) return undefined;
      return item.length === 8 ? day().replaceAll('-', '') : item.length === 10 ? day() : undefined;
    default:
      return undefined;
  }
}

const numericTypes = new Set(['N', 'Y', 'B', 'I', 'F']);

function isNumeric({ type }: InformationItem): boolean {
  return numericTypes.has(type);
}

const usualDigits = 4;
/** 元角分. */
const decimalsOfMoney = 2;
const decimalsOfFloats = 2;

/** Digits of numbers, from an item's length and scale: `length` counts all of them. */
function digitsOf({ type, length, scale }: InformationItem): { before: number; after: number } {
  const usual = type === 'Y' ? decimalsOfMoney : type === 'B' || type === 'F' ? decimalsOfFloats : 0;
  const most = length ?? usualDigits + usual;
  const after = type === 'I' ? 0 : Math.min(scale ?? Math.min(usual, most - 1), most);
  return { before: Math.max(0, most - after), after };
}

/** Does the value keep to the item's length and scale, which its schema need not repeat? */
function isWithin(item: InformationItem, value: unknown): boolean {
  if (typeof value === 'string') return item.length === undefined || [...value].length <= item.length;
  if (typeof value !== 'number') return true;
  const { before, after } = digitsOf(item);
  const [whole = '', fraction = ''] = String(Math.abs(value)).split('.');
  if (/e/.test(whole + fraction)) return false;
  const wholeDigits = whole === '0' ? 0 : whole.length;
  return (item.length === undefined || wholeDigits <= before) && (item.scale === undefined || fraction.length <= after);
}

/** Could somebody have such a number? */
function isRight(meaning: Meaning | undefined, value: unknown): boolean {
  if (meaning !== 'unified-code') return true;
  return checkUnifiedCode(String(value), { origin: 'entered' }).length === 0;
}

/** As providers compare a match: texts in one form, everything else by value. */
function same(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string'
    ? one.normalize('NFC') === other.normalize('NFC')
    : one === other;
}

function memberOf(schemas: unknown, name: string): unknown {
  return isObject(schemas) && Object.hasOwn(schemas, name) ? schemas[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
