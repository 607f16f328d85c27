import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildIsCurrent, ensureBuilt } from '../../ops/setup/build.mjs';
import { dependenciesAreCurrent, ensureDependencies } from '../../ops/setup/dependencies.mjs';
import { nodeTooOld } from '../../ops/setup/node-version.mjs';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../..', import.meta.url));

let folder: TemporaryFolder;
let root: string;
let told: string[] = [];
const say = (line: string) => told.push(line);

beforeEach(async () => {
  folder = await temporaryFolder('set-up');
  root = join(folder.path, 'clone');
  told = [];
});
afterEach(() => folder[Symbol.asyncDispose]());

async function write(path: string, content: unknown): Promise<string> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, typeof content === 'string' ? content : JSON.stringify(content));
  return target;
}

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.21.0'])('%s will do', (version) => {
    expect(nodeTooOld(version)).toBeUndefined();
  });
  it.each(['18.20.4', '20.18.3', '16.0.0'])('%s is told to be too old, in one line', (version) => {
    expect(nodeTooOld(version)).toMatch(new RegExp(`^Hufu needs Node 20\\.19 or newer; this is ${version}.*$`));
  });
});

describe('the launcher', () => {
  const launch = (...args: string[]) =>
    run(process.execPath, [join(project, 'ops', 'launch.mjs'), ...args]).catch((failure) => failure);

  it.each([[[]], [['nonsense']], [['toString']]])('answers %j with the usage and exit code 64', async (args) => {
    expect(await launch(...args)).toMatchObject({ code: 64, stderr: expect.stringContaining('start|') });
  });
});

describe('the packages', () => {
  const lock = (version: string) => ({
    name: 'hufu',
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/needed': { version },
      'node_modules/elsewhere': { version: '1.0.0', optional: true, os: ['plan9'] },
      'node_modules/here': { version: '1.0.0', optional: true, os: [process.platform] },
      'node_modules/behind-elsewhere': { version: '1.0.0', optional: true },
    },
  });

  /** Something in npm's place that installs by writing files, and counts how often. */
  async function npm(exitCode = 0): Promise<string[]> {
    const program = await write(
      'npm.mjs',
      `import { appendFileSync, mkdirSync } from 'node:fs';
       appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
       console.log('noise of npm');
       mkdirSync('node_modules', { recursive: true });
       process.exit(${exitCode});`,
    );
    return [process.execPath, program];
  }
  const calls = async () => (await readFile(join(root, 'npm-calls'), 'utf8').catch(() => '')).split('\n').length - 1;

  beforeEach(() => write('package-lock.json', lock('1.0.0')));

  it('are installed when they are missing, once, in our own words', async () => {
    expect(dependenciesAreCurrent(root)).toBe(false);
    await ensureDependencies({ root, say, npm: await npm() });
    await ensureDependencies({ root, say, npm: await npm() });
    expect(await calls()).toBe(1);
    expect(dependenciesAreCurrent(root)).toBe(true);
    expect(told.join('\n')).toMatch(/^installing the packages.*\ninstalled in \d+ s$/);
  });

  it('are installed again when package-lock.json changes', async () => {
    await ensureDependencies({ root, say, npm: await npm() });
    await write('package-lock.json', lock('2.0.0'));
    await ensureDependencies({ root, say, npm: await npm() });
    expect(await calls()).toBe(2);
  });

  it('are taken as they are when somebody has run npm themselves', async () => {
    const packages: Record<string, object> = lock('1.0.0').packages;
    const { '': _root, 'node_modules/elsewhere': _e, 'node_modules/behind-elsewhere': _b, ...installed } = packages;
    await write('node_modules/.package-lock.json', { packages: installed });
    await write('node_modules/needed/package.json', {});
    await write('node_modules/here/package.json', {});
    await ensureDependencies({ root, say, npm: await npm() });
    expect(await calls()).toBe(0);
    expect(dependenciesAreCurrent(root)).toBe(true);
  });

  it.each([
    ['an older version', { 'node_modules/needed': { version: '0.9.0' }, 'node_modules/here': { version: '1.0.0' } }],
    ['one missing', { 'node_modules/here': { version: '1.0.0' } }],
    ['one for this platform missing', { 'node_modules/needed': { version: '1.0.0' } }],
    [
      'one too many',
      {
        'node_modules/needed': { version: '1.0.0' },
        'node_modules/here': { version: '1.0.0' },
        'node_modules/odd': { version: '1.0.0' },
      },
    ],
    [
      'one whose files are gone',
      { 'node_modules/needed': { version: '1.0.0' }, 'node_modules/here': { version: '1.0.0' } },
    ],
  ])('are installed when npm has left %s', async (name, installed) => {
    await write('node_modules/.package-lock.json', { packages: installed });
    await write('node_modules/needed/package.json', {});
    if (name !== 'one whose files are gone') await write('node_modules/here/package.json', {});
    await ensureDependencies({ root, say, npm: await npm() });
    expect(await calls()).toBe(1);
  });

  it('that cannot be installed are told with what npm said, and tried again the next time', async () => {
    const failing = ensureDependencies({ root, say, npm: await npm(7) });
    await expect(failing).rejects.toMatchObject({ exitCode: 69, message: expect.stringContaining('noise of npm') });
    await ensureDependencies({ root, say, npm: await npm() });
    expect(await calls()).toBe(2);
  });
});

describe('the build', () => {
  beforeEach(async () => {
    await mkdir(root, { recursive: true });
    for (const file of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) {
      await copyFile(join(project, file), join(root, file));
    }
    // The compiler is the project's own; so are the types it looks for.
    await mkdir(join(root, 'node_modules', 'typescript', 'bin'), { recursive: true });
    await write(
      'node_modules/typescript/bin/tsc',
      `require('node:fs').appendFileSync('tsc-calls', 'x');
       const { status, stdout } = require('node:child_process').spawnSync(process.execPath,
         [${JSON.stringify(join(project, 'node_modules', 'typescript', 'bin', 'tsc'))}, ...process.argv.slice(2), '--types', ''],
         { encoding: 'utf8' });
       console.log(stdout); process.exit(status);`,
    );
    await write('node_modules/typescript/package.json', { type: 'commonjs' });
    await write('package.json', { type: 'module' });
    await write('kernel/a.ts', `import { b } from './b.ts';\nexport const a: number = b;\n`);
    await write('kernel/b.ts', `export const b = 42;\n`);
    await write('ops/demo/data/towns.csv', 'a,b\n');
  });
  const calls = async () => (await readFile(join(root, 'tsc-calls'), 'utf8').catch(() => '')).length;

  it('makes programs that run, with their data beside them, and is not repeated', async () => {
    await ensureBuilt({ root, say });
    const { stdout } = await run(process.execPath, [
      '--input-type=module',
      '-e',
      `console.log((await import(${JSON.stringify(join(root, 'dist', 'kernel', 'a.js'))})).a)`,
    ]);
    expect(stdout.trim()).toBe('42');
    expect(await readFile(join(root, 'dist', 'ops', 'demo', 'data', 'towns.csv'), 'utf8')).toBe('a,b\n');
    await ensureBuilt({ root, say });
    expect(await calls()).toBe(1);
    expect(told).toEqual(['compiling']);
  });

  it.each([
    ['a source changes', () => appendFile(join(root, 'kernel', 'b.ts'), '// more\n')],
    ['a source is added', () => write('kernel/c.ts', 'export {};\n')],
    ['a source is removed', () => write('kernel/a.ts', '').then(() => rm(join(root, 'kernel', 'b.ts')))],
    ['data changes', () => write('ops/demo/data/towns.csv', 'a,b,c\n')],
    ['the output is removed', () => rm(join(root, 'dist'), { recursive: true })],
  ])('is repeated when %s', async (_name, change) => {
    await ensureBuilt({ root, say });
    expect(buildIsCurrent(root)).toBe(true);
    await change();
    expect(buildIsCurrent(root)).toBe(false);
    await ensureBuilt({ root, say });
    expect(buildIsCurrent(root)).toBe(true);
    expect(await calls()).toBe(2);
  });

  it('tells what does not compile and ends with exit code 70', async () => {
    await write('kernel/b.ts', `export const b: string = 42;\n`);
    const failing = ensureBuilt({ root, say });
    await expect(failing).rejects.toMatchObject({ exitCode: 70, message: expect.stringContaining('kernel/b.ts') });
    expect(buildIsCurrent(root)).toBe(false);
  });
});

describe('the command line from a clone', () => {
  it('is executable, as npm needs it to be', async () => {
    const { bin } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
    expect(bin).toEqual({ hufu: 'ops/hufu.mjs' });
    expect(existsSync(join(project, bin.hufu))).toBe(true);
    const { stdout } = await run('git', ['ls-files', '--stage', bin.hufu], { cwd: project });
    expect(stdout).toMatch(/^100755 /);
  });
});
