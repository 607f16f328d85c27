#!/usr/bin/env node
// @ts-check
// The command line `hufu`: makes the clone ready, then runs the program proper. What the set-up says goes to stderr, so
// that `--json` output stays clean.

import { fileURLToPath } from 'node:url';
import { nodeTooOld } from './setup/node-version.mjs';

const complaint = nodeTooOld(process.versions.node);
if (complaint !== undefined) {
  console.error(complaint);
  process.exit(69);
}

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const { fail, makeReady, runBuilt } = await import('./setup/ready.mjs');
const { endWithNpm } = await import('./setup/watch-npm.mjs');

endWithNpm(); // `kill` reaches npx, which does not pass it on

try {
  await makeReady({ root, build: true, say: (line) => console.error(line) });
  await runBuilt({ root, program: 'exchange/cli/main.js', args: process.argv.slice(2) });
} catch (error) {
  fail(error);
}
