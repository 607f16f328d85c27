import type { FieldFormat, TemplateField } from './licence-template.ts';
import type { Shape } from './svg-shapes.ts';

const formats = [
  'plain',
  'day',
  'year',
  'month',
  'date',
  'term',
  'from',
  'to',
] as const satisfies readonly FieldFormat[];
const mostLines = 200;
/** Smaller print than this is not read on paper (about 4.5 points). */
const smallestPrint = 1.6;
const usualLeading = 1.45;

/**
 * Reads the place of a value: `data-field`, `data-width`, and where they differ from the usual `data-format`, `data-align`,
 * `data-stand` (top or middle of its lines' room), `data-max-lines` (1), `data-min-size` (seven tenths of the size) and `data-leading` (1.45 sizes).
 */
export function readField({ reader, style, shift }: Shape): TemplateField | undefined {
  const field = reader.text('data-field')?.trim() ?? '';
  const format = reader.word('data-format', formats, 'plain');
  const align = reader.word('data-align', ['left', 'centre', 'right'], style.anchor);
  const stand = reader.word('data-stand', ['top', 'middle'], 'top');
  const [x, y] = [reader.length('x', 0) + shift.x, reader.length('y', 0) + shift.y];
  const width = reader.length('data-width');
  const maxLines = reader.length('data-max-lines', 1);
  const minSize = reader.length('data-min-size', Math.max(smallestPrint, style.fontSize * 0.7));
  const leading = reader.length('data-leading', usualLeading);
  if (reader.element.children.length > 0 || reader.element.text.trim() !== '') {
    reader.find('has a field and text; the text goes into an element of its own');
  }
  if (!Number.isInteger(maxLines) || maxLines < 1 || maxLines > mostLines) {
    reader.find(`data-max-lines must be a whole number from 1 to ${mostLines}`);
  }
  if (minSize < smallestPrint || minSize > style.fontSize) {
    reader.find(`data-min-size must be from ${smallestPrint} to the font's size`);
  }
  if (leading < 1 || leading > 5) reader.find('data-leading must be 1 to 5');
  if (style.fill === null) return reader.find('needs a fill, or it is not seen');
  if (width === undefined) return undefined;
  if (width < style.fontSize) return reader.find('data-width has no room for a character');
  return {
    ...{ field, format, align, x, y, width, maxLines, minSize, leading, stand },
    ...{ font: style.font, size: style.fontSize, colour: style.fill },
  };
}
