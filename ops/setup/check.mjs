// @ts-check
import { join } from 'node:path';
import { runQuietly } from './program.mjs';

/**
 * The checks of `npm run check`, in the order in which they are printed.
 * @param {string} root
 */
function checks(root) {
  const module = (/** @type {string[]} */ ...path) => join(root, 'node_modules', ...path);
  return [
    {
      name: 'format and lint',
      args: [
        module('@biomejs', 'biome', 'bin', 'biome'),
        'check',
        '--error-on-warnings',
        '--max-diagnostics=20',
        '--colors=off',
        '.',
      ],
      hint: '`npm run format` mends what can be mended by itself',
    },
    { name: 'types', args: [module('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'] },
    // What runs in a browser knows the browser's names, and no others.
    ...['console', 'test/console'].map((folder) => ({
      name: `types of ${folder}`,
      args: [module('typescript', 'bin', 'tsc'), '--noEmit', '-p', join(folder, 'tsconfig.json')],
    })),
    { name: 'generated files', args: [join(root, 'ops', 'generate.mjs'), '--check'] },
    { name: 'dependency rules', args: [join(root, 'ops', 'architecture.mjs')] },
  ];
}

/**
 * Runs all checks, prints each with its result and what it found, and tells whether all of them passed.
 * @param {{ root: string, print: (line: string) => void }} options
 */
export async function runChecks({ root, print }) {
  // All at once: they are short, and most of each is waiting for files.
  const running = checks(root).map(async ({ name, args, hint }) => {
    const began = performance.now();
    const result = await runQuietly(process.execPath, args, { cwd: root });
    return { name, hint, ...result, seconds: (performance.now() - began) / 1000 };
  });
  let passed = true;
  for (const pending of running) {
    const { name, code, output, seconds, hint } = await pending;
    print(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
    if (code === 0) continue;
    passed = false;
    print(output.trimEnd());
    if (hint !== undefined) print(hint);
  }
  return passed;
}
