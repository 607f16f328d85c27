import type { PointerError } from '../../../kernel/index.ts';
import { ofdProblems } from '../problems.ts';
import type { OfdContent, PageContent, PageItem } from './content.ts';
import { fontEndingOf, pictureFormatOf } from './picture-format.ts';

/** A sheet larger than this is no page. */
const largestSide = 5_000;
/** Places and sizes beyond this are mistakes; the sheet is smaller. */
const largestNumber = 100_000;

/**
 * Holds content to what can be written and will be read back: the form of dates and ids, pages, fonts and pictures that
 * exist, numbers that make sense.
 * @throws OFD_CONTENT_INVALID with a pointer to each place that is wrong
 */
export function requireContent(content: OfdContent): void {
  const errors: PointerError[] = [];
  const require = (holds: boolean, pointer: string, detail: string) => {
    if (!holds) errors.push({ pointer, detail });
  };
  require(/^[0-9a-f]{32}$/.test(content.docId), '/docId', 'must be 32 hexadecimal digits in lower case');
  require(isDay(content.creationDate), '/creationDate', 'must be a day, YYYY-MM-DD');
  require(content.modDate === undefined || isDay(content.modDate), '/modDate', 'must be a day, YYYY-MM-DD');
  require(content.pages.length > 0, '/pages', 'must hold a page');
  for (const [index, { name }] of (content.customData ?? []).entries()) {
    require(name.trim() !== '', `/customData/${index}/name`, 'must not be empty');
  }
  for (const [name, { file }] of Object.entries(content.fonts ?? {})) {
    const isFont = file === undefined || fontEndingOf(file) !== undefined;
    require(isFont, `/fonts/${pointerPart(name)}/file`, 'is no TrueType or OpenType font');
  }
  for (const [name, bytes] of Object.entries(content.pictures ?? {})) {
    require(pictureFormatOf(bytes) !== undefined, `/pictures/${pointerPart(name)}`, 'is neither PNG nor JPEG');
  }
  for (const [index, { name }] of (content.attachments ?? []).entries()) {
    require(name.trim() !== '' && name.length <= 255, `/attachments/${index}/name`, 'must be 1 to 255 characters');
  }
  for (const [index, page] of content.pages.entries()) errors.push(...pageErrors(content, page, `/pages/${index}`));
  if (errors.length > 0) throw ofdProblems.OFD_CONTENT_INVALID({ count: errors.length }, { errors });
}

function pageErrors(content: OfdContent, page: PageContent, pointer: string): readonly PointerError[] {
  const sides = (['width', 'height'] as const).filter((side) => !(page[side] > 0 && page[side] <= largestSide));
  return [
    ...sides.map((side) => ({
      pointer: `${pointer}/${side}`,
      detail: `must be more than 0 and at most ${largestSide}`,
    })),
    ...(['background', 'items'] as const).flatMap((layer) => {
      const items = page[layer] ?? [];
      const isDrawn = layer === 'background' && soundNumbers.has(items);
      const errors = items.flatMap((item, index) => {
        const place = `${pointer}/${layer}/${index}`;
        return isDrawn ? kindErrors(content, item, place) : itemErrors(content, item, place);
      });
      if (layer === 'background' && errors.length === 0) soundNumbers.add(items);
      return errors;
    }),
  ];
}

/** Backgrounds whose numbers were looked at: a form is printed thousands of times. */
const soundNumbers = new WeakSet<readonly PageItem[]>();

function itemErrors(content: OfdContent, item: PageItem, pointer: string): readonly PointerError[] {
  const numbers = numbersOf(item);
  const errors: PointerError[] = [];
  if (!numbers.every((number) => Math.abs(number) <= largestNumber)) {
    errors.push({ pointer, detail: 'has a number that is no length' });
  }
  if (item.opacity !== undefined && !(item.opacity >= 0 && item.opacity <= 1)) {
    errors.push({ pointer: `${pointer}/opacity`, detail: 'must be 0 to 1' });
  }
  return [...errors, ...kindErrors(content, item, pointer)];
}

function kindErrors(content: OfdContent, item: PageItem, pointer: string): readonly PointerError[] {
  const wrong = (holds: boolean, place: string, detail: string) =>
    holds ? [] : [{ pointer: `${pointer}/${place}`, detail }];
  switch (item.kind) {
    case 'text':
      return [
        ...wrong(Object.hasOwn(content.fonts ?? {}, item.font), 'font', 'names no font of this document'),
        ...wrong(item.size > 0, 'size', 'must be more than 0'),
        ...wrong(item.text !== '' && !/[\r\n]/.test(item.text), 'text', 'must be one line that is not empty'),
        ...wrong(
          item.advances === undefined || item.advances.length === [...item.text].length - 1,
          'advances',
          'must be one less than there are characters',
        ),
      ];
    case 'picture':
      return [
        ...wrong(Object.hasOwn(content.pictures ?? {}, item.picture), 'picture', 'names no picture of this document'),
        ...wrong(item.width > 0 && item.height > 0, 'width', 'must be more than 0, as the height'),
      ];
    case 'path':
      return [
        ...wrong(item.segments[0]?.[0] === 'M', 'segments', 'must begin with a move'),
        ...wrong(
          item.stroke !== undefined || item.fill !== undefined,
          'stroke',
          'or fill must be there to show anything',
        ),
        ...wrong(item.stroke === undefined || item.stroke.width > 0, 'stroke/width', 'must be more than 0'),
      ];
  }
}

function numbersOf(item: PageItem): readonly number[] {
  const given = (numbers: readonly (number | undefined)[]) => numbers.filter((number) => number !== undefined);
  const channels = (colour: readonly number[] | undefined) =>
    (colour ?? []).map((value) => (Number.isInteger(value) && value >= 0 && value <= 255 ? value : Number.NaN));
  switch (item.kind) {
    case 'text':
      return given([item.x, item.y, item.size, item.degrees, ...(item.advances ?? []), ...channels(item.colour)]);
    case 'picture':
      return [item.x, item.y, item.width, item.height];
    case 'path':
      return given([
        ...item.segments.flatMap((segment) => segment.filter((part) => typeof part === 'number')),
        item.stroke?.width,
        ...(item.stroke?.dash ?? []),
        ...channels(item.stroke?.colour),
        ...channels(item.fill),
      ]);
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** RFC 6901 §3. */
function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
