// @ts-check
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { codeOnly } from './source-text.mjs';

/**
 * @typedef {{ path: string, text: string }} SourceFile `path` from the project's root, with forward slashes
 * @typedef {{ file: string, line: number, rule: string }} Violation
 * @typedef {{ from: SourceFile, line: number, target: string }} Import `target`: path of the imported file
 */

const domain = ['kernel', 'identity', 'catalog', 'licence-vault', 'connectors', 'exchange'];

/**
 * Who may import whom, and through which file. Within one's own folder everything is allowed. `ops` and `test` stand on top
 * of the house: nothing imports them, except that tests use what runs the embedded servers.
 * @type {Record<string, readonly string[]>}
 */
const mayImport = {
  kernel: [],
  // `kernel/pure` is what of kernel stands on Node alone, for what is to start at once.
  identity: ['kernel/pure', 'kernel'],
  // `kernel/workbook` reads and writes workbooks.
  catalog: ['identity', 'kernel/workbook', 'kernel'],
  // `identity/pki` is a library within identity with a face of its own: seals and files stand on it, officers and tokens do not.
  'licence-vault': ['identity/pki', 'identity', 'kernel/workbook', 'kernel/pure', 'kernel'],
  connectors: ['kernel', 'identity'],
  // Receipts are verified by what stands on `kernel/pure` alone.
  exchange: [
    'kernel/workbook',
    'kernel/pure',
    'kernel',
    'identity/pki',
    'identity',
    'catalog',
    'licence-vault',
    'connectors/protocol',
  ],
  // The command line is a client of the hub and runs a department's agent; the hub itself is neither.
  'exchange/cli': [
    'kernel/pure',
    'kernel',
    'identity/pki',
    'identity',
    'catalog',
    // Verification of documents by itself, without the vault.
    'licence-vault/verify',
    'licence-vault',
    'connectors/protocol',
    'connectors',
  ],
  console: [],
  ops: domain,
  // What pages say of the hub's rules is held against the rules themselves.
  test: [...domain, 'ops', 'console'],
};

/** Names that say nothing about what is inside. */
const emptyNames = new Set(
  ['common', 'util', 'helper', 'shared', 'manager', 'service'].flatMap((name) => [name, `${name}s`]),
);

/** Where the process environment may be read: once, in kernel, and by programs that hand it to kernel. */
const mayReadEnvironment = (/** @type {string} */ path) =>
  path === 'kernel/config.ts' || /^(ops|test)\//.test(path) || /(^|\/)main\.ts$/.test(path) || !path.includes('/');

/** What makes a result depend on the moment or on chance, so that a test could not hold it still. */
const impure = [
  { pattern: /\bDate\s*\.\s*now\b/g, name: 'Date.now', instead: 'Clock' },
  { pattern: /\bnew\s+Date\s*(?:\(\s*\)|(?=[;,)\]}\n]))/g, name: 'new Date()', instead: 'Clock' },
  { pattern: /\bMath\s*\.\s*random\b/g, name: 'Math.random', instead: 'Random' },
  { pattern: /\brandomUUID\b/g, name: 'randomUUID', instead: 'Random' },
];

/**
 * Everything in a set of files that breaks the house's dependency rules. Pure.
 * @param {readonly SourceFile[]} files
 * @returns {Violation[]}
 */
export function violations(files) {
  const sources = files.filter(({ path }) => /\.(ts|tsx|mts|mjs)$/.test(path));
  const imports = sources.flatMap(importsOf);
  return [
    ...files.flatMap(namingViolations),
    ...imports.flatMap(folderViolations),
    ...cycleViolations(imports),
    ...sources.flatMap(purityViolations),
  ].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/**
 * The project's own files. Texts are read of those that hold code.
 * @param {string} root
 * @returns {Promise<SourceFile[]>}
 */
export async function projectFiles(root) {
  /** @type {SourceFile[]} */
  const files = [];
  const visit = async (/** @type {string} */ folder) => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        const isOurs = folder !== '' || Object.hasOwn(mayImport, entry.name);
        if (isOurs && !['node_modules', 'dist', 'generated'].includes(entry.name)) await visit(path);
      } else if (entry.isFile()) {
        const text = /\.(ts|tsx|mts|mjs)$/.test(path) ? await readFile(join(root, path), 'utf8') : '';
        files.push({ path, text });
      }
    }
  };
  await visit('');
  return files;
}

/** @param {SourceFile} file @returns {Import[]} */
function importsOf(file) {
  const code = codeOnly(file.text, { strings: 'keep' });
  const patterns = [
    /^[ \t]*(?:import|export)\b[^'";]*?\bfrom\s*(['"])(?<target>[^'"\n]+)\1/gm, // import … from, export … from
    /^[ \t]*import\s*(['"])(?<target>[^'"\n]+)\1/gm, // for its effects
    /\bimport\s*\(\s*(['"])(?<target>[^'"\n]+)\1/g, // dynamic, also in types
  ];
  /** @type {Import[]} */
  const found = [];
  for (const pattern of patterns) {
    for (const match of code.matchAll(pattern)) {
      const target = match.groups?.target ?? '';
      if (!target.startsWith('.')) continue;
      const line = lineAt(code, match.index + match[0].length);
      found.push({ from: file, line, target: posix.join(posix.dirname(file.path), target) });
    }
  }
  return found;
}

/** @param {Import} one @returns {Violation[]} */
function folderViolations({ from, line, target }) {
  const source = folderOf(from.path);
  const goal = folderOf(target);
  if (source === goal || !Object.hasOwn(mayImport, source)) return [];
  const row = mayImport[from.path.split('/').slice(0, 2).join('/')] ?? mayImport[source] ?? [];
  const rule = (/** @type {string} */ text) => [{ file: from.path, line, rule: text }];
  const allowed = row.filter((one) => target.startsWith(`${one}/`));
  if (allowed.length === 0) {
    const list = row.join(', ') || 'nothing of ours';
    return rule(`${source} must not import ${target}; it may import ${list}`);
  }
  // Tests look inside the folders they test.
  if (source === 'test') return [];
  // The top floor may go to the face of a part; the others only to the face that the table names.
  const isFace = source === 'ops' ? target.endsWith('/index.ts') : allowed.some((one) => target === `${one}/index.ts`);
  return isFace ? [] : rule(`${target} must be imported through ${allowed[0]}/index.ts`);
}

/** @param {SourceFile} file @returns {Violation[]} */
function namingViolations({ path }) {
  const names = path.split('/').map((name) => name.replace(/\..*$/, '').toLowerCase());
  const bad = names.find((name) => emptyNames.has(name));
  return bad === undefined ? [] : [{ file: path, line: 1, rule: `"${bad}" names nothing: say what is inside` }];
}

/** @param {SourceFile} file @returns {Violation[]} */
function purityViolations({ path, text }) {
  const code = codeOnly(text, { strings: 'blank' });
  /** @type {Violation[]} */
  const found = [];
  const report = (/** @type {RegExp} */ pattern, /** @type {string} */ rule) => {
    for (const match of code.matchAll(pattern)) found.push({ file: path, line: lineAt(code, match.index), rule });
  };
  if (!mayReadEnvironment(path)) {
    report(
      /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[/g,
      'the environment is read by kernel/config.ts alone: take values',
    );
  }
  if (domain.includes(folderOf(path)) && path !== 'kernel/clock.ts') {
    for (const { pattern, name, instead } of impure)
      report(pattern, `${name} is not for domain code: take a ${instead}`);
  }
  return found;
}

/**
 * One violation for every group of files that import each other in a circle.
 * @param {readonly Import[]} imports
 * @returns {Violation[]}
 */
function cycleViolations(imports) {
  /** @type {Map<string, Import[]>} */
  const graph = new Map();
  for (const one of imports) graph.set(one.from.path, [...(graph.get(one.from.path) ?? []), one]);
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[]} */
  const trail = [];
  /** @type {Violation[]} */
  const found = [];
  const visit = (/** @type {string} */ path) => {
    state.set(path, 'open');
    trail.push(path);
    for (const { line, target } of graph.get(path) ?? []) {
      if (state.get(target) === 'open') {
        const circle = [...trail.slice(trail.indexOf(target)), target].join(' → ');
        found.push({ file: path, line, rule: `imports in a circle: ${circle}` });
      } else if (state.get(target) === undefined) visit(target);
    }
    trail.pop();
    state.set(path, 'done');
  };
  for (const path of [...graph.keys()].sort()) if (state.get(path) === undefined) visit(path);
  return found;
}

/** @param {string} path */
function folderOf(path) {
  return path.split('/')[0] ?? '';
}

/**
 * @param {string} text
 * @param {number} index
 */
function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}
