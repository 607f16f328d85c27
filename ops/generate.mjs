// @ts-check
// Writes <folder>/generated/schemas.ts from <folder>/schemas/*.schema.json, the hand-written contract; and, given the
// address of a hub, the console's types from what that hub says of itself.
//   node ops/generate.mjs                                write what differs
//   node ops/generate.mjs --check                        write nothing, name what differs, exit 1
//   node ops/generate.mjs --api http://127.0.0.1:8080    write console/generated/api.ts

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiTypes } from './setup/api-types.mjs';
import { driftedFiles, generatedFiles, writeFiles } from './setup/generator.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const api = process.argv.indexOf('--api');

try {
  if (api > 0) {
    const answer = await fetch(`${process.argv[api + 1]}/openapi.json`);
    if (!answer.ok) throw new Error(`/openapi.json answered ${answer.status}`);
    writeFileSync(
      join(root, 'console', 'generated', 'api.ts'),
      await apiTypes(/** @type {import("./setup/api-types.mjs").OpenApi} */ (await answer.json())),
    );
    console.log('wrote console/generated/api.ts');
  }
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
