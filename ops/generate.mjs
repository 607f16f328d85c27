// @ts-check
// Writes <folder>/generated/schemas.ts from <folder>/schemas/*.schema.json, the hand-written contract.
//   node ops/generate.mjs           write what differs
//   node ops/generate.mjs --check   write nothing, name what differs, exit 1

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { driftedFiles, generatedFiles, writeFiles } from './setup/generator.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

try {
  const files = await generatedFiles(resolve(root));
  const drifted = await driftedFiles(files);
  if (check) {
    for (const { path, why } of drifted) console.error(`${path}: ${why}`);
    if (drifted.length > 0) console.error('run `npm run generate` and commit what it writes');
    process.exitCode = drifted.length > 0 ? 1 : 0;
  } else {
    await writeFiles(drifted);
    for (const { path } of drifted) console.log(`wrote ${path}`);
    if (drifted.length === 0) console.log('every generated file is up to date');
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
