import { unzipSync, zipSync } from 'fflate';

/** An OFD with one of its files altered, as somebody would who knows how to open a ZIP archive. */
export function alteredOfd(ofd: Uint8Array, path: string, alter: (text: string) => string): Buffer {
  const files = unzipSync(ofd);
  const before = Buffer.from(files[path] ?? []).toString();
  const after = alter(before);
  if (after === before) throw new Error(`nothing to alter in ${path}`);
  return Buffer.from(zipSync({ ...files, [path]: Buffer.from(after) }));
}
