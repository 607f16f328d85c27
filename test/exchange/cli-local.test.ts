import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { masked } from '../../exchange/cli/masked.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { commandLine } from './command-line.ts';

const citizen = '11010519491231002X';
const unified = '91350100M000100Y43';
const licence = '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder('cli');
});
afterAll(() => folder[Symbol.asyncDispose]());

const hufu = (args: readonly string[], env: Record<string, string> = {}) =>
  commandLine({ HUFU_DATA_DIR: folder.path, ...env })(args);
const file = async (name: string, content: unknown) => {
  const path = join(folder.path, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  return path;
};
const question = ['--match', `citizenNumber=${citizen}`, '--matter', 'M-1', '--case', '1'];

describe('a wrong use of the command line', () => {
  it.each<[string, readonly string[]]>([
    ['no command', []],
    ['an unknown command', ['nonsense']],
    ['a number in place of a command', [citizen]],
    ['an unknown part of a command', ['licence', 'burn']],
    ['a command that wants another', ['demo']],
    ['an unknown option', ['config', '--colour']],
    [
      'a value for an option that does not exist',
      ['query', 'a.b', ...question, '--fields', 'a', `--mach=x=${citizen}`],
    ],
    ['a language nobody speaks here', ['config', '--lang', 'fr']],
    ['an argument too many', ['number', 'check', citizen, unified]],
    ['no number', ['number', 'check']],
    ['neither fields nor claims', ['query', 'a.b', ...question]],
    ['both fields and claims', ['query', 'a.b', ...question, '--fields', 'name', '--verify', 'name=x']],
    ['fields without a name', ['query', 'a.b', ...question, '--fields', ' , ']],
    ['a question without a match', ['query', 'a.b', '--matter', 'M-1', '--case', '1', '--fields', 'name']],
    ['a question without a purpose', ['query', 'a.b', '--match', `citizenNumber=${citizen}`, '--fields', 'name']],
    ['a pair that is none', ['query', 'a.b', '--match', citizen, '--matter', 'M', '--case', '1', '--fields', 'a']],
    [
      'a pair that is given twice',
      ['query', 'a.b', ...question, '--match', `citizenNumber=${citizen}`, '--fields', 'a'],
    ],
    ['a value that is no scalar', ['query', 'a.b', ...question, '--verify', `name:={"n":"${citizen}"}`]],
    ['an explanation without a claim', ['query', 'explain', 'a.b', ...question]],
    ['a licence without data', ['licence', 'issue', 'business-licence']],
    ['data that are not there', ['licence', 'issue', 'business-licence', '--data', '/nowhere/data.json']],
    ['a holder without a purpose', ['licence', 'list', '--holder-kind', '111', '--holder', citizen]],
    ['a document that is not there', ['licence', 'verify', './nowhere.json']],
    ['a time that is none', ['licence', 'verify', licence, '--at', 'tomorrow']],
    ['a configuration that is not there', ['connector', 'run', '/nowhere/connector.yaml']],
    ['somebody who cannot be', ['query', 'a.b', ...question, '--fields', 'a', '--as', '../../etc/passwd']],
    ['somebody who is nobody here', ['query', 'a.b', ...question, '--fields', 'a', '--as', citizen]],
  ])('(%s) ends with 64, says so, and repeats no number', async (_what, args) => {
    for (const json of [[], ['--json']]) {
      const { exit, out, err } = await hufu([...args, ...json]);
      expect(exit).toBe(64);
      expect(`${out}${err}`).toMatch(/\S/);
      expect(`${out}${err}`).not.toContain(citizen);
      if (json.length > 0 && out !== '') expect(JSON.parse(out)).toHaveProperty('code');
      if (json.length === 0) expect(out).toBe('');
    }
  });

  it.each([
    [['config'], 'out'],
    [['demo', 'info'], 'err'],
  ] as const)('(a setting that cannot be used: %j) is told by name', async (args, where) => {
    const ended = await hufu(args, { HUFU_HTTP_PORT: 'eighty' });
    expect(ended.exit).toBe(64);
    expect(ended[where]).toMatch(/HUFU_HTTP_PORT: .*number/);
  });

  it('never shows what was quoted of the command line, unless it is a plain word', () => {
    expect(masked("unknown option '--verfy=name=张三'")).toBe("unknown option '--verfy=…'");
    expect(masked("unknown command '张三'")).toBe("unknown command '…'");
    expect(masked("unknown command 'lisence'")).toBe("unknown command 'lisence'");
    expect(masked("option '--match <pair...>' argument missing")).toBe("option '--match <pair...>' argument missing");
    expect(masked(`no credentials for ${citizen} or ${unified} or １１０１０５１９４９１２３１００２Ｘ`)).toBe(
      'no credentials for … or … or …',
    );
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(masked(`POPULATION_RESIDENT ${trace} 2026-11-21T08:00:00Z`)).toContain(trace);
  });
});

describe('help', () => {
  /** Every command there is, found by asking each for its own. */
  async function commandsBelow(path: readonly string[]): Promise<readonly (readonly string[])[]> {
    const { out } = await hufu([...path, '--help']);
    const [, section = ''] = /\n[^\n]*Commands:\n(.*?)(?:\n\n|$)/s.exec(out) ?? [];
    const names = [...section.matchAll(/^ {2}([a-z][a-z-]*)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help');
    const below = await Promise.all(names.map((name) => commandsBelow([...path, name])));
    return [path, ...below.flat()];
  }

  it('is there for every command, in both languages, with the common options', async () => {
    const commands = await commandsBelow([]);
    expect(commands.map((path) => path.join(' '))).toEqual(
      expect.arrayContaining(
        [
          'demo info',
          'query',
          'query explain',
          'resource types',
          'licence issue',
          'licence list',
          'licence verify',
        ].concat(['number check', 'connector run', 'config', 'seal verify', 'pki validate']),
      ),
    );
    for (const path of commands) {
      const { exit, out, err } = await hufu([...path, '--help']);
      expect([exit, err], path.join(' ')).toEqual([0, '']);
      expect(out, path.join(' ')).toMatch(/\p{Script=Han}.* · .*[a-z]/u);
      expect(out, path.join(' ')).toContain('--json');
      expect(out, path.join(' ')).toContain('--lang');
    }
  });

  it('tells the version', async () => {
    expect(await hufu(['--version'])).toMatchObject({ exit: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describe('without what it needs the command line', () => {
  const asking = ['query', 'population.resident', ...question, '--fields', 'name', '--json'];
  const listing = ['licence', 'list', '--holder-kind', '001', '--holder', unified, '--matter', 'M', '--case', '1'];

  it.each([[['demo', 'info', '--json']], [asking], [listing], [['resource', 'types', 'a.b']]])(
    'ends with 69 where there is no demonstration: %j',
    async (args) => {
      const { exit, out, err } = await hufu(args);
      expect([exit, out]).toEqual([69, '']);
      expect(err).toContain('npm start');
    },
  );

  it('ends with 69 where the demonstration’s description is damaged, and shows nothing of it', async () => {
    await using other = await temporaryFolder('cli');
    await mkdir(join(other.path, 'demo'));
    await writeFile(join(other.path, 'demo', 'demo.json'), '{"officers":[{"password":"Gulangyu-1949"');
    const { exit, out, err } = await hufu(['demo', 'info'], { HUFU_DATA_DIR: other.path });
    expect([exit, out]).toEqual([69, '']);
    expect(err).not.toContain('Gulangyu');
  });

  it('ends with 69 where the hub is away, and shows no number and no secret', async () => {
    const hub = 'http://127.0.0.1:1';
    const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    const system = await file('system.json', { hub, kind: 'system', id: 'a-system', kid: 'k', privateKey });
    const officer = await file('officer.json', { hub, kind: 'officer', login: 'clerk', password: 'Gulangyu-1949' });
    for (const [args, profile] of [
      [asking, system],
      [listing, officer],
    ] as const) {
      const { exit, out, err } = await hufu(args, { HUFU_PROFILE: profile });
      expect([exit, out]).toEqual([69, '']);
      expect(err).toContain(hub);
      for (const secret of [citizen, unified, 'Gulangyu', privateKey.d ?? '']) expect(err).not.toContain(secret);
    }
  });

  it.each<[string, unknown]>([
    ['no JSON', '{"password":"Gulangyu-1949"'],
    ['nothing', ''],
    ['another thing', ['Gulangyu-1949']],
    ['no hub', { kind: 'officer', login: 'clerk', password: 'Gulangyu-1949' }],
    ['no address', { hub: 'Gulangyu-1949', kind: 'officer', login: 'clerk', password: 'x' }],
    ['another kind', { hub: 'http://127.0.0.1:1', kind: 'clerk', login: 'clerk', password: 'Gulangyu-1949' }],
    ['a password that is none', { hub: 'http://127.0.0.1:1', kind: 'officer', login: 'clerk', password: ['Gulangyu'] }],
    ['no key', { hub: 'http://127.0.0.1:1', kind: 'system', id: 'a-system', kid: 'k', privateKey: null }],
    ['a bad key', { hub: 'http://127.0.0.1:1', kind: 'system', id: 's', kid: 'k', privateKey: { d: 'Gulangyu-1949' } }],
    ['a bad address', { hub: 'ftp://Gulangyu', kind: 'system', id: 's', kid: 'k', privateKey: { d: 'x' } }],
  ])('ends with 64 for a profile that holds %s, and shows nothing of it', async (_what, content) => {
    const profile = await file('bad.json', content);
    for (const args of [asking, listing]) {
      const { exit, out, err } = await hufu(args, { HUFU_PROFILE: profile });
      expect([exit, out]).toEqual([64, '']);
      expect(err).not.toContain('Gulangyu');
    }
  });
});

describe('hufu number check', () => {
  it.each([
    [citizen, 0, { kind: 'citizen-number', standard: 'GB 11643', valid: true, findings: [], facts: { sex: 'female' } }],
    [
      '110105194912310021',
      1,
      { kind: 'citizen-number', valid: false, facts: null, findings: [{ code: expect.any(String) }] },
    ],
    ['110105194902300028', 1, { kind: 'citizen-number', valid: false, facts: null }],
    [unified, 0, { kind: 'unified-code', standard: 'GB 32100', valid: true }],
    ['91350100M000100Y44', 1, { kind: 'unified-code', valid: false, facts: null }],
    [licence, 0, { kind: 'licence-identifier', standard: 'GB/T 36904', valid: true, facts: { serial: '20230000403' } }],
    [licence.replace(/U$/, 'V'), 1, { kind: 'licence-identifier', valid: false, facts: null }],
    ['101001/1', 0, { kind: 'resource-code', valid: true, facts: { category: '1' } }],
    ['9/1', 1, { kind: 'resource-code', valid: false, facts: null }],
    ['tiger', 1, { kind: 'unknown', valid: false }],
    ['', 1, { kind: 'unknown', valid: false }],
  ])('of %s ends with %i and says what it is', async (number, exit, described) => {
    const ended = await hufu(['number', 'check', number, '--json']);
    expect(ended).toMatchObject({ exit, err: '' });
    expect(JSON.parse(ended.out)).toMatchObject(described);
  });

  it('says why not, in the language asked for', async () => {
    const zh = await hufu(['number', 'check', '110105194912310021']);
    const en = await hufu(['--lang', 'en', 'number', 'check', '110105194912310021']);
    expect(zh.out).toMatch(/校验码/);
    expect(en.out).toMatch(/check/i);
    expect(en.out).not.toContain('校验码');
  });
});

describe('hufu config', () => {
  const env = {
    DATABASE_URL: 'postgres://u:Gulangyu@db/hufu',
    HUFU_MASTER_KEY: 'GulangyuGulangyuGulangyuGulangyuGulangyuGul',
    HUFU_NATS_AUTHORITY_FILE: '/run/secrets/nats',
    HUFU_LOG_LEVEL: 'warn',
    NATS_URL: 'nats://u:Gulangyu@one:4222,u:Gulangyu@two:4222',
  };

  it('shows every setting with source and meaning, secrets masked', async () => {
    const { exit, out, err } = await hufu(['config', '--json'], env);
    expect([exit, err]).toEqual([0, '']);
    const { settings } = JSON.parse(out) as { settings: { name: string; value: string | null; source: string }[] };
    const shown = Object.fromEntries(settings.map(({ name, value, source }) => [name, [value, source]]));
    expect(shown).toMatchObject({
      DATABASE_URL: ['••••', 'environment'],
      HUFU_MASTER_KEY: ['••••', 'environment'],
      HUFU_NATS_AUTHORITY: ['••••', 'file'],
      HUFU_LOG_LEVEL: ['warn', 'environment'],
      HUFU_HTTP_PORT: ['8080', 'default'],
      NATS_URL: ['nats://••••@one:4222,••••@two:4222', 'environment'],
      HUFU_PROFILE: [null, 'default'],
    });
    expect(Object.keys(shown)).toEqual(
      expect.arrayContaining(['HUFU_DATA_DIR', 'HUFU_HTTP_HOST', 'HUFU_PROFILE', 'HUFU_PUBLIC_URL']),
    );
    for (const text of [out, (await hufu(['config'], env)).out]) expect(text).not.toContain('Gulangyu');
  });

  it('tells every value that cannot be used, and repeats no secret', async () => {
    const wrong = {
      HUFU_HTTP_PORT: 'eighty',
      HUFU_MASTER_KEY: 'Gulangyu',
      HUFU_LOG_LEVEL: 'loud',
      HUFU_HUB_NAME: 'one',
    };
    const { exit, out } = await hufu(['config', '--json'], wrong);
    expect(exit).toBe(64);
    const { settings } = JSON.parse(out) as { settings: { name: string; fault: string | null }[] };
    const faults = settings.filter(({ fault }) => fault !== null).map(({ name }) => name);
    expect(faults.toSorted()).toEqual(['HUFU_HTTP_PORT', 'HUFU_LOG_LEVEL', 'HUFU_MASTER_KEY']);
    expect(out).not.toContain('Gulangyu');
  });
});
