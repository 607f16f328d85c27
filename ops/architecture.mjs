// @ts-check
// Checks the dependency rules over the project's own files; prints each breach and exits 1 when there is one.

import { fileURLToPath } from 'node:url';
import { projectFiles, violations } from './setup/architecture.mjs';

const found = violations(await projectFiles(fileURLToPath(new URL('..', import.meta.url))));
for (const { file, line, rule } of found) console.error(`${file}:${line}: ${rule}`);
process.exitCode = found.length > 0 ? 1 : 0;
