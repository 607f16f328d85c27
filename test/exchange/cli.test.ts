import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../connectors/protocol/index.ts';
import { openOfficerSession } from '../../exchange/cli/officer-session.ts';
import { ProgressBar } from '../../exchange/cli/progress-bar.ts';
import type { DemoInfo, SystemProfile } from '../../exchange/index.ts';
import { createHubRegister } from '../../exchange/operation/hub-register.ts';
import { readStatusToken, writeStatusJwt } from '../../licence-vault/status/status-token.ts';
import { describeDemo, writeDemoInfo } from '../../ops/demo/demo-info.ts';
import { signingKey } from '../licence-vault/vault.ts';
import { fixedClock } from '../support/clock.ts';
import { debianPostgres, startDebianPostgres } from '../support/debian-postgres.ts';
import { type Provider, startTestWorld, type TestWorld } from '../support/world.ts';
import { commandLine } from './command-line.ts';

let world: TestWorld;
let provider: Provider;
let demo: DemoInfo;

beforeAll(async () => {
  world = await startTestWorld({ outward: true, env: { HUFU_DEMONSTRATION: 'yes' } });
  const { county, credentials, dataDirectory, hub } = world;
  const authorization = `Bearer ${await world.session('approval-clerk')}`;
  const licencesOf = async (number: string) => {
    const payload = { holder: { kind: '001', number }, matter: 'APPROVAL-FOOD-01', case: '1' };
    const { body } = await hub.call({
      method: 'POST',
      url: '/v1/licences/search',
      headers: { authorization },
      payload,
    });
    return (body.items as { identifier: string }[]).map((item) => item.identifier);
  };
  const services = { postgres: null, nats: null };
  await writeDemoInfo(
    dataDirectory,
    await describeDemo({
      county,
      credentials,
      hubUrl: hub.publicUrl,
      services,
      files: null,
      codes: '/nowhere',
      licencesOf,
    }),
  );
  provider = await world.provider({
    organisation: 'police',
    system: 'police-connector',
    resource: 'population.resident',
    respond: (order, { honest, send }) => send(honest(answerTo(order))),
  });
  demo = JSON.parse((await hufu(['demo', 'info', '--json'])).out);
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const hufu = (args: readonly string[], env: Record<string, string> = {}) =>
  commandLine({ HUFU_DATA_DIR: world.dataDirectory, ...env })(args);

/** What the police know. */
function answerTo(order: Order) {
  const whole: Record<string, unknown> = {
    ...world.county.residents.find((one) => one.citizenNumber === order.match.citizenNumber),
  };
  const has = whole.citizenNumber !== undefined;
  if (order.mode === 'lookup') {
    return { rows: has ? [Object.fromEntries(order.fields.map((field) => [field, whole[field]]))] : [] };
  }
  const verdictOf = ([field, claim]: [string, unknown]) => [field, has ? whole[field] === claim : null];
  return { matched: has, verdicts: Object.fromEntries(Object.entries(order.claims).map(verdictOf)) };
}

const pairsOf = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([name, value]) => `${name}=${String(value)}`);
const questionOf = (example: DemoInfo['examples']['query' | 'verify' | 'refused']) => [
  ...[example.resource, '--match', ...pairsOf(example.match), '--matter', example.matter, '--case', example.case],
  ...('fields' in example ? ['--fields', example.fields.join(',')] : ['--verify', ...pairsOf(example.verify)]),
];
const purpose = ['--matter', 'APPROVAL-FOOD-01', '--case', '2026-1'];

describe('hufu demo info', () => {
  it('prints what the outer contract says', async () => {
    const { exit, out, err } = await hufu(['demo', 'info', '--json']);
    expect([exit, err]).toEqual([0, '']);
    const text = expect.stringMatching(/./);
    const asked = { resource: text, match: expect.any(Object), matter: text, case: text, system: text };
    expect(JSON.parse(out)).toMatchObject({
      console: world.hub.publicUrl,
      systems: expect.arrayContaining([{ id: 'hrss-pension', organisation: 'hrss', kind: 'consumer' }]),
      officers: expect.arrayContaining([
        { login: 'approval-clerk', password: text, organisation: 'approval', roles: ['approval-clerk'] },
      ]),
      matters: expect.arrayContaining([expect.objectContaining({ code: 'HRSS-PENSION-01', name: text })]),
      resources: ['population.resident', 'legal-person.enterprise', 'spatial.division', 'economy.indicator'].map((id) =>
        expect.stringContaining(id.split('.')[0]!),
      ),
      holders: expect.arrayContaining([{ kind: '001', number: text, licences: [text] }]),
      examples: {
        query: { ...asked, fields: expect.arrayContaining([text]) },
        verify: { ...asked, verify: expect.any(Object) },
        refused: { ...asked, fields: expect.arrayContaining([text]) },
        licence: { type: text, data: expect.any(Object) },
      },
    });
    expect((await hufu(['demo', 'info'])).out).toContain('hrss-pension');
  });
});

describe('hufu query', () => {
  it('answers the example of the demonstration, as JSON and for people', async () => {
    const { query, verify } = demo.examples;
    const { exit, out, err } = await hufu(['query', ...questionOf(query), '--json']);
    expect([exit, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      mode: 'lookup',
      rows: [{ name: verify.verify.name }],
      receipt: { id: expect.stringMatching(/./) },
    });
    const shown = await hufu(['query', ...questionOf(query)]);
    expect([shown.exit, shown.err]).toEqual([0, '']);
    expect(shown.out).toContain(verify.verify.name);
    const nobody = await hufu(['query', ...questionOf({ ...query, match: { citizenNumber: '11010519491231002X' } })]);
    expect([nobody.exit, nobody.out.includes('no record')]).toEqual([0, true]);
    expect(nobody.out).toMatch(/left today \d+\/\d+，重新计数 · anew at \d{4}-\d\d-\d\dT16:00:00\.000Z/);
  });

  it('verifies with true and false, and both are an answer', async () => {
    const { verify } = demo.examples;
    const right = await hufu(['query', ...questionOf(verify), '--json']);
    expect(right).toMatchObject({ exit: 0, err: '' });
    expect(JSON.parse(right.out)).toMatchObject({ mode: 'verify', matched: true, verdicts: { name: true } });
    const wrong = await hufu(['query', ...questionOf({ ...verify, verify: { name: '某某' } }), '--json']);
    expect([wrong.exit, JSON.parse(wrong.out).verdicts]).toEqual([0, { name: false }]);
    expect((await hufu(['query', ...questionOf(verify)])).out).toContain('true');
  });

  it('takes numbers and truth values after :=', async () => {
    const asked = [...questionOf(demo.examples.query).slice(0, 7), '--verify', 'name:="某某"', 'residencyStatus:=true'];
    expect(await hufu(['query', ...asked, '--json'])).toMatchObject({ exit: 0 });
    expect(provider.orders.at(-1)?.claims).toEqual({ name: '某某', residencyStatus: true });
  });

  it('explains, asking nobody: 0 when it would be permitted, 1 when it would be refused', async () => {
    const before = provider.orders.length;
    const { query, refused, verify } = demo.examples;
    for (const [example, exit] of [
      [query, 0],
      [verify, 0],
      [refused, 1],
    ] as const) {
      const ended = await hufu(['query', 'explain', ...questionOf(example), '--json']);
      expect(ended).toMatchObject({ exit, err: '' });
      expect(JSON.parse(ended.out)).toMatchObject({ allowed: exit === 0, links: expect.arrayContaining([]) });
      expect((await hufu(['query', 'explain', ...questionOf(example)])).exit).toBe(exit);
    }
    expect(provider.orders).toHaveLength(before);
  });

  it('prints a refusal as the contract says, with 1, in the language asked for', async () => {
    const asked = ['query', ...questionOf(demo.examples.refused)];
    const { exit, out, err } = await hufu([...asked, '--json', '--lang', 'en']);
    expect([exit, err]).toEqual([1, '']);
    const problem = JSON.parse(out);
    expect(problem).toMatchObject({
      code: 'FIELD_NOT_GRANTED',
      detail: expect.stringContaining('maritalStatus'),
      reason: expect.stringMatching(/^[ -~’]+$/),
      remedy: expect.stringMatching(/^[ -~’]+$/),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const people = await hufu(asked);
    expect([people.exit, people.out]).toEqual([1, '']);
    expect(people.err).toMatch(/^FIELD_NOT_GRANTED.*maritalStatus/);
    const { citizenNumber } = demo.examples.refused.match;
    expect(`${out}${people.err}`).not.toContain(citizenNumber);
  });

  it('ends with 69 when the provider is not connected', async () => {
    const asked = ['legal-person.enterprise', '--match', 'unifiedCode=91350100M000100Y43', '--fields', 'name'];
    const { exit, out } = await hufu(['query', ...asked, ...purpose, '--json']);
    expect([exit, JSON.parse(out).code]).toEqual([69, 'CONNECTOR_ABSENT']);
  });
});

describe('who is asking', () => {
  const asked = () => ['query', 'explain', ...questionOf(demo.examples.query), '--json'];
  const codeOf = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { out } = await hufu(args, env);
    return JSON.parse(out).problem?.code ?? 'permitted';
  };

  it('is --as, else HUFU_PROFILE, else the system of the demonstration that fits the matter', async () => {
    const civil = world.credentials.path('civil-assistance');
    expect(await codeOf(asked())).toBe('permitted');
    expect(await codeOf(asked(), { HUFU_PROFILE: '' })).toBe('permitted');
    expect(await codeOf(asked(), { HUFU_PROFILE: civil })).toBe('MATTER_NOT_COVERED');
    expect(await codeOf([...asked(), '--as', 'hrss-pension'], { HUFU_PROFILE: civil })).toBe('permitted');
    expect(await codeOf([...asked(), '--as', 'civil-assistance'])).toBe('MATTER_NOT_COVERED');
  });

  it('is refused with 64 when the credentials are of the wrong kind', async () => {
    expect(await hufu([...asked(), '--as', 'approval-clerk'])).toMatchObject({ exit: 64, out: '' });
    const number = demo.holders[0]?.number ?? '';
    const listing = ['licence', 'list', '--holder-kind', '001', '--holder', number, ...purpose];
    expect(await hufu([...listing, '--as', 'hrss-pension'])).toMatchObject({ exit: 64, out: '' });
  });

  it('is refused with 1 when the hub does not know the key or the password, and neither is shown', async () => {
    const profile: SystemProfile = { ...(await world.system('hrss-pension')), id: 'civil-assistance' };
    const path = join(world.dataDirectory, 'stranger.json');
    await writeFile(path, JSON.stringify(profile));
    const ended = await hufu(asked(), { HUFU_PROFILE: path });
    expect(ended.exit).toBe(1);
    expect(JSON.parse(ended.out)).toHaveProperty('remedy');
    const officer = { hub: world.hub.publicUrl, kind: 'officer', login: 'approval-seal', password: 'Gulangyu-1949' };
    await writeFile(path, JSON.stringify(officer));
    const locked = await hufu(['licence', 'verify', demo.holders[0]?.licences[0] ?? '', '--json'], {
      HUFU_PROFILE: path,
    });
    expect([locked.exit, JSON.parse(locked.out).code]).toEqual([1, 'INVALID_CREDENTIALS']);
    for (const text of [ended.out, ended.err, locked.out, locked.err]) {
      expect(text).not.toContain('Gulangyu');
      expect(text).not.toContain(String(profile.privateKey.d));
    }
  });
});

describe('hufu licence', () => {
  const file = async (name: string, content: unknown) => {
    const path = join(world.dataDirectory, name);
    await writeFile(path, JSON.stringify(content));
    return path;
  };

  it('makes a copy for one purpose, which dies by itself', async () => {
    const licence = demo.holders[0]?.licences[0] ?? '';
    const copy = join(world.dataDirectory, 'copy.ofd');
    const copying = ['licence', 'copy', licence, ...purpose, '--cause', '核对经营资格', '--out', copy, '--json'];
    const made = await hufu(copying);
    expect(made).toMatchObject({ exit: 0, err: '' });
    const { expiresAt, receipt } = JSON.parse(made.out);
    expect(receipt).toMatch(/^\d+$/);
    for (const [more, exit, subIndication] of [
      [[], 2, 'NO_CERTIFICATE_CHAIN_FOUND'],
      [['--at', expiresAt], 1, 'EXPIRED'],
    ] as const) {
      const ended = await hufu(['licence', 'verify', copy, '--offline', ...more, '--json']);
      const verdict = JSON.parse(ended.out);
      expect([ended.exit, verdict.subIndication]).toEqual([exit, subIndication]);
      expect(verdict.copy).toMatchObject({ original: licence, cause: '核对经营资格', expiresAt });
    }
    expect((await hufu([...copying, '--expires', 'soon'])).exit).toBe(64);
  });

  it('issues, lists and verifies: 0, 1 and 2 with the verdict', async () => {
    const { type, data } = demo.examples.licence;
    const issuing = ['licence', 'issue', type, '--data', await file('data.json', data), '--reference', 'X-1', '--json'];
    const issued = await hufu(issuing);
    expect(issued).toMatchObject({ exit: 0, err: '' });
    const { licence, document } = JSON.parse(issued.out);
    expect(JSON.parse((await hufu(issuing)).out).licence.identifier).toBe(licence.identifier);

    const holder = ['--holder-kind', '001', '--holder', String(data.unifiedCode)];
    const listed = await hufu(['licence', 'list', ...holder, ...purpose, '--json']);
    expect(listed).toMatchObject({ exit: 0, err: '' });
    expect(JSON.parse(listed.out).items).toMatchObject([{ identifier: licence.identifier }]);
    expect((await hufu(['licence', 'list', ...holder, ...purpose])).out).toContain(licence.identifier);

    const { name } = document.licence.data;
    const tampered = { ...document, licence: { ...document.licence, data: { ...data, name: `${name}二` } } };
    for (const [subject, exit, indication] of [
      [licence.identifier, 0, 'TOTAL_PASSED'],
      [licence.id, 0, 'TOTAL_PASSED'],
      [await file('licence.json', document), 0, 'TOTAL_PASSED'],
      [await file('issued.json', { licence, document }), 0, 'TOTAL_PASSED'],
      [await file('tampered.json', tampered), 1, 'TOTAL_FAILED'],
    ] as const) {
      const ended = await hufu(['licence', 'verify', subject, '--json']);
      expect(ended).toMatchObject({ exit, err: '' });
      expect(JSON.parse(ended.out)).toMatchObject({ indication, steps: expect.any(Array) });
    }
    const people = await hufu(['licence', 'verify', await file('tampered.json', tampered)]);
    expect([people.exit, people.out.startsWith('TOTAL_FAILED')]).toEqual([1, true]);
    const early = await hufu(['licence', 'verify', licence.identifier, '--at', '2000-01-01', '--json']);
    expect([early.exit, JSON.parse(early.out).indication]).toEqual([2, 'INDETERMINATE']);
  });

  it('shows a licence as a QR, and verifies it as text and photo, at the hub and offline', async () => {
    const identifier = demo.holders[0]?.licences[0] ?? '';
    const photo = join(world.dataDirectory, 'qr.png');
    const made = await hufu(['licence', 'qr', identifier, ...purpose, '-o', photo, '--json']);
    expect(made).toMatchObject({ exit: 0, err: '' });
    const { text, statement } = JSON.parse(made.out);
    const ended = await hufu(['licence', 'verify', photo, '--json']);
    expect(ended).toMatchObject({ exit: 0, err: '' });
    expect(JSON.parse(ended.out)).toMatchObject({ indication: 'TOTAL_PASSED', statement });
    const get = async (url: string, name: string) => {
      const path = join(world.dataDirectory, name);
      await writeFile(path, await (await fetch(`${world.hub.publicUrl}${url}`)).text());
      return path;
    };
    const keys = await get('/.well-known/jwks.json', 'jwks.json');
    const list = await get('/v1/status-lists/1', 'list.jwt');
    const verified = async (...options: readonly string[]) => {
      const { exit, out } = await hufu(['licence', 'verify', photo, ...options, '--json']);
      return [exit, JSON.parse(out).subIndication];
    };
    expect(await verified('--offline', '--trust', keys, '--status-list', list)).toEqual([0, null]);
    expect(await verified('--offline', '--trust', keys)).toEqual([2, 'TRY_LATER']);
    expect(await verified('--offline')).toEqual([2, 'NO_SIGNING_CERTIFICATE_FOUND']);
    expect(await verified('--trust', keys)).toEqual([0, null]);
    expect(await verified('--offline', '--trust', keys, '--status-list', keys)).toEqual([2, 'TRY_LATER']);
    // The hub's next key, in its later key set, and a key of another hub, which says nothing of licences that are not its own.
    const { token } = readStatusToken(await readFile(list)) ?? expect.fail('no status list');
    const signedBy = async (name: string, others: readonly object[]) => {
      const { kid, key, tokenSigner } = signingKey(name);
      const files = { keys: join(world.dataDirectory, `${name}.json`), list: join(world.dataDirectory, `${name}.jwt`) };
      const jwk = { ...key.key.export({ format: 'jwk' }), kid, 'x-hufu-use': 'licence' };
      await writeFile(files.keys, JSON.stringify({ keys: [...others, jwk] }));
      await writeFile(files.list, await writeStatusJwt(token, tokenSigner));
      return files;
    };
    const later = await signedBy('later', JSON.parse(await readFile(keys, 'utf8')).keys);
    const elsewhere = await signedBy('elsewhere', []);
    const trusted = [later.keys, elsewhere.keys, keys].flatMap((path) => ['--trust', path]);
    for (const own of [list, later.list])
      expect(await verified('--offline', ...trusted, '--status-list', own)).toEqual([0, null]);
    expect(await verified('--offline', ...trusted, '--status-list', elsewhere.list)).toEqual([2, 'TRY_LATER']);
    const people = await hufu(['licence', 'verify', text, '--offline', '--trust', keys, '--status-list', list]);
    expect(people.out).toContain(statement.face.name);
    expect((await hufu(['licence', 'verify', text, '--trust', photo])).exit).toBe(64);
    const others = join(world.dataDirectory, 'others.json');
    await writeFile(others, (await readFile(keys, 'utf8')).replaceAll('"licence"', '"token"'));
    expect((await hufu(['licence', 'verify', text, '--offline', '--trust', others])).exit).toBe(64);
    expect((await hufu(['licence', 'qr', identifier, ...purpose, '-o', 'qr.gif'])).exit).toBe(64);
  });

  it('refuses what the hub refuses, with the code and 1, and repeats no number', async () => {
    const { type, data } = demo.examples.licence;
    const wrong = await file('wrong.json', { ...data, unifiedCode: '91350100M000100Y44' });
    for (const args of [
      ['licence', 'issue', type, '--data', wrong],
      ['licence', 'issue', 'no-such-type', '--data', wrong],
      ['licence', 'list', '--holder-kind', '001', '--holder', '91350100M000100Y4', ...purpose],
      ['licence', 'list', '--holder-kind', '777', '--holder', '91350100M000100Y43', ...purpose],
    ]) {
      const { exit, out, err } = await hufu([...args, '--json']);
      expect([exit, err], args.join(' ')).toEqual([1, '']);
      expect(JSON.parse(out).code).toMatch(/^[A-Z_]+$/);
      expect(out).not.toContain('91350100M000100Y4');
    }
  });

  it('leaves no session open', async () => {
    const { rows } = await world.db.database.pool.query('select 1 from identity.officer_session where via = $1', [
      'bearer',
    ]);
    await hufu(['licence', 'verify', demo.holders[0]?.licences[0] ?? '']);
    const after = await world.db.database.pool.query('select 1 from identity.officer_session where via = $1', [
      'bearer',
    ]);
    expect(after.rows).toHaveLength(rows.length);
  });
});

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

describe('a fault of the hub', () => {
  it('ends with 70 and the trace by which it is found', async () => {
    await world.db.database.pool.query('alter table vault.licence rename to hidden');
    try {
      const ended = await hufu(['licence', 'verify', demo.holders[0]?.licences[0] ?? '', '--json']);
      expect([ended.exit, JSON.parse(ended.out).code]).toEqual([70, 'INTERNAL']);
    } finally {
      await world.db.database.pool.query('alter table vault.hidden rename to licence');
    }
    expect(await readFile(world.credentials.path('approval-clerk'), 'utf8')).toContain('password');
  });
});

describe('hufu sign-request', () => {
  const question = () => {
    const { resource, match, fields, matter, case: number } = demo.examples.query;
    return JSON.stringify({ resource, mode: 'lookup', match, fields, purpose: { matter, case: number } });
  };
  const send = (lines: string, body: string) => {
    const headers = Object.fromEntries(
      lines
        .trim()
        .split('\n')
        .map((line) => line.split(/: (.*)/s).slice(0, 2)),
    );
    return fetch(`${world.hub.hub.url}/v1/query`, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json' },
    });
  };

  it('gives the headers with which another program may send a request, once', async () => {
    const file = join(world.dataDirectory, 'question.json');
    await writeFile(file, question());
    const args = ['sign-request', 'post', '/v1/query', '--data', file, '--as', 'hrss-pension'];
    const { exit, out } = await hufu(args);
    expect(exit).toBe(0);
    expect((await send(out, question())).status).toBe(200);
    expect(await (await send(out, question())).json()).toMatchObject({ code: 'SIGNATURE_REPLAYED' });
    const { headers } = JSON.parse((await hufu([...args, '--json'])).out) as { headers: Record<string, string> };
    expect(Object.keys(headers)).toEqual(['authorization', 'content-digest', 'signature-input', 'signature']);
    const other = await send((await hufu(args)).out, question().replace('lookup', 'verify'));
    expect(await other.json()).toMatchObject({ code: 'CONTENT_DIGEST_MISMATCH' });
  });

  it.each([
    ['a method that nobody has', ['gte', '/v1/resources']],
    ['a path that leaves the hub', ['post', '//evil.example/v1/query']],
    ['a file that is not there', ['post', '/v1/query', '--data', '/nowhere/question.json']],
    ['an officer’s credentials', ['post', '/v1/query', '--as', 'data-admin']],
  ])('says what is wrong with %s', async (_name, args) => {
    const { exit, out, err } = await hufu(['sign-request', ...args]);
    expect([exit, out]).toEqual([64, '']);
    expect(err).toMatch(/^hufu: /);
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

describe('licence types', () => {
  it('are listed and shown, and the page of one is printed and checked as the hub would', async () => {
    const listed = await hufu(['licence-type', 'list']);
    expect([listed.exit, listed.out]).toEqual([0, expect.stringMatching(/business-licence +11100000MB0143028R001 /)]);
    const shown = await hufu(['licence-type', 'show', 'food-permit']);
    expect(shown.out).toMatch(/premises +经营场所 +text +face +必填/);
    const schema = JSON.parse((await hufu(['licence-type', 'schema', 'food-permit'])).out);
    expect(schema.required).toContain('premises');
    const page = (await hufu(['licence-type', 'template', 'show', 'food-permit'])).out;
    const file = join(world.dataDirectory, 'page.svg');
    await writeFile(file, page);
    const right = await hufu(['licence-type', 'template', 'check', file, '--type', 'food-permit', '--json']);
    expect([right.exit, JSON.parse(right.out)]).toEqual([0, expect.objectContaining({ usable: true, findings: [] })]);
    const wrong = await hufu(['licence-type', 'template', 'check', file, '--type', 'marriage-certificate', '--json']);
    expect([wrong.exit, JSON.parse(wrong.out).findings.length > 10]).toEqual([1, true]);
    await writeFile(file, page.replace('</svg>', '<script/></svg>'));
    const alone = await hufu(['licence-type', 'template', 'check', file], { HUFU_DATA_DIR: '/nowhere' });
    expect([alone.exit, alone.out]).toEqual([1, expect.stringContaining('/svg/script[1]')]);
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

describe('backups', () => {
  const asked = async (login: string, method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${await world.session(login)}` };
    const { status, body } = await world.hub.call({
      method,
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    return [status, body.code ?? body.items ?? body];
  };
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const record = {
    takenAt: '2026-01-01T00:00:00.000Z',
    size: 3,
    sha256: digest('old'),
    place: ' backup:/srv/old.dump ',
  };

  it('are on record with the data administration, each once, with when they were last found whole', async () => {
    expect(await asked('data-admin', 'POST', '/v1/backups', record)).toEqual([
      201,
      {
        ...record,
        place: 'backup:/srv/old.dump',
        verifiedAt: null,
        recordedAt: expect.any(String),
        recordedBy: expect.stringMatching(/^officer:/),
      },
    ]);
    expect(await asked('data-admin', 'POST', '/v1/backups', record)).toEqual([409, 'BACKUP_RECORDED']);
    const future = { ...record, sha256: digest('future'), takenAt: '2999-01-01T00:00:00Z' };
    expect(await asked('data-admin', 'POST', '/v1/backups', future)).toEqual([400, 'INVALID_INPUT']);
    expect(
      await asked('data-admin', 'POST', '/v1/backups', { ...future, takenAt: record.takenAt, place: 'a\nb' }),
    ).toEqual([400, 'INVALID_INPUT']);
    const newer = {
      ...record,
      sha256: digest('new'),
      takenAt: '2026-02-01T00:00:00.000Z',
      verifiedAt: '2026-02-01T00:01:00.000Z',
    };
    await asked('data-admin', 'POST', '/v1/backups', newer);
    const verified = `/v1/backups/${record.sha256}/verification`;
    expect(await asked('data-admin', 'POST', verified)).toEqual([
      200,
      expect.objectContaining({ verifiedAt: expect.any(String) }),
    ]);
    expect(await asked('data-admin', 'POST', `/v1/backups/${digest('none')}/verification`)).toEqual([
      404,
      'BACKUP_NOT_RECORDED',
    ]);
    const list = [
      expect.objectContaining({ sha256: newer.sha256, verifiedAt: newer.verifiedAt }),
      expect.objectContaining({ sha256: record.sha256, verifiedAt: expect.any(String) }),
    ];
    expect(await asked('data-auditor', 'GET', '/v1/backups')).toEqual([200, list]);
    for (const [method, url, payload] of [
      ['GET', '/v1/backups'],
      ['POST', '/v1/backups', record],
      ['POST', verified],
    ] as const)
      expect(await asked('police-admin', method, url, payload)).toEqual([403, 'ADMINISTRATION_REQUIRED']);
  });

  it.skipIf(debianPostgres !== undefined && debianPostgres.major >= 18)(
    'are not taken without the programs for it, and nothing is left behind',
    async () => {
      const folder = join(world.dataDirectory, 'backups');
      const ended = await hufu(['backup', 'create', folder], { DATABASE_URL: world.db.url, PATH: '/nowhere' });
      expect([ended.exit, ended.err]).toEqual([69, expect.stringContaining('pg_dump is not found')]);
      expect(ended.err).toContain('postgresql-client-18');
      await expect(readdir(folder)).rejects.toThrow('ENOENT');
    },
  );

  it.skipIf(debianPostgres === undefined)(
    `are dumps that can be restored, recorded with the hub, and known again${debianPostgres === undefined ? ' (skipped: no PostgreSQL of the distribution is installed)' : ''}`,
    async () => {
      if (debianPostgres === undefined) return;
      await using server = await startDebianPostgres(debianPostgres);
      const source = new pg.Client({ connectionString: server.url('postgres') });
      await source.connect();
      await source.query('create schema exchange; create table exchange.kept (word text)');
      await source.query("insert into exchange.kept values ('虎符')");
      await source.query('create database restored');
      await source.end();
      const folder = join(world.dataDirectory, 'taken');
      // Whatever the PATH holds: the programs of the server's own version are found where the distribution keeps them.
      const env = { DATABASE_URL: server.url('postgres'), PATH: '/nowhere' };
      const made = await hufu(['backup', 'create', folder, '--json'], env);
      expect([made.exit, made.err]).toEqual([0, '']);
      const { file, sha256, recorded } = JSON.parse(made.out);
      expect(recorded).toBe(true);
      expect((await readdir(folder)).sort()).toEqual([basename(file), `${basename(file)}.json`]);
      expect(await asked('data-admin', 'GET', '/v1/backups')).toEqual([
        200,
        expect.arrayContaining([expect.objectContaining({ sha256, verifiedAt: expect.any(String) })]),
      ]);
      expect((await hufu(['backup', 'verify', file, '--json'], env)).exit).toBe(0);
      const restored = server.url('restored');
      await promisify(execFile)(join(debianPostgres.folder, 'pg_restore'), [
        '--no-owner',
        '--exit-on-error',
        `--dbname=${restored}`,
        file,
      ]);
      const target = new pg.Client({ connectionString: restored });
      await target.connect();
      expect((await target.query('select word from exchange.kept')).rows).toEqual([{ word: '虎符' }]);
      // What holds nothing of a hub's is not taken for a backup.
      await target.query('drop schema exchange cascade');
      await target.end();
      const empty = await hufu(['backup', 'create', folder], { ...env, DATABASE_URL: restored });
      expect([empty.exit, empty.err]).toEqual([70, expect.stringContaining('given up')]);
      expect((await readdir(folder)).length).toBe(2);
    },
  );

  it('are told from what was altered since, and from files without a word of how they were made', async () => {
    const file = join(world.dataDirectory, 'x.dump');
    await writeFile(file, 'altered');
    const bare = await hufu(['backup', 'verify', file]);
    expect([bare.exit, bare.err]).toEqual([64, expect.stringContaining('x.dump.json')]);
    await writeFile(
      `${file}.json`,
      JSON.stringify({ takenAt: record.takenAt, size: 3, sha256: record.sha256, server: '18.4' }),
    );
    const { exit, out } = await hufu(['backup', 'verify', file, '--json']);
    expect([exit, JSON.parse(out)]).toEqual([
      1,
      { file, intact: false, readable: false, sha256: digest('altered'), recorded: false },
    ]);
    expect((await hufu(['backup', 'verify', join(world.dataDirectory, 'none.dump')])).exit).toBe(64);
  });
});

describe('the hubs that serve', () => {
  it('are seen by operators and auditors, the one that answers among them', async () => {
    const headers = { authorization: `Bearer ${await world.session('police-admin')}` };
    const { body } = await world.hub.call({ url: '/v1/hubs', headers });
    expect(body).toEqual({
      items: [
        {
          id: expect.any(String),
          name: expect.any(String),
          version: '0.1.0',
          startedAt: expect.any(String),
          lastSeen: expect.any(String),
          alive: true,
          self: true,
        },
      ],
      next: null,
    });
  });

  it('take their leave when they stop, count as gone when they are not heard of, and are forgotten after a day', async () => {
    const clock = fixedClock(new Date().toISOString());
    const options = { database: world.db.database, clock, version: '9' };
    const one = createHubRegister({ ...options, id: randomUUID(), name: 'one' });
    const other = createHubRegister({ ...options, id: randomUUID(), name: 'other' });
    const seen = async () =>
      (await other.all())
        .filter(({ version }) => version === '9')
        .map(({ name, self, lastSeen }) => [name, self, clock.now().getTime() - lastSeen.getTime()]);
    await one.note();
    await other.note();
    clock.advance(60_000);
    await other.note();
    expect((await seen()).sort()).toEqual([
      ['one', false, 60_000],
      ['other', true, 0],
    ]);
    clock.advance(25 * 3_600_000);
    await other.note();
    expect(await seen()).toEqual([['other', true, 0]]);
    await other.leave();
    expect(await seen()).toEqual([]);
  });
});

describe('a progress bar', () => {
  it('is drawn over itself on a terminal, and nowhere else', () => {
    const drawn: string[] = [];
    const bar = new ProgressBar((text) => drawn.push(text), { isTTY: true });
    bar.show('check', 1, 2);
    bar.show('check', 1, 2);
    bar.clear();
    expect(drawn).toEqual([`\r\u001b[2K${'█'.repeat(12)}${'░'.repeat(12)} 50%  check 1/2`, '\r\u001b[2K']);
    const silent: string[] = [];
    const none = new ProgressBar((text) => silent.push(text), {});
    none.show('check', 1, 2);
    none.clear();
    expect(silent).toEqual([]);
  });
});

describe('hufu holder and hufu consent', () => {
  const done = async (...args: string[]) => {
    const ended = await hufu([...args, '--json']);
    expect(ended).toMatchObject({ exit: 0, err: '' });
    return JSON.parse(ended.out);
  };
  const [byConsent, type] = ['APPROVAL-LOAN-01', 'business-licence'];

  it('let a holder see who used what is theirs, and decide', async () => {
    expect((await hufu(['holder', 'licences'])).exit).toBe(64);
    await done('holder', 'login');
    const all: { licence: { identifier: string; id: string } }[] = (await done('holder', 'licences')).items;
    const own = all.find(({ licence }) => licence.identifier === demo.holders[0]?.licences[0]);
    expect((await done('holder', 'usage')).items.map((use: { event: string }) => use.event)).toContain('licence-found');
    const given = await done('holder', 'consent', '--organisation', 'approval', '--matter', byConsent, '--type', type);
    const stopped = await done('holder', 'stop', '--organisation', 'approval', '--type', type);
    expect(await done('holder', 'decisions')).toMatchObject({ stops: [{ id: stopped.id }], objections: [] });
    await done('holder', 'resume', stopped.id);
    expect((await hufu(['holder', 'withdraw', given.id, '--json'])).exit).toBeLessThan(2);
    const picture = join(world.dataDirectory, 'own.png');
    const shown = await done('holder', 'qr', own?.licence.id ?? '', '-o', picture, '--minutes', '2');
    expect(shown.file).toBe(picture);
    expect((await readFile(picture)).subarray(1, 4).toString()).toBe('PNG');
    await done('holder', 'logout');
    expect((await hufu(['holder', 'usage'])).exit).toBe(64);
  });

  it('let a counter ask for a yes, which comes with the code that the holder got', async () => {
    const holder = ['--holder-kind', '001', '--holder', String(demo.holders[0]?.number)];
    const asking = ['consent', 'ask', ...holder, '--type', type, '--matter', byConsent, '--case', 'LS-7'];
    const said = await hufu(asking);
    expect(said).toMatchObject({ exit: 0, err: '' });
    const [, path = ''] = /: (\S+\.json)/.exec(said.out) ?? [];
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toContain('code');
    const { code } = JSON.parse(await readFile(path, 'utf8'));
    const [, request = ''] = /confirm (\S+)/.exec(said.out) ?? [];
    const wrong = await hufu([
      'consent',
      'confirm',
      request,
      '--code',
      code === '00000000' ? '1' : '00000000',
      '--json',
    ]);
    expect([wrong.exit, JSON.parse(wrong.out).code]).toEqual([1, 'HOLDER_CODE_WRONG']);
    expect(await done('consent', 'confirm', request, '--code', code)).toMatchObject({ matter: byConsent, bound: true });
    const again = await hufu(['consent', 'confirm', request, '--code', code, '--json']);
    expect([again.exit, JSON.parse(again.out).code]).toEqual([1, 'HOLDER_CODE_SPENT']);
    expect((await hufu(['consent', 'confirm', '../x', '--code', code])).exit).toBe(64);
    expect((await hufu([...asking, '--as', 'data-seal'])).exit).toBe(1);
  });
});

describe('hufu seal', () => {
  it('lists seals, and chooses which one licences bear: again, for a type, and back', async () => {
    const json = async (...args: string[]) => JSON.parse((await hufu(['seal', ...args, '--json'])).out);
    const [seal] = (await json('list')).items;
    expect(await json('choices')).toMatchObject({ items: [{ organisation: '*', type: null, seal: seal.id }] });
    const chosen = (revision: number, id: string | null) => ({
      organisation: 'approval',
      type: null,
      seal: id,
      revision,
    });
    expect(await json('choose', seal.id, '--organisation', 'approval')).toMatchObject(chosen(1, seal.id));
    expect(await json('choose', seal.id, '--organisation', 'approval')).toMatchObject(chosen(2, seal.id));
    const forType = await json('choose', seal.id, '--organisation', 'approval', '--type', 'food-permit');
    expect(forType).toMatchObject({ organisation: 'approval', seal: seal.id, revision: 1 });
    for (const args of [
      ['none', '--organisation', 'approval'],
      ['none', '--organisation', 'approval', '--type', forType.type],
    ])
      expect(await json('choose', ...args)).toMatchObject({ seal: null });
    const foreign = await hufu(['seal', 'choose', seal.id, '--organisation', 'police', '--json']);
    expect([foreign.exit, JSON.parse(foreign.out).code]).toEqual([1, 'SEAL_NOT_FOR_TYPE']);
    const county = await hufu(['seal', 'choose', seal.id, '--organisation', '*', '--as', 'approval-seal', '--json']);
    expect([county.exit, JSON.parse(county.out).code]).toEqual([1, 'NOT_IN_REACH']);
    expect((await hufu(['seal', 'choose', 'it', '--organisation', 'approval'])).exit).toBe(64);
    expect((await hufu(['seal', 'list'])).out).toContain(seal.id);
    expect((await hufu(['seal', 'choices'])).out).toContain('*');
  });
});
