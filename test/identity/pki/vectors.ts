import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Independent vectors that may lie beside the checkout; undefined, and said so, where they do not. */
export function vectorFolder(name: 'pkits' | 'ses' | 'sm2'): string | undefined {
  const folder = resolve(import.meta.dirname, '../../../../shared/vectors', name);
  if (existsSync(folder)) return folder;
  console.info('skipped: vectors not present');
  return undefined;
}

/** The files of a folder by their names. */
export function filesIn(folder: string, extension: string): ReadonlyMap<string, Buffer> {
  const names = readdirSync(folder).filter((name) => name.endsWith(extension));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** For tests over hundreds of files. */
export const vectorTimeout = 120_000;
