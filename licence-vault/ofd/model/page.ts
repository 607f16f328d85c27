import type { OfdPackage } from '../package/package.ts';
import {
  attribute,
  childrenOf,
  childText,
  isOfdNamespace,
  type Located,
  optionalChild,
  requiredAttribute,
} from '../xml/element.ts';
import { readXml } from '../xml/read-xml.ts';
import { pageBoxOf } from './document.ts';
import { requiredFile } from './ofd-file.ts';
import { type Box, readBox, readDeltas, readNumber } from './values.ts';

interface PageObjectBase {
  readonly id: string | undefined;
  /** Undefined where it makes no sense, as is seen: negative widths, fewer numbers. */
  readonly boundary: Box | undefined;
}

/** A run of text in one font (TextObject). */
export interface TextObject extends PageObjectBase {
  readonly kind: 'text';
  readonly font: string | undefined;
  /** Millimetres. */
  readonly size: number | undefined;
  readonly runs: readonly TextRun[];
}

export interface TextRun {
  readonly text: string;
  readonly x: number | undefined;
  readonly y: number | undefined;
  readonly deltaX: readonly number[];
}

/** Lines and areas (PathObject). */
export interface PathObject extends PageObjectBase {
  readonly kind: 'path';
  /** AbbreviatedData as written. */
  readonly data: string;
}

/** A picture (ImageObject). */
export interface ImageObject extends PageObjectBase {
  readonly kind: 'image';
  readonly resource: string | undefined;
}

/** A drawing kept as a resource (CompositeObject). */
export interface CompositeObject extends PageObjectBase {
  readonly kind: 'composite';
  readonly resource: string | undefined;
}

export type PageObject = TextObject | PathObject | ImageObject | CompositeObject;

export interface Page {
  readonly path: string;
  /** PhysicalBox of its own; undefined: the document's. */
  readonly box: Box | undefined;
  /** IDs of the template pages under or over it. */
  readonly templates: readonly string[];
  /** What is drawn, in order, layers and blocks flattened. */
  readonly objects: readonly PageObject[];
}

/** Reads a page's Content.xml (GB/T 33190 §7.7). @throws OFD_STRUCTURE_INVALID and the XML refusals */
export function readPage(ofd: OfdPackage, path: string): Page {
  const root = readXml({ bytes: requiredFile(ofd, `/${path}`, path).bytes, file: path, root: 'Page' });
  const content = optionalChild(root, 'Content');
  return {
    path,
    box: pageBoxOf(optionalChild(root, 'Area')),
    templates: childrenOf(root, 'Template').map((template) => requiredAttribute(template, 'TemplateID')),
    objects: (content === undefined ? [] : childrenOf(content, 'Layer')).flatMap(objectsIn),
  };
}

/**
 * PhysicalBox of a page of its own; undefined: the document's. What is drawn, which comes after it (GB/T 33190 §7.7), is not read.
 * @throws OFD_STRUCTURE_INVALID and the XML refusals
 */
export function readPageBox(ofd: OfdPackage, path: string): Box | undefined {
  const { bytes } = requiredFile(ofd, `/${path}`, path);
  const root = readXml({ bytes, file: path, root: 'Page', until: 'Content' });
  return pageBoxOf(optionalChild(root, 'Area'));
}

/** All text of a page, object by object, as a person would search for it. */
export function textOf(page: Page): string {
  return page.objects
    .flatMap((object) => (object.kind === 'text' ? [object.runs.map(({ text }) => text).join('')] : []))
    .join('\n');
}

function objectsIn(block: Located): readonly PageObject[] {
  return block.element.children
    .filter(({ namespace }) => isOfdNamespace(namespace))
    .flatMap((element) => objectsOf({ file: block.file, element }));
}

/** The reader of XML bounds how deep blocks can nest. */
function objectsOf(located: Located): readonly PageObject[] {
  switch (located.element.name) {
    case 'PageBlock':
      return objectsIn(located);
    case 'TextObject':
      return [{ kind: 'text', ...baseOf(located), font: attribute(located, 'Font'), ...textIn(located) }];
    case 'PathObject':
      return [{ kind: 'path', ...baseOf(located), data: childText(located, 'AbbreviatedData') ?? '' }];
    case 'ImageObject':
      return [{ kind: 'image', ...baseOf(located), resource: attribute(located, 'ResourceID') }];
    case 'CompositeObject':
      return [{ kind: 'composite', ...baseOf(located), resource: attribute(located, 'ResourceID') }];
    default:
      return [];
  }
}

function baseOf(object: Located): PageObjectBase {
  return { id: attribute(object, 'ID'), boundary: readBox(attribute(object, 'Boundary')) };
}

function textIn(object: Located): Pick<TextObject, 'size' | 'runs'> {
  return {
    size: readNumber(attribute(object, 'Size') ?? ''),
    runs: childrenOf(object, 'TextCode').map((code) => ({
      text: code.element.text,
      x: readNumber(attribute(code, 'X') ?? ''),
      y: readNumber(attribute(code, 'Y') ?? ''),
      deltaX: readDeltas(attribute(code, 'DeltaX') ?? '') ?? [],
    })),
  };
}
