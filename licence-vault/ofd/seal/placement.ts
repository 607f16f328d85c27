import type { PointerError } from '../../../kernel/index.ts';
import type { DocumentDescription } from '../model/document.ts';
import { readPageBox } from '../model/page.ts';
import type { StampAnnotation } from '../model/signature.ts';
import type { Box } from '../model/values.ts';
import type { OfdPackage } from '../package/package.ts';
import { ofdProblems } from '../problems.ts';

/** Where a seal goes; it has its own size, which nobody changes. */
export type SealPlacement =
  | {
      readonly kind: 'normal';
      /** From 1. */
      readonly page: number;
      /** Millimetres from the page's top left to the seal's. */
      readonly x: number;
      readonly y: number;
    }
  | {
      /** A riding seal (骑缝章): a strip of it on the edge of every page, whole again when the pages are fanned out. */
      readonly kind: 'riding';
      readonly side: 'left' | 'right' | 'top' | 'bottom';
      /** Along the edge, from the top or left to the seal; left out: in the middle. */
      readonly offset?: number | undefined;
    };

/** The strip of a riding seal on one page is at least this wide; where there are more pages, they share several seals. */
const narrowestStrip = 2;
/** A4, for documents that state no size. */
const usualPage: Box = { x: 0, y: 0, width: 210, height: 297 };
/** Places are written with four digits after the point. */
const tolerance = 0.001;

/** A stamp that has no ID yet. */
export type PlacedStamp = Omit<StampAnnotation, 'id'>;

/**
 * Works out where the seal shows on which page.
 * @throws OFD_PLACEMENT_INVALID naming each place that is not on a page
 */
export function placeSeal(options: {
  ofd: OfdPackage;
  document: DocumentDescription;
  size: { readonly width: number; readonly height: number };
  placements: readonly SealPlacement[];
}): readonly PlacedStamp[] {
  const { ofd, document, size } = options;
  const sizes = new Map<number, Box>();
  const boxOf = (index: number): Box => {
    const page = document.pages[index];
    const box = sizes.get(index) ?? (page === undefined ? undefined : readPageBox(ofd, page.path));
    sizes.set(index, box ?? document.pageBox ?? usualPage);
    return sizes.get(index) ?? usualPage;
  };
  const errors: PointerError[] = [];
  const stamps = options.placements.flatMap((placement, index) => {
    const placed =
      placement.kind === 'normal' ? placeOne(placement, document, size, boxOf) : ride(placement, document, size, boxOf);
    if (typeof placed !== 'string') return placed;
    errors.push({ pointer: `/placements/${index}`, detail: placed });
    return [];
  });
  if (options.placements.length === 0) errors.push({ pointer: '/placements', detail: 'must hold a place' });
  if (errors.length > 0) throw ofdProblems.OFD_PLACEMENT_INVALID({ count: errors.length }, { errors });
  return stamps;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function placeOne(
  { page, x, y }: SealPlacement & { kind: 'normal' },
  document: DocumentDescription,
  size: Size,
  boxOf: (index: number) => Box,
): readonly PlacedStamp[] | string {
  const entry = Number.isInteger(page) ? document.pages[page - 1] : undefined;
  if (entry === undefined) return `there is no page ${page}`;
  const box = boxOf(page - 1);
  const isInside =
    x >= -tolerance &&
    y >= -tolerance &&
    x + size.width <= box.width + tolerance &&
    y + size.height <= box.height + tolerance;
  if (!isInside) return 'the seal would not lie on the page';
  return [{ page: entry.id, boundary: { x: box.x + x, y: box.y + y, ...size }, clip: undefined }];
}

/** Pages in groups, as even as can be, each of which shares one seal. */
function ride(
  { side, offset }: SealPlacement & { kind: 'riding' },
  document: DocumentDescription,
  size: Size,
  boxOf: (index: number) => Box,
): readonly PlacedStamp[] | string {
  const count = document.pages.length;
  if (count < 2) return 'a riding seal needs two pages';
  const isUpright = side === 'left' || side === 'right';
  const across = isUpright ? size.width : size.height;
  const groups = Math.ceil(count / Math.max(2, Math.floor(across / narrowestStrip)));
  const firstOf = (group: number) => Math.floor((count * group) / groups);
  const stamps: PlacedStamp[] = [];
  for (let group = 0; group < groups; group += 1) {
    const [first, end] = [firstOf(group), firstOf(group + 1)];
    for (let index = first; index < end; index += 1) {
      const box = boxOf(index);
      const along = isUpright ? box.height - size.height : box.width - size.width;
      const start = offset ?? along / 2;
      if (start < -tolerance || start > along + tolerance) return 'the seal would not lie on the edge of every page';
      const strip = stripOf({ side, at: index - first, of: end - first, size });
      stamps.push({ page: document.pages[index]?.id ?? '', ...onEdge({ side, box, start, size, strip }) });
    }
  }
  return stamps;
}

/** From where to where a page's strip reaches, across the seal from its left or top. */
interface Strip {
  readonly from: number;
  readonly to: number;
}

/**
 * Fanned to the right or downwards, each page lies under the one before and sticks out beyond it, so the first page has the
 * first strip; to the left or upwards it has the last.
 */
function stripOf({ side, at, of, size }: { side: string; at: number; of: number; size: Size }): Strip {
  const across = side === 'left' || side === 'right' ? size.width : size.height;
  const place = side === 'right' || side === 'bottom' ? at : of - 1 - at;
  return { from: rounded((across * place) / of), to: rounded((across * (place + 1)) / of) };
}

/** The whole seal's place, such that its strip ends at the edge, and the strip as the clip. */
function onEdge(options: { side: string; box: Box; start: number; size: Size; strip: Strip }) {
  const { side, box, start, size, strip } = options;
  const { from, to } = strip;
  switch (side) {
    case 'right':
      return {
        boundary: { x: box.x + box.width - to, y: box.y + start, ...size },
        clip: { x: from, y: 0, width: to - from, height: size.height },
      };
    case 'left':
      return {
        boundary: { x: box.x - from, y: box.y + start, ...size },
        clip: { x: from, y: 0, width: to - from, height: size.height },
      };
    case 'bottom':
      return {
        boundary: { x: box.x + start, y: box.y + box.height - to, ...size },
        clip: { x: 0, y: from, width: size.width, height: to - from },
      };
    default:
      return {
        boundary: { x: box.x + start, y: box.y - from, ...size },
        clip: { x: 0, y: from, width: size.width, height: to - from },
      };
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
