import { join } from 'node:path';

/** Where the demonstration's codes lie. */
export function codesFolder(dataDirectory: string): string {
  return join(dataDirectory, 'demo', 'codes');
}

/** The file with the code of a request. */
export function codeFile(folder: string, request: string): string {
  return join(folder, `${request}.json`);
}
