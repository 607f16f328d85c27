import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run as runCommand } from '../../exchange/cli/program.ts';
import { parseVerifier } from '../../exchange/evidence/log/checkpoint.ts';
import { verifyReceipt } from '../../exchange/evidence/verify-receipt.ts';
import type { OfficerProfile } from '../../exchange/index.ts';
import { createPasswords, createSessions } from '../../identity/index.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';
import { licensedEnterprises } from '../../ops/demo/seed/licences.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

// A holder's own view through the whole hub: the evidence log behind it, the register of objections beside it.

const random = { random: systemRandom };
const passwords = createPasswords({ ...random, cost: { logN: 4, r: 8, p: 1 } });
const byLaw = 'APPROVAL-FOOD-01';
const byConsent = 'APPROVAL-LOAN-01';

interface Use {
  readonly event: string;
  readonly outcome: string;
  readonly receipt: { readonly id: string };
  readonly [member: string]: unknown;
}

let folder: TemporaryFolder;
let world: TestWorld;
let company: { kind: '001'; number: string };
let other: { kind: '001'; number: string };
let clerk: string;
let admin: string;
let holder: string;
/** A session of the other company. */
let stranger: string;
let licence: string;

beforeAll(async () => {
  folder = await temporaryFolder('holder');
  world = await startTestWorld({ env: { HUFU_DEMONSTRATION: 'yes', HUFU_DATA_DIR: folder.path } });
  const today = new Date().toISOString().slice(0, 10);
  const running = ({ termTo }: { termTo: string | null }) => termTo === null || termTo > today;
  const [first, second] = licensedEnterprises(world.county.enterprises).filter(running);
  company = { kind: '001', number: String(first?.unifiedCode) };
  other = { kind: '001', number: String(second?.unifiedCode) };
  clerk = await officer('approval-clerk');
  admin = await officer('data-admin');
  holder = await sessionOf(company);
  stranger = await sessionOf(other);
  const { body } = await call(clerk, 'POST', '/v1/licences/search', { holder: company, matter: byLaw, case: 'LS-1' });
  licence = (body.items as { id: string; typeName: string }[]).find(isBusinessLicence)?.id ?? '';
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function call(bearer: string, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) {
  const headers = { 'accept-language': 'en', ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }) };
  return world.hub.call({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
}

const isBusinessLicence = ({ typeName }: { typeName: string }) => typeName === 'business-licence';
const codes = () => join(folder.path, 'demo', 'codes');

/** The code lies there a moment after whoever asked was answered. */
const codeOf = (request: string): Promise<string> =>
  vi.waitFor(
    async () => String((JSON.parse(await readFile(join(codes(), `${request}.json`), 'utf8')) as { code: string }).code),
    { timeout: 5_000, interval: 5 },
  );

async function sessionOf(whose: { kind: string; number: string }): Promise<string> {
  const asked = await call('', 'POST', '/v1/holder-codes', { holder: whose });
  const request = String(asked.body.request);
  const opened = await call('', 'POST', '/v1/holder-session', { request, code: await codeOf(request) });
  return String(opened.body.token);
}

const usage = async (bearer = holder, body: object = {}): Promise<readonly Use[]> =>
  (await call(bearer, 'POST', '/v1/holder/usage', { limit: 50, ...body })).body.items as readonly Use[];
const read = (matter: string, caseNumber = 'LS-2') =>
  call(clerk, 'POST', `/v1/licences/${licence}/read`, { matter, case: caseNumber });

/** A session of an officer, without the hub's costly look at the password. */
async function officer(login: string): Promise<string> {
  const { password } = JSON.parse(await readFile(world.credentials.path(login), 'utf8')) as OfficerProfile;
  const { masterKey } = world.hub;
  const sessions = createSessions({ database: world.db.database, clock: systemClock, ...random, passwords, masterKey });
  return (await sessions.open({ login, password, via: 'bearer' })).token;
}

describe('a code', () => {
  it('is asked for alike by holders who are known and who are not, and lies where only its owner may read it', async () => {
    const unknown = { kind: '111', number: '11010519491231002X' };
    const answers = [
      await call('', 'POST', '/v1/holder-codes', { holder: other }),
      await call('', 'POST', '/v1/holder-codes', { holder: unknown }),
    ];
    for (const { status, headers, body } of answers) {
      expect([status, Object.keys(body), headers['cache-control']]).toEqual([
        202,
        ['request', 'expiresAt'],
        'no-store',
      ]);
      await codeOf(String(body.request));
      const path = join(codes(), `${String(body.request)}.json`);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(Object.keys(JSON.parse(await readFile(path, 'utf8')))).toEqual(['code', 'expiresAt']);
    }
    const [one, two] = answers.map(({ headers }) => Object.keys(headers).sort());
    expect(one).toEqual(two);
    expect((await stat(codes())).mode & 0o777).toBe(0o700);
    expect((await readdir(codes())).every((name) => /^[0-9a-f-]{36}\.json$/.test(name))).toBe(true);
    const wrong = await call('', 'POST', '/v1/holder-codes', { holder: { kind: '111', number: '110105194912310020' } });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'CITIZEN_NUMBER_INVALID']);
    expect(JSON.stringify(wrong.body)).not.toContain('110105194912310020');
  });

  it('is refused when it is wrong, and when it was used', async () => {
    const { body } = await call('', 'POST', '/v1/holder-codes', { holder: other });
    const request = String(body.request);
    const code = await codeOf(request);
    const tried = (given: string) => call('', 'POST', '/v1/holder-session', { request, code: given });
    const slip = await tried(code === '00000000' ? '00000001' : '00000000');
    expect([slip.status, slip.body.code]).toEqual([403, 'HOLDER_CODE_WRONG']);
    expect((await tried(code)).status).toBe(201);
    expect((await tried(code)).body.code).toBe('HOLDER_CODE_SPENT');
    expect((await tried('1234')).body.code).toBe('INVALID_INPUT');
  });
});

describe('a holder', () => {
  it('sees their own licences and no other’s', async () => {
    const { status, headers, body } = await call(holder, 'GET', '/v1/holder/licences');
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    const items = body.items as { licence: { id: string }; face: Record<string, unknown>; items: object[] }[];
    const mine = items.find((item) => item.licence.id === licence);
    expect(mine?.face.unifiedCode).toBe(company.number);
    expect(mine?.items[0]).toEqual({ name: 'name', title: { zh: '名称', en: 'Name' } });
    const theirs = (await call(stranger, 'GET', '/v1/holder/licences')).body.items as typeof items;
    expect(theirs.length).toBeGreaterThan(0);
    expect(JSON.stringify(theirs)).toContain(other.number);
    expect(JSON.stringify(theirs)).not.toContain(company.number);
    expect(JSON.stringify(items)).not.toContain(other.number);
  });

  it('takes the file of their own licence along and shows it as a QR, which both verify, and not another’s', async () => {
    const place = `/v1/holder/licences/${licence}`;
    const file = await world.hub.app.inject({
      method: 'GET',
      url: `${place}/file?format=json`,
      headers: { authorization: `Bearer ${holder}` },
    });
    expect([file.statusCode, file.headers['cache-control']]).toEqual([200, 'no-store']);
    const verdict = await call(clerk, 'POST', '/v1/verify', { document: JSON.parse(file.body) });
    expect(verdict.body.indication).toBe('TOTAL_PASSED');
    const pdf = await world.hub.app.inject({
      method: 'GET',
      url: `${place}/file?format=pdf`,
      headers: { authorization: `Bearer ${holder}` },
    });
    expect([pdf.statusCode, pdf.headers['content-type'], pdf.body.slice(0, 5)]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ]);
    const shown = await call(holder, 'POST', `${place}/qr`, { items: ['name'], minutes: 2 });
    expect(shown.body.statement).not.toHaveProperty('purpose');
    expect(Object.keys((shown.body.statement as { face: object }).face)).toEqual(['name']);
    const scanned = await call(clerk, 'POST', '/v1/verify', { qr: shown.body.text });
    expect(scanned.body.indication).toBe('TOTAL_PASSED');
    for (const [method, url] of [
      ['GET', `${place}/file`],
      ['POST', `${place}/qr`],
    ] as const)
      expect((await call(stranger, method, url, method === 'POST' ? {} : undefined)).body.code).toBe(
        'LICENCE_NOT_FOUND',
      );
  });

  it('sees who found and read them, for what, out of the log and with proof', async () => {
    expect((await read(byLaw)).status).toBe(200);
    const uses = await usage();
    const reading = uses.find(({ event }) => event === 'licence-read');
    expect(reading).toMatchObject({
      ...{ outcome: 'answered', organisation: 'approval', organisationName: '灵山县行政审批局', by: 'officer' },
      ...{ matter: byLaw, matterName: '食品经营许可核发', case: 'LS-2', type: '11100000MB0143028R001' },
    });
    expect(uses.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['licence-found', 'licence-issued', 'holder-session-opened', 'own-licences-shown']),
    );
    const opened = uses.find(({ event }) => event === 'holder-session-opened');
    expect([opened?.by, opened?.organisation]).toEqual(['holder', undefined]);
    const verifier = parseVerifier(await readFile(world.credentials.logKey, 'utf8'));
    for (const { receipt } of uses) expect(verifyReceipt(receipt, { verifier }).isSigned).toBe(true);
    // Who the officer was is not told.
    expect(JSON.stringify(uses)).not.toContain('officer:');
  });

  it('sees their own usage page by page, the looking too', async () => {
    const first = (await call(holder, 'POST', '/v1/holder/usage', { limit: 2 })).body;
    const second = (await call(holder, 'POST', '/v1/holder/usage', { limit: 2, cursor: first.next })).body;
    const ids = [...(first.items as Use[]), ...(second.items as Use[])].map(({ receipt }) => Number(receipt.id));
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => b - a));
    expect((await usage()).filter(({ event, by }) => event === 'uses-shown' && by === 'holder').length).toBeGreaterThan(
      1,
    );
  });

  it('is nobody elsewhere, and nobody without a session', async () => {
    const search = { holder: company, matter: byLaw, case: 'LS-1' };
    expect((await call(holder, 'POST', '/v1/licences/search', search)).body.code).toBe('ROLE_REQUIRED');
    expect((await call(holder, 'POST', '/v1/usage', search)).body.code).toBe('ROLE_REQUIRED');
    for (const token of ['', `hufu_holder_${'a'.repeat(43)}`])
      expect((await call(token, 'POST', '/v1/holder/usage', {})).body.code).toBe('NOT_AUTHENTICATED');
  });
});

describe('consent and stop', () => {
  it('decide what a clerk finds and reads, and the holder sees each attempt with its ground', async () => {
    const draft = { organisation: 'approval', matter: byConsent, type: 'business-licence' };
    expect((await read(byConsent)).body.code).toBe('LICENCE_CONSENT_NEEDED');
    const given = await call(holder, 'POST', '/v1/holder/consents', draft);
    expect([given.status, given.body.bound, given.body.firstUsedAt]).toEqual([201, false, null]);
    expect((await read(byConsent)).status).toBe(200);
    const [consent] = (await call(holder, 'GET', '/v1/holder/consents')).body.items as Record<string, unknown>[];
    expect(consent).toMatchObject({ id: given.body.id, bound: true, firstUsedAt: expect.any(String) });
    expect(consent).toMatchObject({ organisationName: '灵山县行政审批局', matterName: expect.any(String) });
    expect((await read(byConsent, 'LS-3')).body.code).toBe('LICENCE_CONSENT_NEEDED');

    const stopped = await call(holder, 'POST', '/v1/holder/stops', { organisation: 'approval' });
    expect(stopped).toMatchObject({ status: 201, body: { organisation: 'approval', type: null } });
    expect(stopped.body.organisationName).toBe('灵山县行政审批局');
    expect((await call(holder, 'POST', '/v1/holder/stops', { organisation: 'approval' })).status).toBe(200);
    expect((await read(byConsent)).body.code).toBe('LICENCE_SHARING_STOPPED');
    const search = { holder: company, matter: byConsent, case: 'LS-2' };
    const { body } = await call(clerk, 'POST', '/v1/licences/search', search);
    expect([body.items, body.withheld]).toEqual([[], [{ type: 'business-licence', code: 'LICENCE_SHARING_STOPPED' }]]);
    expect((await read(byLaw)).status).toBe(200);

    const reads = (await usage()).filter(({ event }) => event === 'licence-read').slice(0, 5);
    expect(reads.map(({ outcome, code, basis, stopped: despite }) => [outcome, code, basis, despite])).toEqual([
      ['answered', undefined, 'law', true],
      ['refused', 'LICENCE_SHARING_STOPPED', undefined, undefined],
      ['refused', 'LICENCE_CONSENT_NEEDED', undefined, undefined],
      ['answered', undefined, 'consent', undefined],
      ['refused', 'LICENCE_CONSENT_NEEDED', undefined, undefined],
    ]);
    expect(reads[0]?.law).toBe('《食品经营许可和备案管理办法》第十二条');
    expect((await usage()).find(({ event }) => event === 'sharing-stopped')).toMatchObject({
      ...{ by: 'holder', recipient: 'approval' },
    });

    const place = `/v1/holder/stops/${String(stopped.body.id)}`;
    expect((await call(stranger, 'DELETE', place)).body.code).toBe('STOP_NOT_FOUND');
    expect((await call(stranger, 'GET', '/v1/holder/stops')).body.items).toEqual([]);
    expect((await call(holder, 'DELETE', place)).status).toBe(204);
    expect((await call(holder, 'GET', '/v1/holder/stops')).body.items).toEqual([]);
  });
});

describe('a consent at the counter', () => {
  it('comes with the code that the holder hands over, which opens no session', async () => {
    const wanted = { holder: company, type: 'business-licence', matter: byConsent, case: 'LS-COUNTER' };
    const asked = await call(clerk, 'POST', '/v1/consent-requests', wanted);
    expect([asked.status, Object.keys(asked.body)]).toEqual([202, ['request', 'expiresAt']]);
    const request = String(asked.body.request);
    const code = await codeOf(request);
    const file = JSON.parse(await readFile(join(codes(), `${request}.json`), 'utf8')) as { consentTo: { zh: string } };
    expect(file.consentTo.zh).toBe('同意灵山县行政审批局为“创业担保贷款贴息申报”使用您的营业执照一次');
    expect((await call('', 'POST', '/v1/holder-session', { request, code })).body.code).toBe('HOLDER_CODE_SPENT');
    const confirmed = await call(clerk, 'POST', `/v1/consent-requests/${request}/confirmation`, { code });
    expect(confirmed).toMatchObject({ status: 201, body: { matter: byConsent, bound: true } });
    expect((await read(byConsent, 'LS-COUNTER')).status).toBe(200);
    const events = (await usage()).map(({ event }) => event);
    expect(events.indexOf('licence-read')).toBeLessThan(events.indexOf('consent-given'));
    expect(events.indexOf('consent-given')).toBeLessThan(events.indexOf('consent-asked'));
  });
});

describe('an objection', () => {
  const object = (bearer: string, receipt: string, more: object = {}) =>
    call(bearer, 'POST', '/v1/holder/objections', { receipt, description: '我没有办过这件事', ...more });

  it('to a use goes to the data administration in one step, and stops sharing in the same one', async () => {
    const use = (await usage()).find(({ event, outcome }) => event === 'licence-read' && outcome === 'answered');
    const receipt = String(use?.receipt.id);
    const [raised, again] = await Promise.all([
      object(holder, receipt, { stopSharing: true }),
      object(holder, receipt, { stopSharing: true }),
    ]);
    expect([raised.status, again.status].toSorted()).toEqual([200, 201]);
    expect(again.body.id).toBe(raised.body.id);
    expect(raised.body).toMatchObject({ receipt, status: 'reviewing', stop: { organisation: 'approval' } });
    expect((await read(byConsent)).body.code).toBe('LICENCE_SHARING_STOPPED');

    const place = `/v1/objections/${String(raised.body.id)}`;
    const { body } = await call(admin, 'GET', place);
    expect(body).toMatchObject({ raisedBy: 'data', createdBy: 'holder', form: { kind: '9' } });
    const { description } = body.form as { description: string };
    expect(description).toContain(`receipt: ${receipt}`);
    expect(description).toContain('used by: approval');
    expect(JSON.stringify(body)).not.toContain(company.number);
    expect((await call(admin, 'POST', `${place}/events`, { event: 'accept', to: 'approval' })).status).toBe(200);
    const [mine] = (await call(holder, 'GET', '/v1/holder/objections')).body.items as Record<string, unknown>[];
    const { clock } = (await call(admin, 'GET', place)).body as { clock: { dueOn: string } };
    const {
      at,
      organisation,
      organisationName,
      matter,
      matterName,
      object: licenceIdentifier,
      type,
    } = use ?? ({} as Partial<Use>);
    expect(mine).toEqual({
      ...{ id: raised.body.id, receipt, status: 'handling', description: '我没有办过这件事' },
      raisedAt: raised.body.raisedAt,
      use: {
        ...{ event: 'licence-read', at, organisation, organisationName, matter, matterName, type },
        ...{ object: licenceIdentifier, objectTitle: { zh: '营业执照', en: 'Business licence' } },
      },
      clock: {
        ...{ organisation: 'approval', organisationName: '灵山县行政审批局' },
        ...{ dueOn: clock.dueOn, provisional: expect.any(Boolean), state: 'running' },
      },
    });
    expect((await usage()).some(({ event }) => event === 'objection-raised')).toBe(true);
  });

  it('is to a use of one’s own, and its words hold no number', async () => {
    const uses = await usage();
    const own = uses.find(({ event }) => event === 'licence-found')?.receipt.id ?? '';
    expect((await object(stranger, own)).body.code).toBe('USE_NOT_FOUND');
    const decided = uses.find(({ event }) => event === 'sharing-stopped')?.receipt.id ?? '';
    expect((await object(holder, decided)).body.code).toBe('USE_NOT_FOUND');
    expect((await object(holder, '9999999999999999')).body.code).toBe('USE_NOT_FOUND');
    const personal = await object(holder, own, { description: '身份证 11010519491231002X 被人用了' });
    expect(personal.body).toMatchObject({ code: 'INVALID_INPUT', errors: [{ pointer: '/description' }] });
    expect((await call(stranger, 'GET', '/v1/holder/objections')).body.items).toEqual([]);
  });

  it('cannot find out a use that is under seal', async () => {
    await read(byLaw, 'LS-SEALED');
    await read(byLaw, 'LS-SEALED');
    const ofCase = (await usage()).filter((use) => use.case === 'LS-SEALED');
    const [sealed = '', objected = ''] = ofCase.map(({ receipt }) => receipt.id);
    expect((await object(holder, objected)).status).toBe(201);
    const seal = { organisation: 'approval', matter: byLaw, case: 'LS-SEALED', basis: '刑事诉讼法' };
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await call(admin, 'POST', '/v1/usage/seals', { ...seal, until })).status).toBe(201);
    expect((await usage()).some((use) => use.case === 'LS-SEALED')).toBe(false);
    expect((await object(holder, sealed)).body.code).toBe('USE_NOT_FOUND');
    const mine = (await call(holder, 'GET', '/v1/holder/objections')).body.items as Record<string, unknown>[];
    const before = mine.find(({ receipt }) => receipt === objected);
    expect(before).toMatchObject({ description: '我没有办过这件事', clock: { state: 'running' } });
    expect(before).not.toHaveProperty('use');
  });
});

describe('the command line', () => {
  const run = async (...args: string[]) => {
    const written = { out: '', err: '' };
    const exit = await runCommand({
      args: ['holder', ...args],
      env: { HUFU_DATA_DIR: folder.path },
      out: (text) => {
        written.out += text;
      },
      err: (text) => {
        written.err += text;
      },
    });
    return { exit, ...written };
  };
  const json = async (...args: string[]) => {
    const { out, err } = await run(...args, '--json');
    expect(err).toBe('');
    return JSON.parse(out) as Record<string, unknown>;
  };
  const somebody = '11010519491231002X';

  it('logs a holder in with the demonstration’s code, and tells nobody token or number', async () => {
    expect((await run('usage')).exit).toBe(64);
    const { exit, out, err } = await run(
      'login',
      '--hub',
      world.hub.hub.url,
      '--holder-kind',
      '111',
      '--holder',
      somebody,
    );
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/session until 20/);
    const kept = join(folder.path, 'demo', 'holder-session.json');
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect(out + (await readFile(kept, 'utf8'))).not.toContain(somebody);
    expect((await run('usage')).out).toContain('holder-session-opened');
    expect((await run('licences')).out).toContain('no licence');
  });

  it('stops and resumes, and shows what was decided', async () => {
    const stop = await json('stop', '--organisation', 'hrss');
    const { out } = await run('decisions');
    expect(out).toContain(String(stop.id));
    // What is no id does not get into an address.
    expect(await run('resume', somebody)).toMatchObject({ exit: 64, out: '' });
    expect((await run('resume', String(stop.id))).exit).toBe(0);
    expect((await run('logout')).exit).toBe(0);
    expect((await run('decisions')).exit).toBe(64);
  });

  it('consents, withdraws, objects and presents', async () => {
    const session = { hub: world.hub.hub.url, token: holder, expiresAt: new Date(Date.now() + 60_000).toISOString() };
    await writeFile(join(folder.path, 'demo', 'holder-session.json'), JSON.stringify(session));
    for (const { id } of (await json('decisions')).stops as { id: string }[]) await run('resume', id);
    const to = ['--organisation', 'approval', '--matter', byConsent, '--type', 'business-licence', '--case', 'LS-CLI'];
    const given = await json('consent', ...to);
    expect((await read(byConsent, 'LS-CLI')).status).toBe(200);
    expect((await run('withdraw', String(given.id))).exit).toBe(0);
    expect((await read(byConsent, 'LS-CLI')).body.code).toBe('LICENCE_CONSENT_NEEDED');
    const refused = (await usage()).find((use) => use.case === 'LS-CLI')?.receipt.id ?? '';
    expect(await json('object', refused, '--words', '不应再试')).toMatchObject({
      receipt: refused,
      status: 'reviewing',
    });
    const picture = join(folder.path, 'shown.png');
    expect((await json('qr', licence, '--out', picture)).file).toBe(picture);
    expect((await readFile(picture)).subarray(1, 4).toString()).toBe('PNG');
    expect((await run('licences')).out).toContain('营业执照');
  });
});

describe('what is left of it', () => {
  it('is no number: not in the log of the hub, its metrics, the leaves, nor what opens them', async () => {
    const { body } = await call('', 'GET', '/metrics');
    const { rows } = await world.db.database.pool.query<{ text: string }>(
      `select convert_from(entries, 'LATIN1') as text from exchange.log_batch
       union all select disclosures::text from exchange.log_opening`,
    );
    const left = [...world.hub.log, JSON.stringify(body), ...rows.map(({ text }) => text)].join('\n');
    expect(left).toContain('/v1/holder/licences');
    expect(left).toContain('sharing-stopped');
    for (const number of [company.number, other.number, '11010519491231002X']) expect(left).not.toContain(number);
    expect(left).not.toContain(holder);
  });

  it('is nothing of a session that an operator ended for its holder, or that the holder ended everywhere', async () => {
    const [first, second] = [await sessionOf(other), await sessionOf(other)];
    expect((await call(first, 'DELETE', '/v1/holder-session?everywhere=true')).status).toBe(204);
    for (const token of [first, second])
      expect((await call(token, 'GET', '/v1/holder-session')).body.code).toBe('NOT_AUTHENTICATED');
    expect((await call(holder, 'GET', '/v1/holder-session')).body).toMatchObject({ holderKind: '001' });
    const ends = (bearer: string) => call(bearer, 'POST', '/v1/holder-sessions/ends', { holder: company });
    expect((await ends(await officer('police-admin'))).body.code).toBe('NOT_IN_REACH');
    expect((await ends(admin)).body).toEqual({ ended: 1 });
    expect((await call(holder, 'GET', '/v1/holder/licences')).body.code).toBe('NOT_AUTHENTICATED');
  });

  it('is a wait for who asks too often', async () => {
    const asked = [];
    for (let time = 0; time < 6; time += 1) asked.push(await call('', 'POST', '/v1/holder-codes', { holder: company }));
    const last = asked.at(-1);
    expect([last?.status, last?.body.code]).toEqual([429, 'HOLDER_TOO_OFTEN']);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
  });
});
