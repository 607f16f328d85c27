// @ts-check
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runQuietly, SetupFailure } from './program.mjs';

/** Folders that are compiled to dist/, see tsconfig.build.json. */
const sourceFolders = ['kernel', 'identity', 'catalog', 'licence-vault', 'connectors', 'exchange', 'ops'];

/** Folders with files that code reads from beside itself: copied to dist/ as they are. */
const assetFolders = new Set(['data', 'assets']);

const stampOf = (/** @type {string} */ root) => join(root, 'dist', '.hufu-stamp');

/**
 * Was dist/ made of the sources as they are?
 * @param {string} root
 */
export function buildIsCurrent(root) {
  try {
    return readFileSync(stampOf(root), 'utf8') === fingerprint(root, sourcesOf(root));
  } catch {
    return false;
  }
}

/**
 * Compiles the TypeScript sources to dist/ where they have changed. To be called under the set-up's lock.
 * @param {{ root: string, say: (line: string) => void }} options
 */
export async function ensureBuilt({ root, say }) {
  if (buildIsCurrent(root)) return;
  say('compiling');
  const sources = sourcesOf(root);
  const before = fingerprint(root, sources);
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await runQuietly(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root });
  if (code !== 0) throw new SetupFailure(`${output.trim()}\nthe sources do not compile, see above`, 70);
  for (const path of sources.filter(isAsset)) {
    mkdirSync(dirname(join(root, 'dist', path)), { recursive: true });
    cpSync(join(root, path), join(root, 'dist', path));
  }
  writeFileSync(stampOf(root), before);
}

/** @param {string} path */
function isCode(path) {
  return /\.(ts|mts|mjs)$/.test(path);
}

/** @param {string} path */
function isAsset(path) {
  if (isCode(path)) return false;
  return path
    .split('/')
    .slice(0, -1)
    .some((folder) => assetFolders.has(folder));
}

/**
 * Everything dist/ is made of, as paths from the root.
 * @param {string} root
 */
function sourcesOf(root) {
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {string} */ folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (isCode(path) || isAsset(path)) found.push(path);
    }
  };
  for (const folder of sourceFolders) if (existsSync(join(root, folder))) visit(folder);
  return found.sort();
}

/**
 * Cheap to take, since every `hufu` command takes it: sizes and times of change, not contents.
 * @param {string} root
 * @param {string[]} sources
 */
function fingerprint(root, sources) {
  const hash = createHash('sha256');
  for (const path of [...sources, 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}
