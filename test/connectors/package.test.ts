import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../ops/setup/build.mjs';
import { waitForLock } from '../../ops/setup/lock.mjs';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
/** Milliseconds for compiling everything, on a machine that does other things besides. */
const patience = 120_000;

let project: TemporaryFolder;
beforeAll(async () => {
  const lock = await waitForLock(join(root, '.hufu', 'setup.lock'));
  await ensureBuilt({ root, say: () => {} }).finally(() => lock.release());
  // Somebody's own project, with this one installed in it by its path, as npm does that.
  project = await temporaryFolder('package');
  await mkdir(join(project.path, 'node_modules', '@types'), { recursive: true });
  await symlink(root, join(project.path, 'node_modules', 'hufu'));
  await symlink(join(root, 'node_modules/@types/node'), join(project.path, 'node_modules/@types/node'));
  await writeFile(join(project.path, 'package.json'), '{ "type": "module" }');
}, patience);
afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

/** The client's example in the connectors' README, with what it leaves to the reader. */
async function exampleOfReadme(): Promise<string> {
  const readme = await readFile(join(root, 'connectors/README.md'), 'utf8');
  const [, example = ''] = /^## The client\n+```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  const [imports = '', ...rest] = example.split(/(?<=;\n)\n/);
  const given = `const [citizenNumber, caseNumber, kid, key] = ['', '', '', {}];\n`;
  return [imports, given, ...rest].join('');
}

describe('the package', () => {
  it('is imported by its name: the client, the connector and the wire contract', async () => {
    const script = `
      import * as connectors from 'hufu/connectors';
      import * as protocol from 'hufu/connectors/protocol';
      console.log(JSON.stringify([connectors, protocol].map((one) => Object.keys(one))));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: project.path });
    const [connectors, protocol] = JSON.parse(stdout) as string[][];
    expect(connectors).toEqual(expect.arrayContaining(['createClient', 'HufuProblem', 'runConnector']));
    expect(protocol).toEqual(expect.arrayContaining(['parseOrder', 'signRequest']));
  });

  it('opens nothing else', async () => {
    for (const inside of ['hufu', 'hufu/identity', 'hufu/dist/exchange/main.js']) {
      const work = run(process.execPath, ['--input-type=module', '-e', `import '${inside}'`], { cwd: project.path });
      await expect(work, inside).rejects.toMatchObject({ stderr: expect.stringContaining('ERR_PACKAGE_PATH') });
    }
  });

  it('brings its types: the example of its README compiles, and a wrong call does not', {
    timeout: patience,
  }, async () => {
    const options = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      noEmit: true,
    };
    await writeFile(join(project.path, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    const compile = () =>
      run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: project.path }).then(
        ({ stdout }) => stdout,
        (failure: { stdout: string }) => failure.stdout,
      );
    const example = await exampleOfReadme();
    expect(example).toContain("from 'hufu/connectors'");
    await writeFile(join(project.path, 'example.ts'), example);
    expect(await compile()).toBe('');
    await writeFile(join(project.path, 'example.ts'), example.replace('fields: [', 'felder: ['));
    expect(await compile()).toContain('felder');
  });
});
