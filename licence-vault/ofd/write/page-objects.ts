import { ofdElement, type XmlPiece } from '../xml/write-xml.ts';
import type { Colour, OfdContent, PageItem, PathItem, PictureItem, TextItem } from './content.ts';
import { boxOf, extentOf, layOut, length, lengths, matrixText, pathData } from './geometry.ts';

/** Where the objects of a page get their IDs and those of the resources they use. */
export interface ObjectIds {
  next(): number;
  /** The one given last, and as if so many more had been given. */
  last(): number;
  skip(count: number): void;
  font(name: string): number;
  picture(name: string): number;
}

/** One item as the object that shows it (GB/T 33190 §9 to §11). */
export function pageObject(item: PageItem, content: OfdContent, ids: ObjectIds): XmlPiece {
  switch (item.kind) {
    case 'text':
      return textObject(item, content, ids);
    case 'path':
      return pathObject(item, ids);
    case 'picture':
      return pictureObject(item, ids);
  }
}

function textObject(item: TextItem, content: OfdContent, ids: ObjectIds): XmlPiece {
  const { boundary, matrix, advances, baseline } = layOut(item);
  const font = content.fonts?.[item.font];
  return ofdElement(
    'TextObject',
    {
      ID: ids.next(),
      Boundary: boxOf(boundary),
      CTM: matrix === undefined ? undefined : matrixText(matrix),
      Alpha: alpha(item.opacity),
      Font: ids.font(item.font),
      Size: length(item.size),
      Weight: font?.bold === true ? 700 : undefined,
      Italic: font?.italic === true ? true : undefined,
    },
    item.colour === undefined ? undefined : colour('FillColor', item.colour),
    ofdElement(
      'TextCode',
      { X: 0, Y: length(baseline), DeltaX: advances.length === 0 ? undefined : lengths(advances) },
      item.text,
    ),
  );
}

function pathObject(item: PathItem, ids: ObjectIds): XmlPiece {
  const extent = extentOf(item);
  const { stroke, fill } = item;
  return ofdElement(
    'PathObject',
    {
      ID: ids.next(),
      Boundary: boxOf(extent),
      LineWidth: stroke === undefined ? undefined : length(stroke.width),
      DashPattern: stroke?.dash === undefined ? undefined : lengths(stroke.dash),
      Alpha: alpha(item.opacity),
      Stroke: stroke !== undefined,
      Fill: fill !== undefined,
      Rule: item.rule,
    },
    stroke === undefined ? undefined : colour('StrokeColor', stroke.colour),
    fill === undefined ? undefined : colour('FillColor', fill),
    ofdElement('AbbreviatedData', {}, pathData(item.segments, extent)),
  );
}

/** A picture is a unit square, which the matrix stretches. */
function pictureObject({ picture, x, y, width, height, opacity }: PictureItem, ids: ObjectIds): XmlPiece {
  return ofdElement('ImageObject', {
    ID: ids.next(),
    Boundary: lengths([x, y, width, height]),
    CTM: matrixText([width, 0, 0, height, 0, 0]),
    Alpha: alpha(opacity),
    ResourceID: ids.picture(picture),
  });
}

function colour(name: string, value: Colour): XmlPiece {
  return ofdElement(name, { Value: value.join(' ') });
}

/** 0 to 255; left out where nothing shines through. */
function alpha(opacity: number | undefined): number | undefined {
  return opacity === undefined || opacity === 1 ? undefined : Math.round(opacity * 255);
}
