import { openBox, type Random, sealBox, sealKeyLength, sha256 } from '../../kernel/index.ts';
import { vaultProblems } from '../problems.ts';
import type { VaultKeys } from './vault-keys.ts';

/** A licence's data key as it is stored. */
export interface WrappedDataKey {
  readonly dataKey: Buffer;
  /** Id of the key-encryption key around it. */
  readonly dataKeyId: string;
}

/** A fresh 256-bit key for one licence: for use now, and wrapped for the database. */
export function createDataKey(options: { keys: VaultKeys; licence: string; random: Random }): {
  plain: Buffer;
  wrapped: WrappedDataKey;
} {
  const plain = options.random.bytes(sealKeyLength);
  return { plain, wrapped: wrapDataKey({ ...options, plain }) };
}

/** Wraps a data key under the current key-encryption key. */
export function wrapDataKey(options: {
  keys: VaultKeys;
  licence: string;
  plain: Buffer;
  random: Random;
}): WrappedDataKey {
  const { id, key } = options.keys.current;
  const context = keyContext(options.licence);
  return { dataKey: sealBox({ key, plaintext: options.plain, context, random: options.random }), dataKeyId: id };
}

/** @throws LICENCE_DAMAGED when the wrapped key is not what was stored, or its key-encryption key is not known */
export function unwrapDataKey(options: { keys: VaultKeys; licence: string; wrapped: WrappedDataKey }): Buffer {
  const { licence, wrapped } = options;
  const key = options.keys.find(wrapped.dataKeyId);
  if (key === undefined) throw vaultProblems.LICENCE_DAMAGED({ licence });
  return open({ key, box: wrapped.dataKey, context: keyContext(licence), licence });
}

/** Encrypts the document of one version; bound to licence and version, so it cannot stand in for another. */
export function sealDocument(options: {
  dataKey: Buffer;
  licence: string;
  version: string;
  document: Buffer;
  random: Random;
}): Buffer {
  const context = documentContext(options.licence, options.version);
  return sealBox({ key: options.dataKey, plaintext: options.document, context, random: options.random });
}

/** Opens a stored document and compares it with its digest. @throws LICENCE_DAMAGED rather than give a changed one */
export function openDocument(options: {
  keys: VaultKeys;
  licence: string;
  version: string;
  wrapped: WrappedDataKey;
  sealed: Buffer;
  /** SHA-256 of the document. */
  digest: Buffer;
}): Buffer {
  const { licence } = options;
  const key = unwrapDataKey(options);
  const context = documentContext(licence, options.version);
  const document = open({ key, box: options.sealed, context, licence });
  if (!sha256(document).equals(options.digest)) throw vaultProblems.LICENCE_DAMAGED({ licence });
  return document;
}

/** Which file of a licence: what its encryption is bound to, so that none can stand in for another. */
export interface FileName {
  readonly licence: string;
  readonly version: string;
  readonly format: string;
}

/** Encrypts a file of one version, or what is stored of it. */
export function sealFileContent(options: { dataKey: Buffer; name: FileName; content: Buffer; random: Random }): Buffer {
  const { dataKey: key, content: plaintext, random } = options;
  return sealBox({ key, plaintext, context: fileContext(options.name), random });
}

/** @throws LICENCE_DAMAGED */
export function openFileContent(options: { dataKey: Buffer; name: FileName; sealed: Buffer }): Buffer {
  const { name } = options;
  return open({ key: options.dataKey, box: options.sealed, context: fileContext(name), licence: name.licence });
}

/** Encrypts the words that go with an operation; they may name people. */
export function sealWords(options: {
  dataKey: Buffer;
  licence: string;
  sequence: number;
  words: object;
  random: Random;
}): Buffer {
  const context = wordsContext(options.licence, options.sequence);
  const plaintext = Buffer.from(JSON.stringify(options.words));
  return sealBox({ key: options.dataKey, plaintext, context, random: options.random });
}

/** @throws LICENCE_DAMAGED */
export function openWords(options: { dataKey: Buffer; licence: string; sequence: number; sealed: Buffer }): unknown {
  const { licence } = options;
  const context = wordsContext(licence, options.sequence);
  return JSON.parse(open({ key: options.dataKey, box: options.sealed, context, licence }).toString());
}

const keyContext = (licence: string) => `licence-key/${licence}`;
const documentContext = (licence: string, version: string) => `licence-document/${licence}/${version}`;
const fileContext = ({ licence, version, format }: FileName) => `licence-file/${licence}/${version}/${format}`;
const wordsContext = (licence: string, sequence: number) => `licence-operation/${licence}/${sequence}`;

function open(options: { key: Buffer; box: Buffer; context: string; licence: string }): Buffer {
  try {
    return openBox(options);
  } catch (cause) {
    throw vaultProblems.LICENCE_DAMAGED({ licence: options.licence }, { cause });
  }
}
