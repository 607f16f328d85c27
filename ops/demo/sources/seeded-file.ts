import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '../../../kernel/index.ts';

/**
 * Writes a file unless it is already there with the same fingerprint, which is kept beside it in `<name>.seeded`. The file appears
 * whole or not at all.
 * @returns whether it was written
 */
export async function writeSeededFile(options: {
  readonly folder: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly content: () => string;
}): Promise<{ readonly path: string; readonly written: boolean }> {
  const path = join(options.folder, options.name);
  const mark = `${path}.seeded`;
  if ((await textOf(mark)) === options.fingerprint && existsSync(path)) {
    return { path, written: false };
  }
  await mkdir(options.folder, { recursive: true });
  await writeWholeFile(path, options.content());
  // The mark comes last: without it the next start writes again.
  await writeWholeFile(mark, options.fingerprint);
  return { path, written: true };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
