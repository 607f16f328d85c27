import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOfficerSession } from '../../exchange/cli/officer-session.ts';
import type { TestWorld } from '../support/world.ts';
import { type CliWorld, startCliWorld } from './cli-world.ts';

let cli: CliWorld;
let world: TestWorld;
let hufu: CliWorld['hufu'];

beforeAll(async () => {
  cli = await startCliWorld();
  ({ world, hufu } = cli);
});
afterAll(() => cli[Symbol.asyncDispose]());

describe('hufu catalog search', () => {
  it('prints what was found as a table, in either language, or as JSON', async () => {
    const { exit, out, err } = await hufu(['catalog', 'search', '户籍', '人口']);
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/^标识 +代码 +名称 +提供单位/);
    expect(out).toMatch(/^population\.resident .*公安局/m);
    expect(out).toMatch(/共 \d+ 项$/m);
    const english = await hufu(['catalog', 'search', '人口', '火星', '--lang', 'en']);
    expect(english.out).toContain('nothing has all words; left out: 火星');
    const officer = ['catalog', 'search', '101001/', '--as', 'data-admin', '--limit', '1', '--json'];
    const page = JSON.parse((await hufu(officer)).out);
    expect(page.items).toHaveLength(1);
    expect(page.items[0].matches[0]).toMatchObject({ word: '101001/', in: 'code' });
    expect(page.facets.map((each: { name: string }) => each.name)).toContain('provider');
  });

  it('says that nothing was found, and what is wrong with a question', async () => {
    expect(await hufu(['catalog', 'search', '唐诗'])).toMatchObject({ exit: 0, out: '没有找到您可见的资源\n' });
    const refused = await hufu(['catalog', 'search', '人口', '--limit', 'many', '--json']);
    expect([refused.exit, JSON.parse(refused.out).code]).toEqual([1, 'INVALID_INPUT']);
  });
});

describe('hufu resource types', () => {
  it('prints declarations that a program can use, or the same as JSON', async () => {
    const { exit, out, err } = await hufu(['resource', 'types', 'population.resident']);
    expect([exit, err]).toEqual([0, '']);
    expect(out).toContain('export interface PopulationResident {');
    expect(out).toMatch(/\bcitizenNumber: string;/);
    const json = await hufu(['resource', 'types', 'population.resident', '--json']);
    expect(JSON.parse(json.out)).toEqual({ resource: 'population.resident', types: out });
  });

  it('says that there is no such resource', async () => {
    const { exit, out } = await hufu(['resource', 'types', 'population.nobody', '--json']);
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toHaveProperty('remedy');
  });
});

describe('hufu catalog', () => {
  it('exports the directory as a workbook, checks it, and imports it again without changing anything', async () => {
    const file = join(world.dataDirectory, 'directory.xlsx');
    const made = await hufu(['catalog', 'export', file]);
    expect([made.exit, made.out, made.err]).toEqual([0, '', '']);

    const checked = await hufu(['catalog', 'import', file, '--dry-run', '--json']);
    expect([checked.exit, checked.err]).toEqual([0, '']);
    const { workbook, records, unchanged } = JSON.parse(checked.out);
    expect([workbook, unchanged]).toEqual([join(world.dataDirectory, 'directory.findings.xlsx'), records]);
    expect((await readFile(workbook)).subarray(0, 2).toString()).toBe('PK');

    const imported = JSON.parse((await hufu(['catalog', 'import', file, '--json'])).out);
    expect(imported).toMatchObject({ dryRun: false, created: 0, updated: 0, revised: 0, unchanged: records });
    const all = JSON.parse((await hufu(['catalog', 'export', '--format', 'json', '--json'], {})).out || '[]');
    expect(all).toHaveLength(records);
  });

  it('refuses what is no workbook, with the remedy, and says when a file is not there', async () => {
    const file = join(world.dataDirectory, 'no.xlsx');
    await writeFile(file, 'nothing');
    const refused = await hufu(['catalog', 'import', file, '--json']);
    expect([refused.exit, JSON.parse(refused.out).code]).toEqual([1, 'WORKBOOK_UNREADABLE']);
    const absent = await hufu(['catalog', 'import', join(world.dataDirectory, 'absent.xlsx')]);
    expect([absent.exit, absent.err]).toEqual([64, expect.stringContaining('ENOENT')]);
  });
});

describe('the demonstration’s inboxes', () => {
  it('hold one application, one demand and one objection, each before who has to decide', async () => {
    const { items } = JSON.parse((await hufu(['application', 'list', '--as', 'market-admin', '--json'])).out);
    expect(items).toMatchObject([{ status: 'submitted', form: { resource: 'legal-person.enterprise' } }]);
    const waitingFor = async (login: string) => {
      const { hub, password } = JSON.parse(await readFile(world.credentials.path(login), 'utf8'));
      await using session = await openOfficerSession({ hub, login, password, language: 'en' });
      const { items: clocks } = (await session.get('/v1/clocks')) as { items: { noun: string; stage: string }[] };
      return clocks.map(({ noun, stage }) => `${noun} ${stage}`);
    };
    expect(await waitingFor('civil-admin')).toContain('demand answer');
    expect(await waitingFor('data-admin')).toContain('objection review');
  });
});

describe('hufu code-table', () => {
  it('takes a table out as CSV, and in as its next version or as a new one', async () => {
    const file = join(world.dataDirectory, 'codes.csv');
    await writeFile(file, '代码,名称\n1,优\n2,良\n');
    const untitled = await hufu(['code-table', 'import', 'grade', file, '--json']);
    expect([untitled.exit, JSON.parse(untitled.out).code]).toEqual([1, 'CODE_TABLE_UNTITLED']);
    const made = await hufu(['code-table', 'import', 'grade', file, '--title', '等次', '--json']);
    expect(JSON.parse(made.out)).toMatchObject({ name: 'grade', title: '等次', version: 1 });
    const out = join(world.dataDirectory, 'out.csv');
    expect((await hufu(['code-table', 'export', 'grade', out])).exit).toBe(0);
    expect((await hufu(['code-table', 'import', 'grade', out])).out).toContain('unchanged, version 1');
    await writeFile(file, '代码,名称\n1,优秀\n');
    expect((await hufu(['code-table', 'import', 'grade', file])).out).toContain('imported, version 2');
    expect((await hufu(['code-table', 'export', 'grade', '--table-version', '1'])).out).toContain('2,良');
    expect(JSON.parse((await hufu(['code-table', 'export', 'none', '--json'])).out).code).toBe('CODE_TABLE_UNKNOWN');
  });
});
