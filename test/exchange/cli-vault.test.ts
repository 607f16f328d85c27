import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoInfo } from '../../exchange/index.ts';
import { readStatusToken, writeStatusJwt } from '../../licence-vault/status/status-token.ts';
import { signingKey } from '../licence-vault/vault.ts';
import type { TestWorld } from '../support/world.ts';
import { type CliWorld, purpose, startCliWorld } from './cli-world.ts';

let cli: CliWorld;
let world: TestWorld;
let demo: DemoInfo;
let hufu: CliWorld['hufu'];

beforeAll(async () => {
  cli = await startCliWorld();
  ({ world, demo, hufu } = cli);
});
afterAll(() => cli[Symbol.asyncDispose]());

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
