import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../exchange/evidence/entry.ts';
import { isSignedBy, logSigner, parseCheckpoint, parseVerifier } from '../../exchange/evidence/log/checkpoint.ts';
import { keepCheckpoint } from '../../exchange/evidence/log/log-store.ts';
import { sha256 } from '../../kernel/index.ts';
import { holderIndex, vaultKeys } from '../../licence-vault/index.ts';
import { licenceData } from '../../ops/demo/seed/licence-data.ts';
import { licensedEnterprises } from '../../ops/demo/seed/licences.ts';
import { commandLine, type Ended } from '../exchange/command-line.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { type Provider, startTestWorld, type TestWorld } from '../support/world.ts';
import { pensionQuestion, policeDesk, policeOf } from './residents.ts';

let world: TestWorld;
let provider: Provider;
let folder: TemporaryFolder;
let hufu: (...args: string[]) => Promise<Ended>;
let answer: Record<string, unknown> & { receipt: Receipt };

beforeAll(async () => {
  folder = await temporaryFolder('evidence');
  world = await startTestWorld();
  provider = await world.provider({ ...policeDesk, respond: policeOf(world) });
  hufu = (...args) => commandLine({ HUFU_DATA_DIR: world.dataDirectory, DATABASE_URL: world.db.url })(args);
  const client = await world.client('hrss-pension', { retries: true });
  answer = (await client.query(pensionQuestion(world))) as never;
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const file = (name: string, content: unknown) => {
  const path = join(folder.path, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
};
const json = ({ out }: Ended) => JSON.parse(out) as Record<string, unknown>;
const bearer = async (login: string) => ({ authorization: `Bearer ${await world.session(login)}` });
const resident = () => world.county.residents[0]!;
const licensedCompany = () => licensedEnterprises(world.county.enterprises)[0]!.unifiedCode;
const holder = () => ({ kind: '111', number: resident().citizenNumber });

describe('hufu receipt verify', () => {
  it('proves a whole answer, and a receipt alone, by the key of the local demonstration', async () => {
    const whole = await hufu('receipt', 'verify', file('answer.json', answer), '--json');
    expect(whole.exit).toBe(0);
    expect(json(whole)).toMatchObject({
      indication: 'TOTAL_PASSED',
      use: {
        log: 'hub.test/v1/log',
        index: answer.receipt.index,
        parties: { organisation: 'hrss', provider: 'police', object: 'population.resident' },
        purpose: { matter: 'HRSS-PENSION-01', case: '2026-LS-1' },
        closed: ['request', 'holder'],
      },
    });
    const alone = await hufu('receipt', 'verify', file('receipt.json', answer.receipt));
    expect(alone.exit).toBe(0);
    expect(alone.out).toContain('TOTAL_PASSED');
    expect(whole.out + alone.out).not.toContain(resident().citizenNumber);
  });

  it('without a key says that all fits and that nobody knows whose log it is', async () => {
    const path = file('answer.json', answer);
    const ended = await commandLine({ HUFU_DATA_DIR: folder.path })(['receipt', 'verify', path, '--json']);
    expect(ended.exit).toBe(2);
    expect(json(ended)).toMatchObject({ indication: 'INDETERMINATE' });
  });

  const key = (name: string, seed: number) => logSigner({ name, seed: Buffer.alloc(32, seed) });
  /** The same receipt under a checkpoint that somebody else has signed. */
  const resigned = (by: ReturnType<typeof key>, change: { size?: number; root?: Buffer } = {}) => {
    const [head = '', ...rest] = answer.receipt.proof.split('\n\n');
    const { size, root } = parseCheckpoint(rest.join('\n\n'))!;
    const note = by.sign({ origin: by.verifier.name, size, root, ...change });
    return { ...answer.receipt, proof: `${head}\n\n${note}` };
  };
  const bent = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

  it.each<[string, string, () => unknown]>([
    ['RECEIPT_OTHER_LOG', 'of another log', () => resigned(key('other.test/v1/log', 1))],
    ['RECEIPT_CHECKPOINT_NOT_SIGNED', 'signed with another key', () => resigned(key('hub.test/v1/log', 1))],
    [
      'RECEIPT_PATH_WRONG',
      'of a forked log, signed by whoever',
      () => resigned(key('hub.test/v1/log', 1), { root: Buffer.alloc(32, 1) }),
    ],
    [
      'RECEIPT_PATH_WRONG',
      'with a wrong path',
      () => {
        const { proof } = answer.receipt;
        const at = proof.indexOf('\n', proof.indexOf('index ')) + 3;
        return { ...answer.receipt, proof: bent(proof, at) };
      },
    ],
    ['RECEIPT_PATH_WRONG', 'at another place', () => ({ ...answer.receipt, index: answer.receipt.index + 1 })],
    [
      'RECEIPT_PATH_WRONG',
      'with another leaf',
      () => ({
        ...answer.receipt,
        disclosures: [],
        leaf: bent(answer.receipt.leaf, answer.receipt.leaf.indexOf('"holders":["') + '"holders":["'.length),
      }),
    ],
    [
      'RECEIPT_LEAF_NOT_OPENED',
      'with another purpose',
      () => ({
        ...answer.receipt,
        disclosures: answer.receipt.disclosures.map((text) => text.replace('2026-LS-1', '2026-LS-2')),
      }),
    ],
    [
      'RECEIPT_MALFORMED',
      'with a line too many',
      () => ({ ...answer.receipt, proof: answer.receipt.proof.replace('\n\n', '\nx\n\n') }),
    ],
    ['RECEIPT_MALFORMED', 'that is none', () => ({ hello: 'world' })],
    ['RECEIPT_MALFORMED', 'that is no JSON', () => 'rows: all of them'],
    [
      'RECEIPT_ANSWER_CHANGED',
      'beside rows that were changed',
      () => ({ ...answer, rows: [{ name: '别人', address: '别处' }] }),
    ],
    [
      'RECEIPT_ANSWER_CHANGED',
      'beside an answer of another resource',
      () => ({ ...answer, resource: 'legal-person.enterprise' }),
    ],
    [
      'RECEIPT_ANSWER_CHANGED',
      'beside an answer by another system',
      () => ({ ...answer, provider: { organisation: 'police', system: 'x' } }),
    ],
  ])('refuses with %s a receipt %s', async (code, _what, input) => {
    const ended = await hufu('receipt', 'verify', file('bad.json', input()), '--json');
    expect(ended.exit).toBe(1);
    expect(json(ended)).toMatchObject({
      code,
      indication: 'TOTAL_FAILED',
      reason: expect.stringMatching(/./),
      remedy: expect.stringMatching(/./),
    });
    expect(ended.out).not.toContain('别人');
  });

  it('finds a fork by a checkpoint of the same log that was kept elsewhere', async () => {
    // Only the log's own key makes two heads of one size: somebody restored a backup and went on.
    const { masterKey } = world.hub;
    const { signerOf } = await import('../../exchange/evidence/evidence-log.ts');
    const { size } = parseCheckpoint(answer.receipt.proof.split('\n\n').slice(1).join('\n\n'))!;
    const origin = 'hub.test/v1/log';
    const other = signerOf(masterKey, origin).sign({ origin, size, root: Buffer.alloc(32, 3) });
    const path = file('answer.json', answer);
    const forked = await hufu('receipt', 'verify', path, '--checkpoint', file('other.note', other), '--json');
    expect(forked.exit).toBe(1);
    expect(json(forked)).toMatchObject({ code: 'LOG_FORKED' });
    const same = await hufu('receipt', 'verify', path, '--checkpoint', file('same.json', answer.receipt), '--json');
    expect(same.exit).toBe(0);
    const found = await hufu('log', 'verify', '--checkpoint', join(folder.path, 'other.note'), '--json');
    expect(found.exit).toBe(1);
    expect(json(found).findings).toEqual([expect.objectContaining({ what: 'checkpoint', to: size })]);
  });

  it('says which file is no log key', async () => {
    const path = file('answer.json', answer);
    const ended = await hufu('receipt', 'verify', path, '--log-key', file('no.key', 'ssh-ed25519 AAAA'), '--json');
    expect(ended.exit).toBe(1);
    expect(json(ended)).toMatchObject({ code: 'LOG_KEY_MALFORMED' });
    expect((await hufu('receipt', 'verify', path, '--log-key', join(folder.path, 'nowhere'))).exit).toBe(64);
  });
});

describe('hufu log verify', () => {
  it('replays the log in the database, and as the hub publishes it', async () => {
    const stored = await hufu('log', 'verify', '--json');
    expect(stored.err).toBe('');
    expect(json(stored)).toMatchObject({ indication: 'TOTAL_PASSED', log: 'hub.test/v1/log', findings: [] });
    const served = await hufu(
      'log',
      'verify',
      '--url',
      world.hub.hub.url,
      '--checkpoint',
      file('a.json', answer),
      '--json',
    );
    expect([stored.exit, served.exit]).toEqual([0, 0]);
    const { leaves, opened } = json(served) as { leaves: number; opened: number };
    expect(leaves).toBeGreaterThan(0);
    expect(opened).toBe(0);
    expect((json(stored) as { opened: number }).opened).toBeGreaterThan(0);
  });

  it('names the leaf that was altered', async () => {
    const { pool } = world.db.database;
    const { rows } = await pool.query<{ first: number }>(
      'select max(first) as first from exchange.log_batch where leaves = 1',
    );
    const { first } = rows[0]!;
    const flip = async () => {
      await pool.query('alter table exchange.log_batch disable trigger user');
      await pool.query(
        'update exchange.log_batch set entries = set_byte(entries, 40, get_byte(entries, 40) # 1) where first = $1',
        [first],
      );
      await pool.query('alter table exchange.log_batch enable trigger user');
    };
    await flip();
    const stored = await hufu('log', 'verify', '--json');
    const served = await hufu('log', 'verify', '--url', world.hub.hub.url);
    await flip();
    expect([stored.exit, served.exit]).toEqual([1, 1]);
    expect(json(stored).findings).toContainEqual(
      expect.objectContaining({ what: 'entry', from: first, to: first + 1 }),
    );
    expect(served.out).toContain(`leaf ${first}`);
    expect((await hufu('log', 'verify')).exit).toBe(0);
  });

  it('says what it needs when there is neither a database nor a hub', async () => {
    const alone = commandLine({ HUFU_DATA_DIR: folder.path });
    expect((await alone(['log', 'verify'])).exit).toBe(69);
    expect((await hufu('log', 'verify', '--url', 'nonsense')).exit).toBe(64);
    expect((await hufu('log', 'verify', '--url', 'http://127.0.0.1:1')).exit).toBe(69);
  });
});

describe('what the hub publishes of its log', () => {
  const get = (url: string) => world.hub.app.inject({ url });

  it('is a checkpoint, the key that verifies it, and the tiles that its size says there are', async () => {
    const { body, headers } = await get('/v1/log/checkpoint');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    const { size, origin } = parseCheckpoint(body)!;
    expect(origin).toBe('hub.test/v1/log');
    expect((await get('/v1/log/key')).body).toBe(readFileSync(join(world.dataDirectory, 'demo', 'log.key'), 'utf8'));
    const tile = await get(`/v1/log/tile/0/000.p/${size}`);
    expect(tile.rawPayload).toHaveLength(size * 32);
    expect(tile.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': expect.stringContaining('immutable'),
    });
    for (const wrong of [`0/000.p/${size + 1}`, '0/000', '1/000', '0/001.p/1', '0/0', 'entries/x', '..%2f..', '64/000'])
      expect((await get(`/v1/log/tile/${wrong}`)).json(), wrong).toMatchObject({
        code: 'LOG_TILE_NOT_THERE',
        status: 404,
      });
  });
});

describe('a receipt that is fetched again', () => {
  const fetchAs = async (headers: Record<string, string>, id = answer.receipt.id) =>
    world.hub.call({ url: `/v1/receipts/${id}`, headers });

  it('is the asker’s, with its salts; the provider and an auditor get it without', async () => {
    const asker = await fetchAs({ authorization: `Bearer ${await world.token('hrss-pension')}` });
    expect(asker.status).toBe(200);
    expect(asker.body).toMatchObject({ leaf: answer.receipt.leaf, salts: answer.receipt.salts });
    const again = await hufu('receipt', 'verify', file('again.json', { ...answer, receipt: asker.body }), '--json');
    expect(again.exit).toBe(0);
    const police = await fetchAs({ authorization: `Bearer ${await world.token('police-connector')}` });
    expect(police.body).toMatchObject({ leaf: answer.receipt.leaf, salts: {} });
    expect((await hufu('receipt', 'verify', file('police.json', police.body))).exit).toBe(0);
  });

  it('is nobody else’s, who is not told either whether there is one', async () => {
    const stranger = { authorization: `Bearer ${await world.token('civil-assistance')}` };
    for (const id of [answer.receipt.id, '999999', '-1', '01', 'x', '9'.repeat(20)])
      expect((await fetchAs(stranger, id)).body, id).toMatchObject({ code: 'RECEIPT_NOT_FOUND', status: 404 });
  });
});

describe('what the vault answers', () => {
  const verified = async (input: unknown) => json(await hufu('receipt', 'verify', file('vault.json', input), '--json'));
  const call = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = await bearer('approval-clerk');
    return world.hub.call({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  };
  const purpose = { matter: 'APPROVAL-FOOD-01', case: '2026-SP-7' };

  it('has a receipt, of which the answer’s own words are held to the record', async () => {
    const licensed = licensedEnterprises(world.county.enterprises);
    const company = world.county.enterprises.find(
      (one) => one.status === '存续' && one.termTo === null && !licensed.includes(one),
    )!;
    const data = licenceData(company);
    const issued = await call('POST', '/v1/licences', { type: 'business-licence', data });
    expect(issued.status, JSON.stringify(issued.body)).toBe(201);
    const { licence, document } = issued.body as { licence: { id: string; identifier: string }; document: object };
    const of = { kind: '001', number: company.unifiedCode };
    const found = await call('POST', '/v1/licences/search', { holder: of, ...purpose });
    const [item] = (found.body as { items: object[] }).items;
    const nothing = { kind: '111', number: world.county.residents[7]!.citizenNumber };
    const none = await call('POST', '/v1/licences/search', { holder: nothing, ...purpose });
    const history = await call('GET', `/v1/licences/${licence.id}/operations`);
    const link = await call('POST', `/v1/licences/${licence.id}/links`, purpose);
    const qr = await call('POST', `/v1/licences/${licence.id}/qr`, purpose);
    const verdict = await call('POST', '/v1/verify', { document, ...purpose });
    const answers: [string, object, object][] = [
      ['licence-issued', issued.body, { licence: { ...licence, identifier: 'x' } }],
      ['licence-issued', issued.body, { document: { ...document, licence: {} } }],
      ['licence-found', item!, { state: '07' }],
      ['licence-found', none.body, { items: [item] }],
      ['licence-read', history.body, { items: [] }],
      ['licence-read', qr.body, { text: 'HUFU1:' }],
      ['licence-read', qr.body, { statement: { ...(qr.body.statement as object), type: '结婚证' } }],
      ['licence-linked', link.body, { expiresAt: '2030-01-01T00:00:00.000Z' }],
      ['licence-verified', verdict.body, { indication: 'TOTAL_FAILED' }],
      ['licence-verified', verdict.body, { rows: [] }],
    ];
    for (const [event, body, change] of answers) {
      const proved = await verified(body);
      expect(proved, event).toMatchObject({ indication: 'TOTAL_PASSED', use: { decision: { event } } });
      expect(JSON.stringify(proved)).not.toContain(company.unifiedCode);
      expect(await verified({ ...body, ...change }), event).toMatchObject({ code: 'RECEIPT_ANSWER_CHANGED' });
    }
    const etag = String((await call('GET', `/v1/licences/${licence.id}`)).headers.etag);
    const changed = await world.hub.call({
      method: 'POST',
      url: `/v1/licences/${licence.id}/operations`,
      headers: { ...(await bearer('approval-clerk')), 'if-match': etag },
      payload: { operation: '03', legalReason: '涉嫌违法' },
    });
    expect(await verified(changed.body)).toMatchObject({ use: { decision: { event: 'licence-changed' } } });
    expect(await verified({ ...changed.body, state: '01' })).toMatchObject({ code: 'RECEIPT_ANSWER_CHANGED' });
  });

  it('names its receipt beside a file, whose digest the receipt opens', async () => {
    const { body } = await call('POST', '/v1/licences/search', {
      holder: { kind: '001', number: licensedCompany() },
      ...purpose,
    });
    const [{ id }] = body.items as [{ id: string }];
    const query = new URLSearchParams(purpose).toString();
    for (const request of [
      { method: 'POST', url: `/v1/licences/${id}/read`, payload: purpose },
      { method: 'GET', url: `/v1/licences/${id}/file?${query}` },
    ] as const) {
      const { headers, rawPayload } = await world.hub.app.inject({
        ...request,
        headers: await bearer('approval-clerk'),
      });
      const receipt = await call('GET', `/v1/receipts/${headers['hufu-receipt']}`);
      expect(await verified(receipt.body)).toMatchObject({
        indication: 'TOTAL_PASSED',
        use: { decision: { event: 'licence-read', document: sha256(rawPayload).toString('base64url') } },
      });
    }
  });

  it('is shown to the holder, with its proof, among the uses of their data', async () => {
    const { body } = await call('POST', '/v1/usage', {
      holder: { kind: '001', number: licensedCompany() },
      ...{ matter: purpose.matter, case: '2026-SP-8' },
    });
    const items = body.items as { event: string; case?: string; receipt: Receipt }[];
    const read = items.find(({ event }) => event === 'licence-read');
    expect(read).toMatchObject({ organisation: 'approval', case: purpose.case, outcome: 'answered', by: 'officer' });
    expect(await verified(read)).toMatchObject({ indication: 'TOTAL_PASSED' });
    expect(await verified({ ...read, organisation: 'hrss' })).toMatchObject({ code: 'RECEIPT_ANSWER_CHANGED' });
    expect(await verified({ ...read, rows: [] })).toMatchObject({ code: 'RECEIPT_ANSWER_CHANGED' });
  });
});

describe('the uses of a holder’s data', () => {
  const counter = () => bearer('approval-clerk');
  const ask = async (headers: Record<string, string>, more: Record<string, unknown> = {}) =>
    world.hub.call({
      method: 'POST',
      url: '/v1/usage',
      headers,
      payload: { holder: holder(), matter: approvalMatter(), case: '2026-SP-1', ...more },
    });
  interface Found {
    items: { receipt: string; organisation?: string; object?: string; sealed: boolean }[];
    next: string | null;
  }
  const search = async (login: string, payload: Record<string, unknown>) => {
    const { status, body } = await world.hub.call({
      ...{ method: 'POST', url: '/v1/uses/search', headers: await bearer(login), payload },
    });
    return { status, ...(body as unknown as Found) };
  };
  const approvalMatter = () => matters.find((matter) => matter.organisation === 'approval')!.code;
  let matters: { code: string; organisation: string }[];
  beforeAll(async () => {
    const { body } = await world.hub.call({ url: '/v1/matters?limit=100', headers: await counter() });
    ({ items: matters } = body as { items: typeof matters });
  });

  it('are shown with organisation, purpose, fields and proof, and without whoever else took part', async () => {
    const { status, body } = await ask(await counter());
    expect(status).toBe(200);
    const { items } = body as { items: { event: string; case: string; receipt: Receipt }[] };
    const use = items.find((each) => each.event === 'query' && each.case === '2026-LS-1')!;
    expect(use).toMatchObject({
      ...{ outcome: 'answered', organisation: 'hrss', organisationName: expect.stringContaining('人力资源') },
      ...{ provider: 'police', object: 'population.resident', matter: 'HRSS-PENSION-01', by: 'system' },
      ...{ answer: 'rows', fields: ['name', 'address'], providerName: expect.stringContaining('公安局') },
      fieldTitles: { name: { zh: '姓名', en: expect.any(String) }, address: { zh: expect.any(String) } },
      objectTitle: { zh: expect.any(String), en: expect.any(String) },
    });
    for (const { receipt } of items) {
      const ended = await hufu('receipt', 'verify', file('use.json', receipt), '--json');
      expect(json(ended)).toMatchObject({ indication: 'TOTAL_PASSED' });
    }
    const text = JSON.stringify(body);
    for (const word of ['hrss-pension"', 'system:', 'officer:', resident().citizenNumber, resident().name])
      expect(text, word).not.toContain(word);
  });

  it('have the looking among them, page after page', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await ask(await counter(), { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      const { items, next } = body as { items: { receipt: Receipt }[]; next: string | null };
      seen.push(...items.map(({ receipt }) => receipt.index));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a));
    const { body } = await ask(await counter());
    const [latest] = (body as { items: Record<string, unknown>[] }).items;
    expect(latest).toMatchObject({ event: 'uses-shown', organisation: 'approval', case: '2026-SP-1' });
  });

  it('are for nobody without a matter of their own, and not for another holder', async () => {
    const stranger = await ask(await counter(), { matter: 'HRSS-PENSION-01' });
    expect(stranger.body).toMatchObject({ code: 'USAGE_PURPOSE_UNKNOWN', status: 403 });
    const personal = await ask(await counter(), { case: '11010519491231002X' });
    expect(personal.body).toMatchObject({ code: 'CASE_NUMBER_PERSONAL' });
    expect((await ask(await counter(), { holder: { kind: '111', number: '1' } })).body).toMatchObject({
      code: 'CITIZEN_NUMBER_INVALID',
    });
    expect((await ask(await counter(), { cursor: 'x' })).status).toBe(400);
    const other = { kind: '111', number: world.county.residents[5]!.citizenNumber };
    expect((await ask(await counter(), { holder: other })).body).toMatchObject({ items: [] });
  });

  it('under seal are left out until their date, and shown from then on', async () => {
    const administrator = await bearer('data-admin');
    const seal = (until: string) =>
      world.hub.call({
        method: 'POST',
        url: '/v1/usage/seals',
        headers: administrator,
        payload: { organisation: 'hrss', matter: 'HRSS-PENSION-01', case: '2026-LS-1', until, basis: '某某调查' },
      });
    const shows = async () =>
      ((await ask(await counter())).body as { items: { case?: string }[] }).items.some(
        (use) => use.case === '2026-LS-1',
      );
    expect(await shows()).toBe(true);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(await seal(until)).toMatchObject({ status: 201, body: { case: '2026-LS-1', until } });
    expect(await shows()).toBe(false);
    const list = await world.hub.call({ url: '/v1/usage/seals', headers: administrator });
    expect(list.body).toMatchObject({ items: [{ matter: 'HRSS-PENSION-01' }] });
    // A seal keeps a use from its holder, not from those who watch over the house.
    const sealed = await search('data-auditor', { case: '2026-LS-1', event: 'query', outcome: 'answered' });
    expect(sealed.items.map((use) => use.sealed)).toContain(true);
    // Its date comes.
    await world.db.database.pool.query(`update exchange.usage_seal set until = now() - interval '1 second'`);
    expect(await shows()).toBe(true);
    expect((await seal('2099-01-01T00:00:00Z')).body).toMatchObject({ code: 'SEAL_TOO_LONG', status: 422 });
  });

  it('are found by auditors by what they were, a piece of the log at a time, and by nobody else', async () => {
    const wanted = { organisation: 'hrss', object: 'population.resident', matter: 'HRSS-PENSION-01' };
    const all = await search('data-auditor', wanted);
    expect(all.next).toBeNull();
    expect(all.items.map(({ receipt }) => receipt)).toContain(String(answer.receipt.index));
    expect(all.items.every((use) => use.organisation === 'hrss' && use.object === wanted.object)).toBe(true);
    const indices = all.items.map(({ receipt }) => Number(receipt));
    expect(indices).toEqual(indices.toSorted((a, b) => b - a));
    // Whom a use was about is nowhere in it.
    expect(JSON.stringify(all)).not.toContain(holder().number);
    const first = await search('data-auditor', { limit: 2 });
    const second = await search('data-auditor', { limit: 2, cursor: first.next ?? '' });
    const places = [...first.items, ...second.items].map(({ receipt }) => Number(receipt));
    expect(places).toEqual([0, 1, 2, 3].map((back) => places[0]! - back));
    const future = await search('data-auditor', { since: '2099-01-01T00:00:00Z' });
    expect([future.items, future.next]).toEqual([[], null]);
    expect((await search('data-auditor', { until: '2020-01-01T00:00:00Z' })).items).toEqual([]);
    expect((await search('data-auditor', { event: 'uses-searched' })).items[0]).toMatchObject({ organisation: 'data' });
    const refused = await search('data-admin', {});
    expect(refused).toMatchObject({ status: 403 });
    expect(await search('data-auditor', { cursor: 'x' })).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('leave checkpoints behind, which everybody may hold the log to', async () => {
    // As upkeep does every now and then.
    const keep = async () => {
      const note = (await world.hub.call({ url: '/v1/log/checkpoint' })).body.text as string;
      await keepCheckpoint(world.db.database, { size: parseCheckpoint(note)!.size, note });
      return note;
    };
    const older = await keep();
    await search('data-auditor', {});
    // The one that is given out is half a second old at most.
    await world.db.database.pool.query('select pg_sleep(0.6)');
    const latest = await keep();
    const page = async (query: string) =>
      (await world.hub.call({ url: `/v1/log/checkpoints?${query}` })).body as {
        items: { size: number; note: string }[];
        next: string;
      };
    const first = await page('limit=1');
    const second = await page(`limit=1&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ note }) => note)).toEqual([latest, older]);
    const verifier = parseVerifier((await world.hub.call({ url: '/v1/log/key' })).body.text as string);
    expect(isSignedBy(parseCheckpoint(first.items[0]!.note)!, verifier!)).toBe(true);
    expect((await world.hub.call({ url: '/v1/log/checkpoints?cursor=eA' })).status).toBe(400);
  });

  it('are gone when the holder is forgotten, and the answer’s proof stands', async () => {
    const erased = await world.hub.call({
      method: 'POST',
      url: '/v1/usage/erasures',
      headers: await bearer('data-admin'),
      payload: { holder: holder(), basis: '依法删除' },
    });
    expect(erased.status).toBe(200);
    expect((erased.body as { leaves: number }).leaves).toBeGreaterThan(2);
    expect((await ask(await counter())).body).toMatchObject({ items: [] });
    const asker = { authorization: `Bearer ${await world.token('hrss-pension')}` };
    const fetched = await world.hub.call({ url: `/v1/receipts/${answer.receipt.id}`, headers: asker });
    expect(fetched.body).toMatchObject({ code: 'RECEIPT_NOT_FOUND' });
    expect((await hufu('receipt', 'verify', file('answer.json', answer))).exit).toBe(0);
    expect((await hufu('log', 'verify')).exit).toBe(0);
  });
});

describe('a resource that asks for it', () => {
  it('has each field’s values committed to by themselves, so that one can be shown without the others', async () => {
    const headers = await bearer('police-admin');
    const url = '/v1/resources/population.resident';
    const read = await world.hub.call({ url, headers });
    const { status, version, edition, schemaVersion, createdAt, createdBy, updatedAt, updatedBy, ...draft } = read.body;
    expect([status, version, edition, schemaVersion, createdAt, createdBy, updatedAt, updatedBy]).not.toContain(
      undefined,
    );
    const written = await world.hub.call({
      method: 'PUT',
      url,
      headers: { ...headers, 'if-match': String(read.headers.etag) },
      payload: { ...draft, extension: { ...(draft.extension as object), evidence: 'fields' } },
    });
    expect(written.status, JSON.stringify(written.body)).toBe(200);
    const client = await world.client('hrss-pension', { retries: true });
    const other = (await client.query(pensionQuestion(world))) as unknown as typeof answer;
    expect(Object.keys(other.receipt.salts.fields ?? {})).toEqual(['address', 'name']);
    expect((await hufu('receipt', 'verify', file('fields.json', other))).exit).toBe(0);
    const { sha256, canonicalJson } = await import('../../kernel/index.ts');
    const { fields } = JSON.parse(other.receipt.leaf) as { fields: Record<string, string> };
    const shown = canonicalJson([other.receipt.salts.fields?.name, 'name', [resident().name]]);
    expect(sha256(shown).toString('base64url')).toBe(fields.name);
  });
});

describe('the hub’s database, in the hands of somebody who has nothing else', () => {
  /** Every value of every table of every schema, and of what is kept as bytes also the bytes. */
  const dump = async (): Promise<readonly (string | Buffer)[]> => {
    const { pool } = world.db.database;
    const { rows: tables } = await pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const values: (string | Buffer)[] = [];
    for (const { name } of tables) {
      const { rows } = await pool.query<Record<string, unknown>>(`select * from ${name}`);
      for (const row of rows)
        for (const value of Object.values(row).flat()) {
          if (Buffer.isBuffer(value)) values.push(value, value.toString('latin1'), value.toString('utf8'));
          else if (value !== null) values.push(typeof value === 'string' ? value : JSON.stringify(value));
        }
    }
    expect(tables.length).toBeGreaterThan(40);
    return values;
  };
  /** Numbers of the population and of the companies. */
  const numbers = () => [
    ...world.county.residents.map(({ citizenNumber }) => ({ kind: '111', number: citizenNumber })),
    ...world.county.enterprises.map(({ unifiedCode }) => ({ kind: '001', number: unifiedCode })),
  ];

  it('tells no number and no name of anybody whose data was used', async () => {
    const text = (await dump()).filter((value) => typeof value === 'string').join('\n');
    // The shape of what is looked for, so that a dump without anything in it is no proof.
    expect(text).toContain('HRSS-PENSION-01');
    expect(text).toMatch(/1\.2\.156\.3005\.2\./);
    expect(numbers().filter(({ number }) => text.includes(number) || text.includes(number.toLowerCase()))).toEqual([]);
    const used = [resident().name, ...licensedEnterprises(world.county.enterprises).map(({ name }) => name)];
    expect(used.length).toBeGreaterThan(2);
    for (const name of used) expect(text.includes(name), name).toBe(false);
  });

  it('matches no plain hash of anybody’s number, however it is put', async () => {
    const values = await dump();
    const hashes = new Set(
      values.flatMap((value) => {
        if (Buffer.isBuffer(value)) return [value.toString('hex')];
        const words = value.match(/[A-Za-z0-9_+/-]{22,128}/g) ?? [];
        return words.flatMap((word) => [word.toLowerCase(), Buffer.from(word, 'base64').toString('hex')]);
      }),
    );
    expect(hashes.size).toBeGreaterThan(100);
    const found: string[] = [];
    for (const { kind, number } of numbers())
      for (const guess of [number, `${kind}${number}`, `${kind}:${number}`, JSON.stringify({ kind, number })])
        for (const algorithm of ['md5', 'sha1', 'sha256', 'sm3']) {
          const hex = hash(algorithm, guess, 'hex');
          for (const length of [64, 40, 32]) if (hashes.has(hex.slice(0, length))) found.push(`${algorithm} ${kind}`);
        }
    expect(found).toEqual([]);
    // The same search finds what is there: the index of a holder, by whoever has the key.
    const index = holderIndex(vaultKeys({ masterKey: world.hub.masterKey }), {
      kind: '001',
      number: licensedCompany(),
    } as never);
    expect(hashes.has(index.toString('hex'))).toBe(true);
  });
});
