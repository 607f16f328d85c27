import type { PointerError } from '../../../kernel/index.ts';
import { extentOf } from '../../ofd/write/geometry.ts';
import type { ItemType } from '../item.ts';
import type { LicenceTypeDefinition } from '../licence-type.ts';
import { isParticular, particularNames } from './field-value.ts';
import type { FieldFormat, LicenceTemplate, TemplateField } from './licence-template.ts';

/** Half of the largest seal that an issuing organ has (国发〔1999〕25号: 45 mm). */
const halfSeal = 22.5;
/** Strokes may touch the edge of the page. */
const tolerance = 0.5;

/** Formats that make something of what an item holds. */
const formatsOf: Readonly<Record<ItemType, readonly FieldFormat[]>> = {
  text: ['plain'],
  day: ['plain', 'day', 'year', 'month', 'date'],
  term: ['plain', 'term', 'from', 'to'],
  number: ['plain'],
  choice: ['plain'],
  'unified-code': ['plain'],
  'citizen-number': ['plain'],
  list: ['plain'],
};

/**
 * What is wrong with a template for a type: fields that the type does not have or that the format makes nothing of, items of
 * the face that have no field, inner items that would be printed, and what does not lie on the page.
 */
export function checkTemplate(template: LicenceTemplate, type: LicenceTypeDefinition): readonly PointerError[] {
  const items = new Map(type.items.map((item) => [item.name, item]));
  const shown = new Set(template.fields.map(({ field }) => field));
  const missing = type.items
    .filter(({ name, place }) => place === 'face' && !shown.has(name))
    .map(({ name, title }) => ({
      pointer: '/svg',
      detail: `has no field for ${name} (${title.zh}), an item of the face`,
    }));
  const wrong = template.fields.flatMap((field) => {
    const item = items.get(field.field);
    const at = (detail: string) => [{ pointer: pointerOf(field), detail }];
    if (item === undefined) {
      return isParticular(field.field)
        ? []
        : at(`names no item of the type; besides its items there are ${particularNames.join(', ')}`);
    }
    if (item.place === 'inner') return at('is an inner item, which the face does not show');
    return formatsOf[item.type].includes(field.format) ? [] : at(`${field.format} makes nothing of a ${item.type}`);
  });
  return [...wrong, ...missing, ...placeErrors(template)];
}

function pointerOf({ field, format }: TemplateField): string {
  return `/svg//text[@data-field="${field.slice(0, 64)}"][${format}]`;
}

function placeErrors(template: LicenceTemplate): readonly PointerError[] {
  const { width, height, seal } = template;
  const errors: PointerError[] = [];
  const isInside = (left: number, top: number, right: number, bottom: number) =>
    left >= -tolerance && top >= -tolerance && right <= width + tolerance && bottom <= height + tolerance;
  if (!isInside(seal.x - halfSeal, seal.y - halfSeal, seal.x + halfSeal, seal.y + halfSeal)) {
    errors.push({ pointer: '/svg//rect[@data-seal]', detail: 'a seal of 45 mm would not lie on the page' });
  }
  for (const field of template.fields) {
    const left = field.x - (field.align === 'left' ? 0 : field.align === 'right' ? field.width : field.width / 2);
    const top = field.y - field.size;
    const bottom = field.y + (field.maxLines - 1) * field.size * field.leading;
    if (!isInside(left, top, left + field.width, bottom)) {
      errors.push({ pointer: pointerOf(field), detail: 'does not lie on the page' });
    }
  }
  const outside = template.drawing.filter((item) => {
    if (item.kind === 'picture') return !isInside(item.x, item.y, item.x + item.width, item.y + item.height);
    if (item.kind === 'text') return !isInside(item.x, item.y - item.size, item.x, item.y);
    // Curves stay among their control points, so this is said of no path that is only near the edge.
    const { left, top, right, bottom } = extentOf({
      ...item,
      segments: item.segments.filter(([kind]) => kind !== 'A'),
    });
    return !isInside(left, top, right, bottom);
  }).length;
  if (outside > 0) errors.push({ pointer: '/svg', detail: `draws ${outside} things that do not lie on the page` });
  return errors;
}
