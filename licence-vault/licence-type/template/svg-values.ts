import type { Colour } from '../../ofd/write/content.ts';

const number = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?';
const wholeNumber = new RegExp(`^${number}$`);
const separators = /[\s,]+/;

/** Places on a page are far below this; so a wrong number cannot become a page of a mile. */
const largest = 5_000;

/** A length without a unit: the template's units are millimetres. Undefined: it is none. */
export function readLength(text: string): number | undefined {
  const trimmed = text.trim();
  const value = wholeNumber.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Math.abs(value) <= largest ? value : undefined;
}

export function readLengths(text: string): readonly number[] | undefined {
  const values = text.trim().split(separators).map(readLength);
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** `210mm`. */
export function readMillimetres(text: string | undefined): number | undefined {
  return text?.trim().endsWith('mm') === true ? readLength(text.trim().slice(0, -2)) : undefined;
}

/** `#rgb` or `#rrggbb`; `none` is null, anything else undefined. */
export function readColour(text: string): Colour | null | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === 'none') return null;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(trimmed);
  const hex = short === null ? trimmed : `#${[...trimmed.slice(1)].map((digit) => digit + digit).join('')}`;
  if (!/^#[0-9a-f]{6}$/.test(hex)) return undefined;
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

/** `translate(x)` or `translate(x, y)`. */
export function readTranslation(text: string): { readonly x: number; readonly y: number } | undefined {
  const inside = /^\s*translate\s*\(([^()]*)\)\s*$/.exec(text)?.[1];
  const [x, y = 0, ...others] = inside === undefined ? [] : (readLengths(inside) ?? []);
  return x === undefined || others.length > 0 ? undefined : { x, y };
}
