import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnectorConfig } from '../../connectors/index.ts';
import { Problem, placesIn } from '../../kernel/index.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { newKey } from './sample.ts';

const hub = newKey('hub-1');
const own = newKey('police-connector-1', 'EdDSA');
/** A reference to an environment variable, as the file has it. */
const variable = (name: string) => ['$', '{', name, '}'].join('');
const environment = { REGISTER_URL: 'postgres://reader:geheim@db/register', TOKEN: 'geheim' };

const good = `organisation: police
system: police-connector
signingKey: key.json
hub:
  keys: hub.json
  remember: learnt.json
nats:
  url: nats://127.0.0.1:4222
  credentials: police.creds
sources:
  register:
    kind: postgres
    url: \${REGISTER_URL}
  figures:
    kind: csv
    path: figures.csv
  enterprises:
    kind: http
    url: https://register.example/{unifiedCode}
    headers:
      Authorization: Bearer \${TOKEN}
resources:
  - id: population.resident
    source: register
    from: rk.czrk
    match: [citizenNumber, [name, bornOn]]
    fields:
      citizenNumber: sfzh
      name: { from: xm, trim: true }
      bornOn: { from: csrq, date: yyyyMMdd }
      sex: { from: xb, codes: { 1: 男, 2: 女 } }
  - id: economy.indicator
    source: figures
    match: [code]
    fields: { code: ID }
    schema: { file: indicator.json, version: 3 }
  - id: legal-person.enterprise
    source: enterprises
    match: [unifiedCode]
    fields: { unifiedCode: /UNISCID, name: /ENTNAME }
limits:
  concurrency: 4
`;

let folder: TemporaryFolder;
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryFolder('connector-config');
  await writeFile(at('key.json'), JSON.stringify(own.privateJwk), { mode: 0o600 });
  await writeFile(at('hub.json'), JSON.stringify({ keys: [hub.publicJwk] }));
  await writeFile(at('police.creds'), 'creds', { mode: 0o600 });
  await writeFile(at('indicator.json'), JSON.stringify({ type: 'object', properties: { code: { type: 'string' } } }));
});
afterAll(() => folder[Symbol.asyncDispose]());

async function read(text: string, env: Record<string, string> = environment) {
  await writeFile(at('connector.yaml'), text);
  return readConnectorConfig({ path: at('connector.yaml'), env });
}

async function refusalOf(text: string, env?: Record<string, string>): Promise<Problem> {
  const error: unknown = await read(text, env).then(
    () => undefined,
    (caught) => caught,
  );
  if (!(error instanceof Problem)) throw new Error('not refused as a Problem', { cause: error });
  return error;
}

/** The line, counted from 1, of the first that contains a text. */
const lineOf = (text: string, part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('a configuration', () => {
  it('is read with the files it names, beside it', async () => {
    const config = await read(good);
    expect(config).toMatchObject({
      organisation: 'police',
      system: 'police-connector',
      signingKey: { kid: 'police-connector-1', alg: 'EdDSA' },
      hub: { keys: [{ kid: 'hub-1', alg: 'ES256' }], remember: at('learnt.json') },
      nats: { url: 'nats://127.0.0.1:4222', credentials: at('police.creds') },
      sources: {
        register: { kind: 'postgres', url: environment.REGISTER_URL },
        figures: { kind: 'csv', path: at('figures.csv') },
        enterprises: { headers: { Authorization: 'Bearer geheim' } },
      },
      limits: { concurrency: 4, waiting: 256, rows: 1_000, answerBytes: 900_000, statementTimeoutMs: 10_000 },
    });
    const [resident, indicator] = config.resources;
    expect(resident?.match).toEqual([['citizenNumber'], ['name', 'bornOn']]);
    expect(resident?.fields.get('sex')?.codes).toEqual(
      new Map([
        ['1', '男'],
        ['2', '女'],
      ]),
    );
    expect(indicator?.schema).toMatchObject({ version: 3, schema: { type: 'object' } });
  });

  it('takes the hub’s keys in place, and a credentials file for a key', async () => {
    const { kid, ...privateKey } = own.privateJwk;
    const profile = { hub: 'http://hub', kind: 'system', id: 'police-connector', kid, privateKey };
    await writeFile(at('profile.json'), JSON.stringify(profile), { mode: 0o600 });
    const text = good
      .replace('keys: hub.json', `keys: ${JSON.stringify({ keys: [hub.publicJwk] })}`)
      .replace('key.json', 'profile.json');
    const config = await read(text);
    expect(config.hub.keys.map((key) => key.kid)).toEqual(['hub-1']);
    expect(config.signingKey.kid).toBe(kid);
  });

  it.each<[string, string, string, string]>([
    ['an organisation that is no id', 'organisation: police', 'organisation: "*"', 'organisation:'],
    ['a member we do not know', 'system: police-connector', 'system: police-connector\nport: 80', 'port: 80'],
    ['a kind of source we do not know', 'kind: csv', 'kind: oracle', 'kind: oracle'],
    ['a source with a member of another kind', '    path: figures.csv', '    path: x\n    table: y', 'table: y'],
    ['a resource id with a wildcard', 'population.resident', '"population.>"', 'id: "population.>"'],
    ['a source that is not there', 'source: figures', 'source: nowhere', 'source: nowhere'],
    ['a match by a field that is not there', 'match: [code]', 'match: [code, other]', 'match: [code, other]'],
    ['a table where there is none', 'source: figures', 'source: figures\n    from: t', '    from: t'],
    ['a table name with two dots', 'rk.czrk', 'a.b.c', 'from: a.b.c'],
    ['a resource twice', 'id: economy.indicator', 'id: population.resident', 'id: population.resident'],
    ['codes and a date', 'date: yyyyMMdd', 'date: yyyyMMdd, codes: { a: b }', 'codes: { a: b }'],
    ['a form of date we do not know', 'yyyyMMdd', 'dd.MM.yyyy', 'dd.MM.yyyy'],
    ['a limit out of bounds', 'concurrency: 4', 'concurrency: 0', 'concurrency: 0'],
    ['a placeholder for a field not matched by', '{unifiedCode}', '{name}', 'match: [unifiedCode]'],
    ['a placeholder in the host', 'register.example/', '{unifiedCode}/', 'url: https://{'],
    ['a body that would not be sent', '    headers:', '    body: { a: b }\n    headers:', 'body:'],
    ['a pointer that is none', '/ENTNAME', '/ENT~NAME', '/ENT~NAME'],
    ['a database address of another kind', variable('REGISTER_URL'), 'mysql://x', 'url: mysql'],
    ['a list of a file', 'source: figures', 'source: figures\n    list: [ID]', 'list: [ID]'],
    ['a measure of a service without pages', 'source: enterprises', 'source: enterprises\n    measure: {}', 'measure:'],
    ['two values for one name', 'system: police-connector', 'system: a1\nsystem: b1', 'system: b1'],
    ['a tab for indentation', '  url: nats', '\turl: nats', '\turl'],
  ])('with %s is refused with its line', async (_name, from, to, marker) => {
    const text = good.replace(from, to);
    expect(text).not.toBe(good);
    const problem = await refusalOf(text);
    expect(problem.code).toBe('CONNECTOR_CONFIG_INVALID');
    const lines = problem.errors.map(({ detail }) => Number(/^line (\d+): /.exec(detail)?.[1]));
    const doubled =
      marker === 'id: population.resident' ? text.split('\n').findLastIndex((l) => l.includes(marker)) + 1 : 0;
    expect(lines).toContain(doubled || lineOf(text, marker));
    expect(problem.texts('en').detail).toMatch(new RegExp(`Line ${Math.min(...lines)}: `));
  });

  it.each<[string, string, string]>([
    ['url: "https://register.example/all?page={page}", by: offset', '/url', 'must have {offset} in it'],
    ['url: https://register.example/all, by: page', '/url', 'must have {page} in it'],
    ['url: "https://register.example/{page}/{unifiedCode}", by: page', '/url', 'and no other placeholder'],
    ['url: "https://{page}.example/all", by: page', '/url', 'in path and query only'],
    ['url: "ftp://register.example/{page}", by: page', '/url', 'beginning with http(s)://'],
    ['url: "https://register.example/{cursor}", by: cursor, next: /n', '/url', 'a parameter of the query'],
    ['url: "https://register.example/?c={cursor}", by: cursor', '/next', 'required'],
    ['url: "https://register.example/{page}", by: page, next: /n', '/next', 'by: cursor only'],
    ['url: "https://register.example/{offset}", by: offset, first: 0', '/first', 'by: page only'],
  ])('with the pages { %s } is refused at %s', async (list, place, detail) => {
    const problem = await refusalOf(good.replace('    headers:', `    list: { ${list} }\n    headers:`));
    expect(placesIn(problem.errors, 'en')).toEqual([
      { pointer: `/sources/enterprises/list${place}`, detail: expect.stringContaining(detail) },
    ]);
  });

  it('lists by columns, and takes a secret in the address of pages', async () => {
    const listed = good
      .replace('    from: rk.czrk', '    from: rk.czrk\n    list: [sfzh, lsh]')
      .replace(
        '    headers:',
        `    list: { url: "https://register.example/all?key=${variable('TOKEN')}&page={page}", by: page }\n    headers:`,
      );
    const { resources, sources } = await read(listed);
    expect(resources[0]?.listBy).toEqual(['sfzh', 'lsh']);
    expect(sources.enterprises).toMatchObject({ list: { url: expect.not.stringContaining('$') } });
  });

  it('with several mistakes names each of them, the first line first', async () => {
    const text = good.replace('organisation: police', 'organisation: P').replace('concurrency: 4', 'concurrency: 0');
    const problem = await refusalOf(text);
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(['/organisation', '/limits/concurrency']);
  });

  it('that lacks something is refused where it should stand', async () => {
    const problem = await refusalOf(good.replace('    from: rk.czrk\n', ''));
    expect(placesIn(problem.errors, 'en')).toEqual([
      { pointer: '/resources/0/from', detail: expect.stringMatching(/^line \d+: required: the table or view$/) },
    ]);
    const [place] = placesIn(problem.errors, 'zh');
    expect(place?.detail).toMatch(/^第 \d+ 行：须填写表或视图$/);
    expect(problem.texts('zh').detail).toMatch(/第 \d+ 行：\/resources\/0\/from 须填写表或视图$/);
    expect((await refusalOf('')).code).toBe('CONNECTOR_CONFIG_INVALID');
    expect((await refusalOf('[]')).code).toBe('CONNECTOR_CONFIG_INVALID');
  });

  it('with aliases that multiply without end is refused', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, index) => {
        const previous = 'abcdefgh'[index];
        return `${name}: &${name} [*${previous},*${previous},*${previous},*${previous},*${previous},*${previous},*${previous}]`;
      }),
    ].join('\n');
    expect((await refusalOf(bomb)).code).toBe('CONNECTOR_CONFIG_INVALID');
  });
});

describe('environment variables', () => {
  it('that are not set are named, with the line', async () => {
    const problem = await refusalOf(good, { TOKEN: 'x' });
    expect(placesIn(problem.errors, 'en')).toEqual([
      {
        pointer: '/sources/register/url',
        detail: `line ${lineOf(good, 'REGISTER_URL')}: the environment variable REGISTER_URL is not set`,
      },
    ]);
  });

  it.each([
    ['organisation: police', `organisation: ${variable('TOKEN')}`],
    ['path: figures.csv', `path: ${variable('TOKEN')}`],
    ['from: rk.czrk', `from: ${variable('TOKEN')}`],
    ['citizenNumber: sfzh', `citizenNumber: ${variable('TOKEN')}`],
  ])('do not come in by %s', async (from, to) => {
    const problem = await refusalOf(good.replace(from, to));
    expect(problem.code).toBe('CONNECTOR_CONFIG_INVALID');
    expect(JSON.stringify(problem.toJson({ language: 'en', instance: '', traceId: '' }))).not.toContain('geheim');
  });

  it('never show in a refusal, whatever is wrong with them', async () => {
    const wrong = { REGISTER_URL: 'geheim://reader:geheim@db', TOKEN: 'geheim\r\nX-Other: 1' };
    const problem = await refusalOf(good, wrong);
    expect(problem.code).toBe('CONNECTOR_CONFIG_INVALID');
    expect(`${problem.message}${JSON.stringify(problem.errors)}`).not.toContain('geheim');
  });
});

describe('the files of a configuration', () => {
  it.each(['key.json', 'police.creds'])('%s is refused when others may read it', async (name) => {
    await chmod(at(name), 0o640);
    try {
      expect(await refusalOf(good)).toMatchObject({ code: 'CONNECTOR_KEY_EXPOSED' });
    } finally {
      await chmod(at(name), 0o600);
    }
    await expect(read(good)).resolves.toBeDefined();
  });

  it.each([
    ['key.json', 'missing.json'],
    ['hub.json', 'missing.json'],
    ['indicator.json', 'missing.json'],
    ['police.creds', 'missing.creds'],
  ])('%s is missed by name', async (from, to) => {
    const problem = await refusalOf(good.replace(from, to));
    expect(problem.code).toBe('CONNECTOR_FILE_UNREADABLE');
    expect(problem.texts('en').detail).toContain(to);
  });

  it('are refused when they hold something else', async () => {
    await writeFile(at('public.json'), JSON.stringify(own.publicJwk), { mode: 0o600 });
    expect(await refusalOf(good.replace('key.json', 'public.json'))).toMatchObject({
      code: 'CONNECTOR_FILE_UNREADABLE',
    });
    await writeFile(at('empty.json'), '{"keys":[]}');
    expect(await refusalOf(good.replace('hub.json', 'empty.json'))).toMatchObject({ code: 'CONNECTOR_CONFIG_INVALID' });
    await writeFile(at('schema.json'), '{"type":"nonsense"}');
    expect(await refusalOf(good.replace('indicator.json', 'schema.json'))).toMatchObject({
      code: 'CONNECTOR_CONFIG_INVALID',
    });
  });

  it('missing altogether is told in one line', async () => {
    const problem = await readConnectorConfig({ path: at('nowhere.yaml'), env: {} }).catch((error) => error);
    expect(problem).toMatchObject({ code: 'CONNECTOR_FILE_UNREADABLE' });
    expect(problem.message).toContain('ENOENT');
  });
});
