import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { CommandError, exitCode } from './exit.ts';

/** A file that a PATH of the command line led to. */
export interface FileAt {
  readonly path: string;
  readonly bytes: Buffer;
  /** It was named, or its name says that it holds certificates or revocation lists: if it holds none, something is wrong. */
  readonly isMeant: boolean;
}

const extensions = new Set(['.pem', '.crt', '.cer', '.der', '.crl', '.p7b', '.p7c']);

/** Larger ones are no certificates, and a province's revocation list is smaller. */
const largestFile = 64 * 1024 * 1024;

/**
 * The files at the PATHs of an option: a file itself, or every file of a folder, not of the folders in it.
 * @throws CommandError (64) for a path that cannot be read
 */
export function filesAt(paths: readonly string[]): readonly FileAt[] {
  return paths.flatMap((path): readonly FileAt[] => {
    if (!reading(path, () => statSync(path)).isDirectory()) return [{ path, bytes: fileBytes(path), isMeant: true }];
    return reading(path, () => readdirSync(path).sort()).flatMap((name): readonly FileAt[] => {
      const file = join(path, name);
      // A link that leads nowhere is no file of the folder.
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return [];
      return [{ path: file, bytes: fileBytes(file), isMeant: extensions.has(extname(name).toLowerCase()) }];
    });
  });
}

/** A file's content. @throws CommandError (64) for one that cannot be read or is larger than `largest` bytes */
export function fileBytes(path: string, largest: number = largestFile): Buffer {
  const { size } = reading(path, () => statSync(path));
  if (size > largest) throw new CommandError(`${path} 过大 · is too large`, exitCode.usage);
  return reading(path, () => readFileSync(path));
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new CommandError(`${path} 无法读取 · cannot be read (${code})`, exitCode.usage);
  }
}
