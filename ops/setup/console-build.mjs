// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { runQuietly, SetupFailure } from './program.mjs';

const stampOf = (/** @type {string} */ root) => join(root, 'dist', 'console', '.hufu-stamp');

/**
 * Was dist/console made of the console's sources as they are?
 * @param {string} root
 */
export function consoleIsCurrent(root) {
  try {
    return readFileSync(stampOf(root), 'utf8') === fingerprint(root);
  } catch {
    return false;
  }
}

/**
 * Makes the console's files in dist/console where its sources have changed, each text beside its compressed forms, so that the
 * hub compresses nothing while it serves. To be called under the set-up's lock.
 * @param {{ root: string, say: (line: string) => void }} options
 */
export async function ensureConsole({ root, say }) {
  if (consoleIsCurrent(root)) return;
  say('building the console');
  const before = fingerprint(root);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', join('console', 'vite.config.ts'), '--logLevel', 'error'];
  // Whatever asks for it, a test too, gets the console as people get it.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { code, output } = await runQuietly(process.execPath, args, { cwd: root, env });
  if (code !== 0) throw new SetupFailure(`${output.trim()}\nthe console cannot be built, see above`, 70);
  await compressAll(join(root, 'dist', 'console'));
  writeFileSync(stampOf(root), before);
}

const shrink = { br: promisify(brotliCompress), gz: promisify(gzip) };

/** @param {string} folder */
async function compressAll(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(js|css|html|svg|json|wasm)$/.test(path),
  );
  await Promise.all(
    files.map(async (path) => {
      const bytes = readFileSync(join(folder, path));
      // The last bit of brotli's art costs ten times the time of all before it.
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
      writeFileSync(join(folder, `${path}.br`), await shrink.br(bytes, quality));
      writeFileSync(join(folder, `${path}.gz`), await shrink.gz(bytes));
    }),
  );
}

/**
 * Sizes and times of change, as for the other sources.
 * @param {string} root
 */
function fingerprint(root) {
  const hash = createHash('sha256');
  const folder = join(root, 'console');
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
  for (const path of [...files.map((file) => join('console', file)), 'package-lock.json', 'tsconfig.json']) {
    const found = statSync(join(root, path));
    if (found.isFile()) hash.update(`${path} ${found.mtimeMs} ${found.size}\n`);
  }
  return hash.digest('hex');
}
