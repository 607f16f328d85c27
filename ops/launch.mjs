// @ts-check
// The one door to everything: `npm start`, `npm test`, `npm run check|bench|fuzz|chaos|generate` come here. Needs nothing
// but Node, so that it runs in a fresh clone.
//   node ops/launch.mjs start|test|check|bench|fuzz|chaos|generate [arguments]

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeTooOld } from './setup/node-version.mjs';
import { endWithNpm } from './setup/watch-npm.mjs';

const complaint = nodeTooOld(process.versions.node);
if (complaint !== undefined) {
  console.error(complaint);
  process.exit(69);
}

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const [command = '', ...args] = process.argv.slice(2);
const say = (/** @type {string} */ line) => console.error(line);
const { fail, makeReady, runBuilt, runScript } = await import('./setup/ready.mjs');

/** @type {Record<string, () => Promise<void>>} */
const commands = {
  async start() {
    await makeReady({ root, build: true, say });
    await runBuilt({ root, program: 'ops/start/main.js', args });
  },
  async bench() {
    await makeReady({ root, build: true, say });
    await runBuilt({ root, program: 'ops/bench/main.js', args });
  },
  async fuzz() {
    await makeReady({ root, build: true, say });
    await runBuilt({ root, program: 'ops/fuzz/main.js', args });
  },
  async chaos() {
    await makeReady({ root, build: true, say });
    await runBuilt({ root, program: 'ops/chaos/main.js', args });
  },
  async test() {
    await makeReady({ root, build: false, say });
    process.chdir(root);
    await runScript(join(root, 'node_modules', 'vitest', 'vitest.mjs'), ['run', ...args]);
  },
  async check() {
    await makeReady({ root, build: false, say });
    const { runChecks } = await import('./setup/check.mjs');
    if (!(await runChecks({ root, print: (line) => console.log(line) }))) process.exitCode = 1;
  },
  async generate() {
    await makeReady({ root, build: false, say });
    await runScript(join(root, 'ops', 'generate.mjs'), args);
  },
};

const chosen = Object.hasOwn(commands, command) ? commands[command] : undefined;
if (chosen === undefined) {
  console.error(`usage: node ops/launch.mjs ${Object.keys(commands).join('|')} [arguments]`);
  process.exit(64);
}

endWithNpm();
await chosen().catch(fail);
