import { type DerNode, der, Fields, readText, tag } from '../../../identity/pki/index.ts';
import { encodeExtensions, readExtensions, type SealExtension } from './extensions.ts';
import { encodeHeader, readHeader, type SealHeader } from './header.ts';
import { encodePicture, readPicture, type SealPicture } from './picture-info.ts';
import { encodeProperty, readProperty, type SealProperty } from './property.ts';
import type { SealVersion } from './version.ts';

/** SES_SealInfo (印章信息): all that the seal maker signs. */
export interface SealInfo {
  readonly header: SealHeader;
  /** esID (印章标识), 7-bit text. */
  readonly id: string;
  readonly property: SealProperty;
  readonly picture: SealPicture;
  readonly extensions: readonly SealExtension[];
}

/** `SES_SealInfo ::= SEQUENCE { header, esID IA5String, property, picture, extDatas OPTIONAL }`. @throws DerFault */
export function readSealInfo(node: DerNode, version: SealVersion): SealInfo {
  const fields = Fields.of(node, 'SES_SealInfo');
  const header = readHeader(fields.any('header'));
  const id = readText(fields.next(tag.ia5String, 'esID'));
  const property = readProperty(fields.any('property'), version);
  const picture = readPicture(fields.any('picture'));
  const extensions = readExtensions(fields);
  fields.end();
  return { header, id, property, picture, extensions };
}

/** @throws RangeError for what the version cannot hold */
export function encodeSealInfo(info: SealInfo, version: SealVersion): Buffer {
  return der.sequence(
    encodeHeader(info.header),
    der.ia5String(info.id),
    encodeProperty(info.property, version),
    encodePicture(info.picture),
    ...encodeExtensions(info.extensions, 'untagged'),
  );
}
