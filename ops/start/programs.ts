import { fileURLToPath } from 'node:url';

/** Path of a built program of ours, e.g. `exchange/main.js`. Works from the built tree only. */
export function builtProgram(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
