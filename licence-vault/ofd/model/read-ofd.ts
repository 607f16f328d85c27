import { type OfdPackage, openPackage } from '../package/package.ts';
import { type DocumentDescription, readDocument } from './document.ts';
import { type DocBody, readOfdFile } from './ofd-file.ts';
import { type Page, readPage } from './page.ts';
import { readSignatureList, type SignatureList } from './signatures.ts';

/** One document of an OFD with what it consists of; pages are read when asked for. */
export interface OfdDocumentModel extends DocBody {
  readonly document: DocumentDescription;
  readonly signatures: SignatureList | undefined;
}

/** An OFD file, opened. */
export interface OfdModel {
  readonly package: OfdPackage;
  readonly documents: readonly OfdDocumentModel[];
}

/**
 * Opens an OFD and reads its structure: metadata, pages, resources and signatures by where they are. Nothing is verified.
 * @throws a Problem whose code begins with OFD_
 * @example readOfd(bytes).documents[0]?.info.customData
 */
export function readOfd(bytes: Uint8Array): OfdModel {
  const ofd = openPackage(bytes);
  const documents = readOfdFile(ofd).map((body) => ({
    ...body,
    document: readDocument(ofd, body.documentPath),
    signatures: body.signaturesPath === undefined ? undefined : readSignatureList(ofd, body.signaturesPath),
  }));
  return { package: ofd, documents };
}

/** The pages of a document, read. @throws a Problem whose code begins with OFD_ */
export function readPages(ofd: OfdPackage, document: DocumentDescription): readonly Page[] {
  return document.pages.map(({ path }) => readPage(ofd, path));
}
