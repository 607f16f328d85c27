import type { OfdPackage } from '../package/package.ts';
import { attribute, childrenOf, childText, type Located, requiredAttribute } from '../xml/element.ts';
import { readXml } from '../xml/read-xml.ts';
import { locate, resolveLocation } from './location.ts';
import { requiredFile } from './ofd-file.ts';

/** A font (字形): by name, or with its file in the package. */
export interface FontResource {
  readonly id: string;
  readonly name: string;
  readonly family: string | undefined;
  /** Path of the embedded font file. */
  readonly path: string | undefined;
}

/** A picture, sound or film (多媒体). */
export interface MediaResource {
  readonly id: string;
  readonly type: string | undefined;
  readonly format: string | undefined;
  readonly path: string | undefined;
}

export interface Resources {
  readonly fonts: readonly FontResource[];
  readonly media: readonly MediaResource[];
}

/** Reads a resource file (资源文件, GB/T 33190 §7.9), PublicRes.xml or DocumentRes.xml. @throws OFD_STRUCTURE_INVALID and the XML refusals */
export function readResources(ofd: OfdPackage, path: string): Resources {
  const root = readXml({ bytes: requiredFile(ofd, `/${path}`, path).bytes, file: path, root: 'Res' });
  const folder = resolveLocation(attribute(root, 'BaseLoc') ?? '.', path);
  // Locations inside are taken from the folder that the root element names.
  const base = folder === undefined ? path : `${folder}/.`;
  const locateIn = (location: string | undefined) =>
    location === undefined ? undefined : (locate(ofd, location, base) ?? locate(ofd, location, path))?.name;
  return {
    fonts: inside(root, 'Fonts', 'Font').map((font) => ({
      id: requiredAttribute(font, 'ID'),
      name: attribute(font, 'FontName') ?? '',
      family: attribute(font, 'FamilyName'),
      path: locateIn(childText(font, 'FontFile')),
    })),
    media: inside(root, 'MultiMedias', 'MultiMedia').map((media) => ({
      id: requiredAttribute(media, 'ID'),
      type: attribute(media, 'Type'),
      format: attribute(media, 'Format'),
      path: locateIn(childText(media, 'MediaFile')),
    })),
  };
}

function inside(root: Located, list: string, item: string): readonly Located[] {
  return childrenOf(root, list).flatMap((element) => childrenOf(element, item));
}
