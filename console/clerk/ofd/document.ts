import { OfdFault } from './fault.ts';
import { locate, type OfdFiles, unpack } from './package.ts';
import { sealPicture } from './seal-picture.ts';
import { attributeOf, type Box, boxOf, childOf, childrenOf, readXml, textOf } from './xml.ts';

/** A font by name, or with its file. */
export interface OfdFont {
  readonly name: string;
  readonly family: string;
  readonly file: Uint8Array | undefined;
}

/** A seal's picture where its signature puts it. */
export interface OfdStamp {
  readonly boundary: Box;
  /** What of it shows, from its own top left; undefined: all. */
  readonly clip: Box | undefined;
  readonly picture: Uint8Array | undefined;
}

/** A page with everything that is drawn on it, in order. */
export interface OfdPage {
  readonly box: Box;
  /** Layers, of template pages too. */
  readonly layers: readonly Element[];
  readonly annotations: readonly Element[];
  readonly stamps: readonly OfdStamp[];
}

/** An OFD as it is drawn; nothing in it has been verified. */
export interface OfdDocument {
  readonly pages: readonly OfdPage[];
  readonly fonts: ReadonlyMap<string, OfdFont>;
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly composites: ReadonlyMap<string, Element>;
  readonly drawParams: ReadonlyMap<string, Element>;
}

/** A4, for documents that state no size. */
const usualPage: Box = { x: 0, y: 0, width: 210, height: 297 };
/** What is looked at on a screen. */
const mostPages = 500;

/** Reads an OFD (GB/T 33190) for drawing. @throws OfdFault saying why it cannot be */
export function readOfd(bytes: Uint8Array): OfdDocument {
  const files = unpack(bytes);
  const root = readXml(files, 'OFD.xml', { zh: '主入口 OFD.xml ', en: 'the main entry, OFD.xml,' });
  const body = childOf(root, 'DocBody');
  const path = locate(files, textOf(body, 'DocRoot'), 'OFD.xml');
  const document = readXml(files, path, { zh: '文档根节点', en: 'the document’s root' });
  const from = path ?? '';
  const common = childOf(document, 'CommonData');
  const usual = boxOf(textOf(childOf(common, 'PageArea'), 'PhysicalBox')) ?? usualPage;
  const resources = new Resources(files);
  for (const name of ['PublicRes', 'DocumentRes'])
    for (const each of childrenOf(common, name)) resources.read(locate(files, each.textContent ?? '', from));
  const templates = new Map(
    childrenOf(common, 'TemplatePage').map((each) => [attributeOf(each, 'ID') ?? '', each] as const),
  );
  const annotations = annotationsOf(files, locate(files, textOf(document, 'Annotations'), from));
  const stamps = stampsOf(files, locate(files, textOf(body, 'Signatures'), 'OFD.xml'));
  const entries = childrenOf(childOf(document, 'Pages'), 'Page');
  if (entries.length === 0 || entries.length > mostPages)
    throw new OfdFault('文件没有页面，或页数过多', 'the file has no pages, or too many');
  const pages = entries.map((entry): OfdPage => {
    const id = attributeOf(entry, 'ID') ?? '';
    const place = locate(files, attributeOf(entry, 'BaseLoc'), from);
    const page = readXml(files, place, { zh: '一个页面的内容', en: 'the content of a page' });
    for (const each of childrenOf(page, 'PageRes')) resources.read(locate(files, each.textContent ?? '', place ?? ''));
    const under: Element[] = [];
    const over: Element[] = [];
    for (const use of childrenOf(page, 'Template')) {
      const template = templates.get(attributeOf(use, 'TemplateID') ?? '');
      if (template === undefined) continue;
      const at = locate(files, attributeOf(template, 'BaseLoc'), from);
      const drawn = readXml(files, at, { zh: '一个模板页', en: 'a template page' });
      const order = attributeOf(use, 'ZOrder') ?? attributeOf(template, 'ZOrder');
      (order === 'Foreground' ? over : under).push(...layersOf(drawn));
    }
    return {
      box: boxOf(textOf(childOf(page, 'Area'), 'PhysicalBox')) ?? usual,
      layers: [...under, ...layersOf(page), ...over],
      annotations: annotations.get(id) ?? [],
      stamps: stamps.get(id) ?? [],
    };
  });
  const { fonts, pictures, composites, drawParams } = resources;
  return { pages, fonts, pictures, composites, drawParams };
}

const depth = { Background: 0, Body: 1, Foreground: 2 } as const;

/** Backgrounds first and foregrounds last, whatever order they are written in. */
function layersOf(page: Element): readonly Element[] {
  const of = (layer: Element) => depth[(attributeOf(layer, 'Type') ?? 'Body') as keyof typeof depth] ?? 1;
  return childrenOf(childOf(page, 'Content'), 'Layer').toSorted((one, other) => of(one) - of(other));
}

/** Fonts, pictures and drawings that pages use by their IDs. */
class Resources {
  readonly fonts = new Map<string, OfdFont>();
  readonly pictures = new Map<string, Uint8Array>();
  readonly composites = new Map<string, Element>();
  readonly drawParams = new Map<string, Element>();
  readonly #files: OfdFiles;

  constructor(files: OfdFiles) {
    this.#files = files;
  }

  /** What a page lacks for want of a resource file is not drawn; the rest is. */
  read(path: string | undefined): void {
    if (path === undefined) return;
    const root = readXml(this.#files, path, { zh: '资源文件', en: 'a resource file' });
    const base = `${path.split('/').slice(0, -1).join('/')}/${attributeOf(root, 'BaseLoc') ?? ''}/`.replace(/^\/+/, '');
    const file = (location: string | undefined) => {
      const place = locate(this.#files, location, base) ?? locate(this.#files, location, path);
      return place === undefined ? undefined : this.#files.get(place);
    };
    for (const font of inside(root, 'Fonts', 'Font')) {
      const name = attributeOf(font, 'FontName') ?? '';
      this.fonts.set(attributeOf(font, 'ID') ?? '', {
        name,
        family: attributeOf(font, 'FamilyName') ?? name,
        file: file(textOf(font, 'FontFile')),
      });
    }
    for (const media of inside(root, 'MultiMedias', 'MultiMedia')) {
      const bytes = file(textOf(media, 'MediaFile'));
      if (bytes !== undefined) this.pictures.set(attributeOf(media, 'ID') ?? '', bytes);
    }
    for (const unit of inside(root, 'CompositeGraphicUnits', 'CompositeGraphicUnit'))
      this.composites.set(attributeOf(unit, 'ID') ?? '', unit);
    for (const param of inside(root, 'DrawParams', 'DrawParam'))
      this.drawParams.set(attributeOf(param, 'ID') ?? '', param);
  }
}

function inside(root: Element, list: string, item: string): readonly Element[] {
  return childrenOf(root, list).flatMap((each) => childrenOf(each, item));
}

/** What annotations show, by the page's ID. */
function annotationsOf(files: OfdFiles, path: string | undefined): ReadonlyMap<string, readonly Element[]> {
  const found = new Map<string, readonly Element[]>();
  if (path === undefined) return found;
  for (const page of childrenOf(readXml(files, path, { zh: '注释列表', en: 'the list of annotations' }), 'Page')) {
    const at = locate(files, textOf(page, 'FileLoc'), path);
    if (at === undefined) continue;
    const shown = childrenOf(readXml(files, at, { zh: '注释文件', en: 'a file of annotations' }), 'Annot')
      .filter((annotation) => attributeOf(annotation, 'Visible') !== 'false')
      .flatMap((annotation) => childrenOf(annotation, 'Appearance'));
    found.set(attributeOf(page, 'PageID') ?? '', shown);
  }
  return found;
}

/** Where which seal shows, by the page's ID. */
function stampsOf(files: OfdFiles, path: string | undefined): ReadonlyMap<string, readonly OfdStamp[]> {
  const found = new Map<string, OfdStamp[]>();
  if (path === undefined) return found;
  for (const entry of childrenOf(readXml(files, path, { zh: '签名列表', en: 'the list of signatures' }), 'Signature')) {
    const at = locate(files, attributeOf(entry, 'BaseLoc'), path);
    if (at === undefined) continue;
    const signature = readXml(files, at, { zh: '签名描述文件', en: 'the description of a signature' });
    const info = childOf(signature, 'SignedInfo');
    const value = locate(files, textOf(signature, 'SignedValue'), at);
    const seal = locate(files, textOf(childOf(info, 'Seal'), 'BaseLoc'), at);
    const picture = [value, seal]
      .map((place) => (place === undefined ? undefined : sealPicture(files.get(place) ?? new Uint8Array())))
      .find((each) => each !== undefined);
    for (const stamp of childrenOf(info, 'StampAnnot')) {
      const boundary = boxOf(attributeOf(stamp, 'Boundary'));
      if (boundary === undefined) continue;
      const page = attributeOf(stamp, 'PageRef') ?? '';
      const placed = { boundary, clip: boxOf(attributeOf(stamp, 'Clip')), picture };
      found.set(page, [...(found.get(page) ?? []), placed]);
    }
  }
  return found;
}
