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
  requiredText,
} from '../xml/element.ts';
import { readXml } from '../xml/read-xml.ts';
import { locate } from './location.ts';
import { requiredFile } from './ofd-file.ts';
import { type Box, readBox } from './values.ts';

/** Where a seal shows on a page (StampAnnot 签章外观); a riding seal has one on every page, each with a clip. */
export interface StampAnnotation {
  readonly id: string | undefined;
  /** ID of the page in the document. */
  readonly page: string;
  readonly boundary: Box;
  /** What of the seal shows, from the boundary's top left; undefined: all of it. */
  readonly clip: Box | undefined;
}

/** A file that the signature protects, and the digest it had. */
export interface SignatureReference {
  /** As written. */
  readonly location: string;
  /** Path from the root of the file it leads to; undefined when there is none. */
  readonly path: string | undefined;
  /** Digest, from base64; undefined when it is not base64. */
  readonly digest: Buffer | undefined;
}

/** Signature.xml (签名描述文件, GB/T 33190 §18.2). */
export interface SignatureDescription {
  readonly path: string;
  /** Raw content of the file: what the seal signature covers. */
  readonly bytes: Buffer;
  readonly provider: {
    readonly name?: string | undefined;
    readonly company?: string | undefined;
    readonly version?: string | undefined;
  };
  /** Object identifier as written; the seal signature has its own, which counts. */
  readonly signatureMethod: string | undefined;
  /** As written, in one of many forms; the seal signature has its own, which counts. */
  readonly signedAt: string | undefined;
  /** Name or object identifier of the digest, as written; the standard's default is MD5. */
  readonly checkMethod: string;
  readonly references: readonly SignatureReference[];
  readonly stamps: readonly StampAnnotation[];
  /** The seal's file, where the description names one that is there. */
  readonly sealPath: string | undefined;
  readonly signedValuePath: string;
}

/**
 * Reads a Signature.xml.
 * @throws OFD_STRUCTURE_INVALID, OFD_FILE_MISSING when the signed value or a seal that it names is not there, and the XML refusals
 */
export function readSignature(ofd: OfdPackage, path: string): SignatureDescription {
  const { bytes } = requiredFile(ofd, `/${path}`, path);
  const root = readXml({ bytes, file: path, root: 'Signature' });
  const info = requiredChild(root, 'SignedInfo');
  const references = requiredChild(info, 'References');
  const seal = optionalChild(info, 'Seal');
  const sealLocation = seal === undefined ? undefined : childText(seal, 'BaseLoc');
  return {
    path,
    bytes,
    provider: readProvider(info),
    signatureMethod: childText(info, 'SignatureMethod'),
    signedAt: childText(info, 'SignatureDateTime'),
    checkMethod: attribute(references, 'CheckMethod') ?? 'MD5',
    references: readReferences(ofd, references),
    stamps: childrenOf(info, 'StampAnnot').map(readStamp),
    sealPath: sealLocation === undefined ? undefined : requiredFile(ofd, sealLocation, path).name,
    signedValuePath: requiredFile(ofd, requiredText(root, 'SignedValue'), path).name,
  };
}

/** @throws OFD_STRUCTURE_INVALID when a file is protected twice, which would leave open which digest counts */
function readReferences(ofd: OfdPackage, references: Located): readonly SignatureReference[] {
  const read = childrenOf(references, 'Reference').map((reference): SignatureReference => {
    const location = requiredAttribute(reference, 'FileRef');
    return {
      location,
      path: locate(ofd, location, reference.file)?.name,
      digest: fromBase64(requiredText(reference, 'CheckValue')),
    };
  });
  const targets = read.map(({ path, location }) => path ?? location);
  if (new Set(targets).size !== targets.length) throw invalid(references, '同一文件列出两次', 'a file is listed twice');
  return read;
}

function readStamp(stamp: Located): StampAnnotation {
  const clip = attribute(stamp, 'Clip');
  return {
    id: attribute(stamp, 'ID'),
    page: requiredAttribute(stamp, 'PageRef'),
    boundary: requiredBox(requiredAttribute(stamp, 'Boundary'), stamp),
    clip: clip === undefined ? undefined : requiredBox(clip, stamp),
  };
}

function requiredBox(text: string, stamp: Located): Box {
  const box = readBox(text);
  if (box === undefined) throw invalid(stamp, '矩形有误', 'a rectangle is not valid');
  return box;
}

/** The standard has attributes; elements are seen. */
function readProvider(info: Located): SignatureDescription['provider'] {
  const provider = optionalChild(info, 'Provider');
  if (provider === undefined) return {};
  const read = (name: string) => attribute(provider, name) ?? childText(provider, name);
  return { name: read('ProviderName'), company: read('Company'), version: read('Version') };
}

/** Base64 in its one canonical spelling; white space is seen inside. */
function fromBase64(text: string): Buffer | undefined {
  const compact = text.replace(/\s+/g, '');
  const bytes = Buffer.from(compact, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === compact ? bytes : undefined;
}
