import { Problem } from '../../../kernel/index.ts';
import type { Finding } from '../../verify/verdict.ts';
import {
  type Attachment,
  type DocumentDescription,
  type PageAnnotations,
  readAnnotations,
  readAttachments,
  readDocument,
} from '../model/document.ts';
import type { DocInfo } from '../model/ofd-file.ts';
import { type Page, readPage } from '../model/page.ts';
import { type Resources, readResources } from '../model/resources.ts';
import type { SignatureDescription } from '../model/signature.ts';
import type { SignatureEntry } from '../model/signatures.ts';
import { type OfdPackage, openPackage } from '../package/package.ts';
import { checkCoverage } from './check-coverage.ts';
import { EntryDigests } from './check-method.ts';
import { checkReferences } from './check-references.ts';
import { readSigned } from './read-signed.ts';

/** A document with everything in it read. */
export interface InspectedDocument {
  readonly info: DocInfo;
  readonly document: DocumentDescription;
  readonly pages: readonly Page[];
  readonly templates: readonly Page[];
  readonly resources: readonly Resources[];
  readonly annotations: readonly PageAnnotations[];
  readonly attachments: readonly Attachment[];
}

/** A signature as far as it can be looked at without keys or trust. */
export interface InspectedSignature {
  readonly entry: SignatureEntry;
  readonly description: SignatureDescription | Problem;
  /** Are the protected files what they were? Undefined when the description cannot be read. */
  readonly files: Finding | undefined;
  /** Is there anything outside them that could change what is shown? */
  readonly coverage: Finding | undefined;
}

export interface OfdInspection {
  readonly documents: readonly InspectedDocument[];
  readonly signatures: readonly InspectedSignature[];
}

/**
 * Opens an OFD and reads all of it: every page, resource, annotation, attachment and signature. Signature values are not
 * looked at, so nothing here says whom to believe; that is for `verifyOfd`.
 * @throws a Problem whose code begins with OFD_, for the first thing that is not as it must be
 */
export function inspectOfd(bytes: Uint8Array): OfdInspection {
  const signed = readSigned(openPackage(bytes));
  const { ofd } = signed;
  const digests = new EntryDigests();
  return {
    documents: signed.bodies.map(({ info, documentPath }) => ({ info, ...inspectDocument(ofd, documentPath) })),
    signatures: signed.signatures.map(({ entry, description }) => {
      if (description instanceof Problem) return { entry, description, files: undefined, coverage: undefined };
      const files = checkReferences({ ofd, signature: description, digests });
      // Whether the seal's file is the one in the value cannot be told here; it is taken to be.
      return {
        entry,
        description,
        files,
        coverage: checkCoverage({ signed, signature: description, sealMatches: true, others: [] }),
      };
    }),
  };
}

function inspectDocument(ofd: OfdPackage, path: string): Omit<InspectedDocument, 'info'> {
  const document = readDocument(ofd, path);
  const { annotationsPath, attachmentsPath } = document;
  return {
    document,
    pages: document.pages.map((page) => readPage(ofd, page.path)),
    templates: document.templates.map((page) => readPage(ofd, page.path)),
    resources: [...document.publicResources, ...document.documentResources].map((file) => readResources(ofd, file)),
    annotations: annotationsPath === undefined ? [] : readAnnotations(ofd, annotationsPath),
    attachments: attachmentsPath === undefined ? [] : readAttachments(ofd, attachmentsPath),
  };
}
