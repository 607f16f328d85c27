import { type Database, type Random, sha256 } from '../../../kernel/index.ts';
import { openFileContent, sealFileContent, unwrapDataKey } from '../../encryption/data-key.ts';
import type { VaultKeys } from '../../encryption/vault-keys.ts';
import { vaultProblems } from '../../problems.ts';
import type { StoredLicence } from '../licence.ts';
import { type FileFormat, findFile, readParts, type StoredFile } from './file-store.ts';
import { leanFile, wholeFile } from './shared-parts.ts';

/** Encrypts a file for the vault, without the parts that it shares with others. */
export function storedFile(options: {
  name: Pick<StoredFile, 'licence' | 'version' | 'format'>;
  dataKey: Buffer;
  bytes: Buffer;
  /** Parts that other files have too, and that say nothing of anybody. */
  shared: readonly Buffer[];
  seal: string | undefined;
  signer: Buffer;
  madeAt: Date;
  random: Random;
}): StoredFile {
  const { name, dataKey, bytes, random } = options;
  const { content, shared } = leanFile(bytes, options.shared);
  return {
    ...name,
    digest: sha256(bytes),
    size: bytes.length,
    content: sealFileContent({ dataKey, name, content, random }),
    shared,
    seal: options.seal,
    signer: options.signer,
    madeAt: options.madeAt,
  };
}

/**
 * A stored file of a version, put together, decrypted and compared with its digest.
 * @returns undefined where none was made of this version in this format
 * @throws LICENCE_DAMAGED rather than give a changed one
 */
export async function readLicenceFile(options: {
  readonly database: Database;
  readonly keys: VaultKeys;
  readonly licence: Pick<StoredLicence, 'id' | 'wrapped'>;
  readonly version: string;
  readonly format: FileFormat;
}): Promise<Buffer | undefined> {
  const { database, keys, version, format } = options;
  const { id: licence, wrapped } = options.licence;
  const name = { licence, version, format };
  const file = await findFile(database, name);
  if (file === undefined) return undefined;
  const parts = await readParts(database, file.shared);
  const content = openFileContent({ dataKey: unwrapDataKey({ keys, licence, wrapped }), name, sealed: file.content });
  const bytes = joined(
    licence,
    content,
    file.shared.map((digest) => parts.get(digest.toString('hex'))),
  );
  if (!sha256(bytes).equals(file.digest)) throw vaultProblems.LICENCE_DAMAGED({ licence });
  return bytes;
}

function joined(licence: string, content: Buffer, parts: readonly (Buffer | undefined)[]): Buffer {
  const there = parts.filter((part) => part !== undefined);
  if (there.length !== parts.length) throw vaultProblems.LICENCE_DAMAGED({ licence });
  try {
    return wholeFile(content, there);
  } catch (cause) {
    throw vaultProblems.LICENCE_DAMAGED({ licence }, { cause });
  }
}
