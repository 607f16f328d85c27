import { readFile, writeFile } from 'node:fs/promises';
import { CommandError, exitCode } from './exit.ts';

/** The bytes of a file. @throws CommandError */
export async function contentOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw cannot(path, '读取', 'be read', error);
  }
}

/** Writes a file. @throws CommandError */
export async function save(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw cannot(path, '写入', 'be written', error);
  }
}

/** What was wrong with a file, in words; the error itself where it is no file's. */
export function cannot(path: string, zh: string, en: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  // What the hub or the way to it did is no fault of the file.
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  return new CommandError(`${path} 无法${zh} · cannot ${en} (${code})`, exitCode.usage);
}
