import { OfdFault } from './fault.ts';
import type { OfdFiles } from './package.ts';

/** Larger ones are no page that anybody reads. */
const largestXml = 16 * 1024 * 1024;

/** Reads a file of the package as XML; without entities, which can blow content up. @throws OfdFault */
export function readXml(files: OfdFiles, path: string | undefined, what: { zh: string; en: string }): Element {
  const bytes = path === undefined ? undefined : files.get(path);
  if (bytes === undefined) throw new OfdFault(`缺少${what.zh}`, `${what.en} is missing`);
  const wrong = () => new OfdFault(`${what.zh}不是可读的 XML`, `${what.en} is not XML that can be read`);
  if (bytes.length > largestXml) throw wrong();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wrong();
  }
  if (/<!DOCTYPE/i.test(text)) throw wrong();
  const root = new DOMParser().parseFromString(text, 'application/xml').documentElement;
  if (root.localName === 'parsererror' || root.getElementsByTagName('parsererror').length > 0) throw wrong();
  return root;
}

/** Children of a name, whatever prefix their maker gave it. */
export function childrenOf(parent: Element | undefined, name: string): readonly Element[] {
  return parent === undefined ? [] : [...parent.children].filter(({ localName }) => localName === name);
}

export function childOf(parent: Element | undefined, name: string): Element | undefined {
  return childrenOf(parent, name)[0];
}

export function textOf(parent: Element | undefined, name: string): string | undefined {
  return childOf(parent, name)?.textContent?.trim();
}

export function attributeOf(element: Element, name: string): string | undefined {
  return element.getAttribute(name) ?? undefined;
}

/** Numbers of an ST_Array; undefined where one of them is none. */
export function numbersOf(text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined;
  const words = text.trim().split(/[\s,]+/);
  const numbers = words.map(Number);
  return words[0] !== '' && numbers.every((one) => Number.isFinite(one) && Math.abs(one) < 1e6) ? numbers : undefined;
}

export function numberOf(text: string | undefined): number | undefined {
  const numbers = numbersOf(text);
  return numbers?.length === 1 ? numbers[0] : undefined;
}

/** A rectangle (ST_Box), millimetres. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function boxOf(text: string | undefined): Box | undefined {
  const [x, y, width, height, more] = numbersOf(text) ?? [];
  if (x === undefined || y === undefined || width === undefined || height === undefined || more !== undefined)
    return undefined;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}
