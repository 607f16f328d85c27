import type { OfdPackage } from '../package/package.ts';
import {
  attribute,
  childrenOf,
  childText,
  invalid,
  type Located,
  optionalChild,
  requiredAttribute,
  requiredChild,
} from '../xml/element.ts';
import { readXml, readXmlEntry } from '../xml/read-xml.ts';
import { locate } from './location.ts';
import { requiredFile } from './ofd-file.ts';
import { type Box, readBox } from './values.ts';

/** A page or template page as the document lists it. */
export interface PageEntry {
  readonly id: string;
  /** Path of its Content.xml from the package's root. */
  readonly path: string;
}

/** Document.xml (文档根节点, GB/T 33190 §7.5). Paths are from the package's root and lead to files that are there. */
export interface DocumentDescription {
  readonly path: string;
  /** PhysicalBox of pages that state none of their own. */
  readonly pageBox: Box | undefined;
  readonly maxUnitId: string | undefined;
  readonly pages: readonly PageEntry[];
  readonly templates: readonly PageEntry[];
  readonly publicResources: readonly string[];
  readonly documentResources: readonly string[];
  readonly annotationsPath: string | undefined;
  readonly attachmentsPath: string | undefined;
  readonly customTagsPath: string | undefined;
  readonly extensionsPath: string | undefined;
}

/** More pages than any office document has. */
const mostPages = 20_000;

/**
 * Reads Document.xml. A page must be there; templates, resources, annotations and the like that are named and missing are left out,
 * as is seen.
 * @throws OFD_STRUCTURE_INVALID, OFD_FILE_MISSING and the XML refusals
 */
export function readDocument(ofd: OfdPackage, path: string): DocumentDescription {
  const root = readXmlEntry({ entry: requiredFile(ofd, `/${path}`, path), file: path, root: 'Document' });
  const common = requiredChild(root, 'CommonData');
  const area = optionalChild(common, 'PageArea');
  const optionalPath = (name: string) => {
    const location = childText(root, name);
    return location === undefined ? undefined : locate(ofd, location, path)?.name;
  };
  return {
    path,
    pageBox: pageBoxOf(area),
    maxUnitId: childText(common, 'MaxUnitID'),
    pages: readPages(ofd, childrenOf(requiredChild(root, 'Pages'), 'Page')),
    templates: readTemplates(ofd, childrenOf(common, 'TemplatePage')),
    publicResources: resourcePaths(ofd, common, 'PublicRes'),
    documentResources: resourcePaths(ofd, common, 'DocumentRes'),
    annotationsPath: optionalPath('Annotations'),
    attachmentsPath: optionalPath('Attachments'),
    customTagsPath: optionalPath('CustomTags'),
    extensionsPath: optionalPath('Extensions'),
  };
}

/** PhysicalBox of a PageArea (CT_PageArea), where there is one that makes sense. */
export function pageBoxOf(area: Located | undefined): Box | undefined {
  return area === undefined ? undefined : readBox(childText(area, 'PhysicalBox'));
}

function readPages(ofd: OfdPackage, elements: readonly Located[]): readonly PageEntry[] {
  const [first] = elements;
  if (first !== undefined && elements.length > mostPages) throw invalid(first, '页数过多', 'there are too many pages');
  return elements.map((element) => ({
    id: requiredAttribute(element, 'ID'),
    path: requiredFile(ofd, requiredAttribute(element, 'BaseLoc'), element.file).name,
  }));
}

function readTemplates(ofd: OfdPackage, elements: readonly Located[]): readonly PageEntry[] {
  return elements.flatMap((element) => {
    const path = locate(ofd, attribute(element, 'BaseLoc') ?? '', element.file)?.name;
    return path === undefined ? [] : [{ id: requiredAttribute(element, 'ID'), path }];
  });
}

function resourcePaths(ofd: OfdPackage, common: Located, name: string): readonly string[] {
  return childrenOf(common, name).flatMap(({ file, element }) => locate(ofd, element.text.trim(), file)?.name ?? []);
}

/** A file that comes with the document but shows on no page (附件). */
export interface Attachment {
  readonly id: string | undefined;
  readonly name: string;
  readonly format: string | undefined;
  readonly path: string | undefined;
}

/** Reads Attachments.xml. @throws OFD_STRUCTURE_INVALID and the XML refusals */
export function readAttachments(ofd: OfdPackage, path: string): readonly Attachment[] {
  const root = readXml({ bytes: requiredFile(ofd, `/${path}`, path).bytes, file: path, root: 'Attachments' });
  return childrenOf(root, 'Attachment').map((attachment) => ({
    id: attribute(attachment, 'ID'),
    name: attribute(attachment, 'Name') ?? '',
    format: attribute(attachment, 'Format'),
    path: locate(ofd, childText(attachment, 'FileLoc') ?? '', path)?.name,
  }));
}

/** Annotations of one page (分页注释文件). */
export interface PageAnnotations {
  readonly page: string;
  readonly path: string | undefined;
}

/** Reads Annotations.xml, the list of annotation files by page. @throws OFD_STRUCTURE_INVALID and the XML refusals */
export function readAnnotations(ofd: OfdPackage, path: string): readonly PageAnnotations[] {
  const root = readXml({ bytes: requiredFile(ofd, `/${path}`, path).bytes, file: path, root: 'Annotations' });
  return childrenOf(root, 'Page').map((page) => ({
    page: requiredAttribute(page, 'PageID'),
    path: locate(ofd, childText(page, 'FileLoc') ?? '', path)?.name,
  }));
}
