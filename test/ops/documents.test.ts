import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../../exchange/cli/program.ts';
import { createMetrics } from '../../exchange/http/metrics.ts';
import { settings } from '../../kernel/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFile(join(root, path), 'utf8');
const readmes = [
  ['README.md', 'en', 'README.zh-CN.md'],
  ['README.zh-CN.md', 'zh', 'README.md'],
] as const;

/** Code blocks of one language, in order. */
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1] ?? '');

/** The command line's own list of its commands, e.g. `licence verify`. */
async function commandsOf(path: readonly string[] = []): Promise<string[]> {
  const written: string[] = [];
  await run({ args: [...path, '--help'], env: {}, out: (text) => void written.push(text), err: () => {} });
  const [, list = ''] = /命令 · Commands:\n(.*?)(?:\n\n|$)/s.exec(written.join('')) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'help');
  const below = await Promise.all(names.map((name) => commandsOf([...path, name])));
  const isRunnable = names.length === 0 || path.join() === 'query';
  return [...(isRunnable ? [path.join(' ')] : []), ...below.flat()];
}

describe.each(readmes)('%s', (file, language, other) => {
  it('leads to its other language, and to nothing that is not there', async () => {
    const links = [...(await read(file)).matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '');
    expect(links).toContain(other);
    for (const link of links.filter((each) => !each.includes('://')))
      expect(existsSync(join(root, link)), link).toBe(true);
  });

  it('lists every setting with its default and meaning', async () => {
    const text = await read(file);
    for (const { name, standard, meaning } of settings) {
      const cell = standard === undefined ? '–' : `\`${standard}\``;
      expect(text).toContain(`| \`${name}\` | ${cell} | ${meaning[language]} |`);
    }
  });

  it('lists every command', async () => {
    const text = await read(file);
    const commands = await commandsOf();
    expect(commands).toEqual(expect.arrayContaining(['query', 'query explain', 'licence verify', 'config']));
    for (const command of commands) expect(text).toContain(`| \`hufu ${command}`);
  });

  it('names no script that is not there, and what the developer runs', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    const named = new Set([...(await read(file)).matchAll(/npm run ([a-z]+)/g)].map((match) => match[1] ?? ''));
    for (const name of Object.keys(scripts).filter((one) => one !== 'start' && one !== 'test'))
      expect(named).toContain(name);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('gives a reason for every package it is built on, and names no other', async () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(await read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const packages = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
    const [, chapter = ''] = /\n## (?:What it is built on|所用的依赖)\n(.*?)\n## /s.exec(await read(file)) ?? [];
    const named = [...chapter.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    const commands = ['npm start', 'npm test'];
    expect(named.filter((name) => !commands.includes(name)).toSorted()).toEqual(packages.toSorted());
  });
});

describe('the two languages', () => {
  it('show the same commands, but for what they say beside them', async () => {
    const withoutRemarks = (text: string) => blocks(text, 'sh').map((block) => block.replace(/ {2,}#.*$/gm, ''));
    const [en, zh] = await Promise.all(readmes.map(([file]) => read(file)));
    expect(withoutRemarks(zh ?? '')).toEqual(withoutRemarks(en ?? ''));
  });
});

describe('the runbooks', () => {
  it('lead to each other and to the rest, and to nothing that is not there', async () => {
    const folder = join(root, 'ops', 'runbooks');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.md'));
    const index = await readFile(join(folder, 'README.md'), 'utf8');
    for (const file of files) {
      if (file !== 'README.md') expect(index).toContain(`(${file})`);
      for (const [, link = ''] of (await readFile(join(folder, file), 'utf8')).matchAll(/\]\(([^)#]+)\)/g))
        expect(existsSync(join(dirname(join(folder, file)), link)), `${file}: ${link}`).toBe(true);
    }
  });

  it('name every metric of the hub, with its labels', async () => {
    const text = await read('ops/runbooks/logs-and-metrics.md');
    const metrics = await createMetrics().registry.getMetricsAsJSON();
    const own = metrics.map(({ name }) => name).filter((name) => name.startsWith('hufu_'));
    expect(own.length).toBeGreaterThan(5);
    for (const name of own) expect(text).toContain(`| \`${name}\` |`);
  });
});
