import { Problem } from '../../../kernel/pure/index.ts';
import { type DocumentDescription, readDocument } from '../model/document.ts';
import { type DocBody, ofdFileName, readOfdFile, requiredFile } from '../model/ofd-file.ts';
import { readSignature, type SignatureDescription } from '../model/signature.ts';
import { readSignatureList, type SignatureEntry } from '../model/signatures.ts';
import type { OfdPackage } from '../package/package.ts';

/** A signature that the package lists, read as far as it could be. */
export interface ListedSignature {
  readonly entry: SignatureEntry;
  /** The list it stands in. */
  readonly listPath: string;
  /** Its description, or what is wrong with it. */
  readonly description: SignatureDescription | Problem;
}

/** Everything in a package that a verification needs to know before it looks at one signature. */
export interface SignedPackage {
  readonly ofd: OfdPackage;
  readonly bodies: readonly DocBody[];
  /** The documents themselves, in the order of the bodies; undefined where one cannot be read. */
  readonly documents: readonly (DocumentDescription | undefined)[];
  readonly signatures: readonly ListedSignature[];
  /** Paths of the lists. */
  readonly lists: ReadonlySet<string>;
}

/**
 * Reads what is signed and by which signatures. A signature that cannot be read is kept with the reason; a list that
 * cannot be read spoils the whole.
 * @throws a Problem whose code begins with OFD_
 */
export function readSigned(ofd: OfdPackage): SignedPackage {
  const bodies = readOfdFile(ofd);
  const signatures: ListedSignature[] = [];
  const lists = new Set<string>();
  for (const { signaturesLocation } of bodies) {
    if (signaturesLocation === undefined) continue;
    const path = requiredFile(ofd, signaturesLocation, ofdFileName).name;
    // Two documents may share a list; its signatures count once.
    if (lists.has(path)) continue;
    lists.add(path);
    for (const entry of readSignatureList(ofd, path).entries) {
      signatures.push({ entry, listPath: path, description: readable(() => readSignature(ofd, entry.path)) });
    }
  }
  const documents = bodies.map(({ documentPath }) => readable(() => readDocument(ofd, documentPath)));
  return { ofd, bodies, documents: documents.map(unlessProblem), signatures, lists };
}

/** What is read, or the problem with it. */
export function readable<T>(read: () => T): T | Problem {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

export function unlessProblem<T>(result: T | Problem): T | undefined {
  return result instanceof Problem ? undefined : result;
}
