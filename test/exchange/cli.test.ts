import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProgressBar } from '../../exchange/cli/progress-bar.ts';
import type { DemoInfo, SystemProfile } from '../../exchange/index.ts';
import type { Provider, TestWorld } from '../support/world.ts';
import { type CliWorld, purpose, questionOf, startCliWorld } from './cli-world.ts';

let cli: CliWorld;
let world: TestWorld;
let provider: Provider;
let demo: DemoInfo;
let hufu: CliWorld['hufu'];

beforeAll(async () => {
  cli = await startCliWorld();
  ({ world, provider, demo, hufu } = cli);
});
afterAll(() => cli[Symbol.asyncDispose]());

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
