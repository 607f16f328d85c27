import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectFiles, violations } from '../ops/setup/architecture.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The rules broken by a small tree, as `file:line`. */
function broken(tree: Record<string, string>): string[] {
  const files = Object.entries(tree).map(([path, text]) => ({ path, text }));
  return violations(files).map(({ file, line }) => `${file}:${line}`);
}

describe('the project', () => {
  it('keeps its dependency rules', async () => {
    const files = await projectFiles(root);
    expect(files.map((file) => file.path)).toContain('kernel/index.ts');
    expect(violations(files)).toEqual([]);
  });
});

describe('imports between folders', () => {
  it.each([
    ['kernel/a.ts', '../identity/index.ts'],
    ['identity/a.ts', '../catalog/index.ts'],
    ['catalog/a.ts', '../licence-vault/index.ts'],
    ['licence-vault/a.ts', '../catalog/index.ts'],
    ['licence-vault/a.ts', '../exchange/index.ts'],
    ['connectors/a.ts', '../catalog/index.ts'],
    ['exchange/a.ts', '../connectors/index.ts'],
    ['exchange/a.ts', '../connectors/agent/index.ts'],
    ['exchange/http/a.ts', '../../connectors/index.ts'],
    ['exchange/cli/a.ts', '../../connectors/agent/index.ts'],
    ['exchange/cli/a.ts', '../../ops/embedded/index.ts'],
    ['exchange/a.ts', '../ops/embedded/index.ts'],
    ['console/a.ts', '../kernel/index.ts'],
    ['catalog/a.ts', '../test/support/clock.ts'],
    ['ops/a.ts', '../test/support/clock.ts'],
  ])('refuses %s importing %s', (path, target) => {
    expect(broken({ [path]: `import { x } from '${target}';` })).toEqual([`${path}:1`]);
  });

  it.each([
    ['identity/a.ts', '../kernel/index.ts'],
    ['catalog/resource/a.ts', '../../identity/index.ts'],
    ['licence-vault/a.ts', '../identity/index.ts'],
    ['connectors/agent/a.ts', '../../identity/index.ts'],
    ['exchange/a.ts', '../catalog/index.ts'],
    ['exchange/a.ts', '../connectors/protocol/index.ts'],
    ['licence-vault/a.ts', '../identity/pki/index.ts'],
    ['exchange/cli/a.ts', '../../connectors/index.ts'],
    ['exchange/cli/a.ts', '../../catalog/index.ts'],
    ['ops/a.ts', '../connectors/client/index.ts'],
    ['test/catalog/a.test.ts', '../../catalog/resource/resource.ts'],
    ['catalog/a.ts', './resource/resource.ts'],
    ['catalog/a.ts', 'kysely'],
  ])('allows %s importing %s', (path, target) => {
    expect(broken({ [path]: `import { x } from '${target}';` })).toEqual([]);
  });

  it('refuses to reach past the face of another folder', () => {
    expect(broken({ 'catalog/a.ts': `import { x } from '../identity/actor.ts';` })).toEqual(['catalog/a.ts:1']);
    expect(broken({ 'catalog/a.ts': `import { x } from '../identity/number/index.ts';` })).toEqual(['catalog/a.ts:1']);
    expect(broken({ 'ops/a.ts': `import { x } from '../identity/actor.ts';` })).toEqual(['ops/a.ts:1']);
  });

  it.each([
    ['a type import', `import type { X } from '../exchange/index.ts';`],
    ['an import over several lines', `import {\n  a,\n  type B,\n} from '../exchange/index.ts';`],
    ['an import for its effects', `import '../exchange/index.ts';`],
    ['a namespace import', `import * as all from "../exchange/index.ts";`],
    ['a passed-on export', `export { a } from '../exchange/index.ts';`],
    ['a passed-on everything', `export * from '../exchange/index.ts';`],
    ['a dynamic import', `const x = await import('../exchange/index.ts');`],
    ['an import in a type', `type X = import('../exchange/index.ts').X;`],
    ['an import inside a template', `const x = \`\${await import("../exchange/index.ts")}\`;`],
  ])('sees %s', (_name, text) => {
    expect(broken({ 'kernel/a.ts': text })).toHaveLength(1);
  });

  it.each([
    ['a line comment', `// import { x } from '../exchange/index.ts';`],
    ['a block comment', `/*\nimport { x } from '../exchange/index.ts';\n*/`],
    ['a template', "const sample = `\nimport { x } from '../exchange/index.ts';\n`;"],
    ['a comment after a regular expression with a quote', `const r = /['"]/;\n// import('../exchange/index.ts')`],
  ])('is not misled by %s', (_name, text) => {
    expect(broken({ 'kernel/a.ts': text })).toEqual([]);
  });
});

describe('circles between files', () => {
  it('are refused and told in full', () => {
    const files = [
      { path: 'catalog/a.ts', text: `import { b } from './b.ts';` },
      { path: 'catalog/b.ts', text: `import { c } from './deep/c.ts';` },
      { path: 'catalog/deep/c.ts', text: `\nimport type { a } from '../a.ts';` },
    ];
    expect(violations(files)).toEqual([
      {
        file: 'catalog/deep/c.ts',
        line: 2,
        rule: 'imports in a circle: catalog/a.ts → catalog/b.ts → catalog/deep/c.ts → catalog/a.ts',
      },
    ]);
  });

  it('are not two ways to one file', () => {
    expect(
      broken({
        'catalog/a.ts': `import { b } from './b.ts';\nimport { c } from './c.ts';`,
        'catalog/b.ts': `import { c } from './c.ts';`,
        'catalog/c.ts': '',
      }),
    ).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    'catalog/common/a.ts',
    'kernel/utils.ts',
    'exchange/helpers/index.ts',
    'ops/shared.mjs',
    'identity/manager.ts',
    'exchange/service.ts',
    'ops/services/nats.ts',
    'catalog/schemas/Shared.schema.json',
  ])('refuses %s', (path) => {
    expect(broken({ [path]: '' })).toEqual([`${path}:1`]);
  });

  it.each(['catalog/matter/service-matter.ts', 'ops/embedded/provide-services.ts'])('allows %s', (path) => {
    expect(broken({ [path]: '' })).toEqual([]);
  });
});

describe('the environment', () => {
  it.each(['catalog/a.ts', 'kernel/logger.ts', 'exchange/wiring.ts'])('is not read in %s', (path) => {
    expect(broken({ [path]: 'const x = process.env.HOME;' })).toEqual([`${path}:1`]);
    expect(broken({ [path]: `const x = process['env'];` })).toEqual([`${path}:1`]);
  });

  it.each(['kernel/config.ts', 'ops/start/main.ts', 'exchange/cli/main.ts', 'test/a.test.ts'])(
    'may be read in %s',
    (path) => {
      expect(broken({ [path]: 'const x = process.env.HOME;' })).toEqual([]);
    },
  );
});

describe('time and chance', () => {
  it.each(['Date.now()', 'new Date()', 'new Date', 'Math.random()', 'crypto.randomUUID()'])(
    'come from kernel, so %s is refused in domain code',
    (expression) => {
      expect(broken({ 'catalog/a.ts': `\nconst x = ${expression};` })).toEqual(['catalog/a.ts:2']);
      expect(broken({ 'kernel/clock.ts': `const x = ${expression};` })).toEqual([]);
      expect(broken({ 'ops/a.ts': `const x = ${expression};` })).toEqual([]);
    },
  );

  it('may be spoken of, and a moment may be made of a value', () => {
    expect(broken({ 'catalog/a.ts': `// Date.now()\nconst s = 'Math.random';\nnew Date(0);` })).toEqual([]);
  });
});
