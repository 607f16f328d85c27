import { describe, expect, it } from 'vitest';
import { type Actor, type Role, roles } from '../../identity/index.ts';
import { sha256 } from '../../kernel/index.ts';
import { inspectOfd } from '../../licence-vault/index.ts';
import { administrator, clerk, company, hrssClerk, officer, purpose, receiptOf, system } from './vault.ts';
import { app, call, issueOne, logged, type Method, routes, tokenOf, vault, vaultSurface } from './vault-surface.ts';

vaultSurface();

type Caller = 'nobody' | Role | 'consumer' | 'provider';

const officers: readonly Caller[] = roles;
const everybody: readonly Caller[] = [...officers, 'consumer', 'provider'];

/** Every route of the vault and who gets past its access rule. A route that is not here fails the last test. */
const table: readonly (readonly [Method, string, readonly Caller[]])[] = [
  ['GET', '/v1/licence-types', everybody],
  ['GET', '/v1/licence-types/:code', everybody],
  ['GET', '/v1/licence-types/:code/editions', everybody],
  ['GET', '/v1/licence-types/:code/schema', everybody],
  ['GET', '/v1/licence-types/:code/template', everybody],
  ['POST', '/v1/licence-types', ['catalogue-administrator']],
  ['PUT', '/v1/licence-types/:code', ['catalogue-administrator']],
  ['PUT', '/v1/licence-types/:code/template', ['catalogue-administrator']],
  ['POST', '/v1/licence-types/:code/events', ['catalogue-administrator']],
  ['PUT', '/v1/licence-types/:code/issuers', ['catalogue-administrator']],
  ['POST', '/v1/licences', ['approval-clerk', 'consumer', 'provider']],
  ['POST', '/v1/licences/search', ['approval-clerk', 'consumer']],
  ['GET', '/v1/licences/:id', ['approval-clerk', 'auditor', 'consumer', 'provider']],
  ['POST', '/v1/licences/:id/read', ['approval-clerk', 'consumer']],
  ['GET', '/v1/licences/:id/file', ['approval-clerk', 'consumer']],
  ['GET', '/v1/licences/:id/files', ['approval-clerk', 'auditor', 'consumer', 'provider']],
  ['GET', '/v1/licences/:id/operations', ['approval-clerk', 'auditor', 'consumer', 'provider']],
  ['POST', '/v1/licences/:id/operations', ['approval-clerk', 'consumer', 'provider']],
  ['POST', '/v1/licences/:id/qr', ['approval-clerk', 'consumer']],
  ['POST', '/v1/holder/licences/:id/qr', []],
  ['POST', '/v1/licences/:id/copies', ['approval-clerk', 'consumer']],
  ['POST', '/v1/licences/:id/links', ['approval-clerk', 'consumer']],
  ['GET', '/v1/licence-links/:link', ['approval-clerk', 'consumer']],
  ['POST', '/v1/verify', everybody],
  ['POST', '/v1/share/by-identifier', ['consumer']],
  ['POST', '/v1/share/by-holder', ['consumer']],
  ['POST', '/v1/share/by-qr', ['consumer']],
  ['POST', '/v1/share/file', ['consumer']],
  ['POST', '/v1/share/file-url', ['consumer']],
  ['POST', '/v1/share/verify-info', ['consumer']],
  ['POST', '/v1/share/verify-file', ['consumer']],
];

/** Routes that ask nobody who they are. */
const open = ['GET /v1/status-lists', 'GET /v1/status-lists/:id'];

function actorFor(caller: Caller, organisation = 'approval'): Actor | undefined {
  if (caller === 'nobody') return undefined;
  if (caller === 'consumer' || caller === 'provider') return system(`${organisation}-${caller}`, organisation, caller);
  return officer(organisation, [caller], '7');
}

describe.each(table)('%s %s', (method, url, allowed) => {
  it.each(['nobody', ...everybody] as const)('called by %s', async (caller) => {
    const somebody = url.replace(':id', '00000000-0000-4000-8000-000000000000').replace(':code', 'business-licence');
    const as = actorFor(caller);
    const answer = await call(method, somebody, as === undefined ? { body: {} } : { as, body: {} });
    if (caller === 'nobody') expect(answer.body.code).toBe('NOT_AUTHENTICATED');
    else if (allowed.includes(caller)) expect([401, 403]).not.toContain(answer.status);
    else {
      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('ROLE_REQUIRED');
    }
  });
});

it('has no other route than those above', () => {
  expect(routes.toSorted()).toEqual([...table.map(([method, url]) => `${method} ${url}`), ...open].toSorted());
});

describe('licence types', () => {
  it('are listed with what a licence of the type must hold', async () => {
    const { status, body } = await call('GET', '/v1/licence-types', { as: clerk });
    expect(status).toBe(200);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      code: '11100000MB0143028R001',
      name: 'business-licence',
      title: { zh: '营业执照', en: 'Business licence' },
      issuers: ['approval'],
      status: 'published',
    });
    const names = body.items[0].items.map((item: { name: string }) => item.name);
    expect(Object.keys(body.items[0].schema.properties).sort()).toEqual(names.sort());
  });

  it('are found by code and by short name', async () => {
    for (const code of ['11100000MB0143028R001', 'business-licence']) {
      const { body, headers } = await call('GET', `/v1/licence-types/${code}`, { as: clerk });
      expect(body.name).toBe('business-licence');
      expect(headers.etag).toMatch(/^"\d+"$/);
    }
    expect((await call('GET', '/v1/licence-types/none', { as: clerk })).body.code).toBe('LICENCE_TYPE_UNKNOWN');
  });

  it('get their issuers from the data administration alone, on the newest version, among registered organisations', async () => {
    const put = (as: Actor, organisations: string[], ifMatch?: string) =>
      call('PUT', '/v1/licence-types/business-licence/issuers', {
        as,
        body: { organisations },
        headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      });
    const local = officer('approval', ['catalogue-administrator'], '8');
    expect((await put(local, ['approval'], '"1"')).body.code).toBe('NOT_IN_REACH');
    expect((await put(administrator, ['approval'])).body.code).toBe('PRECONDITION_REQUIRED');
    expect((await put(administrator, ['approval'], '"9"')).body.code).toBe('STALE_VERSION');
    expect((await put(administrator, ['approval', 'nobody'], '"1"')).body.errors[0].pointer).toBe('/organisations/1');
    const answer = await put(administrator, ['hrss', 'approval', 'hrss'], '"1"');
    expect(answer.body.issuers).toEqual(['approval', 'hrss']);
    expect(answer.headers.etag).toBe('"2"');
    expect((await put(administrator, ['approval'], '"2"')).body.issuers).toEqual(['approval']);
    expect((await call('GET', '/v1/licence-types/business-licence', { as: clerk })).body.issuers).toEqual(['approval']);
  });
});

describe('the way of a licence', () => {
  it('is issued with a place, a tag and its document', async () => {
    const { licence, document, headers, data } = await issueOne();
    expect(headers.location).toBe(`/v1/licences/${licence.id}`);
    expect(headers.etag).toBe('"1"');
    expect(document.licence.data).toEqual(data);
    const again = await call('POST', '/v1/licences', { as: clerk, body: { type: 'business-licence', data } });
    expect(again.status).toBe(200);
    expect(again.headers.location).toBeUndefined();
    expect(again.body).toEqual({ licence, document, receipt: receiptOf(String(vault.uses.length - 1)) });
  });

  it('is issued by a system of the issuing organisation, and by none of another', async () => {
    const body = { type: 'business-licence', data: company(801) };
    expect((await call('POST', '/v1/licences', { as: system('s-1', 'approval', 'provider'), body })).status).toBe(201);
    const foreign = await call('POST', '/v1/licences', { as: system('s-2', 'hrss', 'consumer'), body });
    expect([foreign.status, foreign.body.code]).toEqual([403, 'NOT_AN_ISSUER']);
  });

  it('is found, read byte for byte, downloaded, and shown without its content', async () => {
    const { licence, document, data } = await issueOne();
    const search = await call('POST', '/v1/licences/search', {
      as: clerk,
      body: { holder: { kind: '001', number: data.unifiedCode }, ...purpose },
    });
    const receipt = receiptOf(String(vault.uses.length - 1));
    expect(search.body).toEqual({ items: [{ ...licence, receipt }], next: null });
    const named = await call('POST', '/v1/licences/search', {
      as: clerk,
      body: { identifier: licence.identifier, ...purpose },
    });
    expect(named.body.items).toMatchObject([{ id: licence.id, identifier: licence.identifier }]);
    for (const id of [licence.id, encodeURIComponent(licence.identifier)]) {
      const read = await call('POST', `/v1/licences/${id}/read`, { as: clerk, body: purpose });
      expect(read.status).toBe(200);
      expect(read.headers['content-type']).toBe('application/hufu-licence+json');
      expect(read.headers['cache-control']).toBe('no-store');
      expect(read.body).toEqual(document);
      expect(read.headers['hufu-receipt']).toBe(String(vault.uses.length - 1));
      const query = `matter=${purpose.matter}&case=${purpose.case}`;
      const file = await call('GET', `/v1/licences/${id}/file?format=json&${query}`, { as: clerk });
      expect(file.text).toBe(read.text);
      expect(file.headers['hufu-receipt']).toBe(String(vault.uses.length - 1));
      expect(file.headers['content-disposition']).toBe(`attachment; filename="${licence.identifier}.json"`);
      const shown = await call('GET', `/v1/licences/${id}`, { as: clerk });
      expect(shown.body).toEqual(licence);
      expect(shown.headers.etag).toBe('"1"');
      for (const item of ['name', 'unifiedCode', 'legalRepresentative', 'address']) {
        expect(shown.text).not.toContain(String(data[item]));
      }
    }
  });

  it('is downloaded with its seal, and its files are told of without their content', async () => {
    const { licence } = await issueOne();
    const query = `matter=${purpose.matter}&case=${purpose.case}`;
    const url = `/v1/licences/${licence.id}/file?format=ofd&${query}`;
    const file = await app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${tokenOf(clerk)}` } });
    expect(file.headers['content-type']).toBe('application/ofd');
    expect(file.headers['content-disposition']).toBe(`attachment; filename="${licence.identifier}.ofd"`);
    expect(file.headers['hufu-receipt']).toBe(String(vault.uses.length - 1));
    expect(inspectOfd(file.rawPayload).documents).toHaveLength(1);
    const told = await call('GET', `/v1/licences/${licence.id}/files`, { as: clerk });
    expect(told.body.items).toEqual([
      {
        ...{ version: '001', format: 'ofd', mediaType: 'application/ofd', size: file.rawPayload.length },
        digest: sha256(file.rawPayload).toString('base64url'),
        ...{ seal: vault.seal.id, signer: vault.county.signer.certificate.fingerprint },
        madeAt: expect.any(String),
      },
    ]);
    expect((await call('GET', `/v1/licences/${licence.id}/files`, { as: hrssClerk })).status).toBe(403);
  });

  it('is not read without a purpose, nor in a form that is not made', async () => {
    const { licence } = await issueOne();
    const noBody = await call('POST', `/v1/licences/${licence.id}/read`, { as: clerk, body: { matter: 'X' } });
    expect([noBody.status, noBody.body.errors[0].pointer]).toEqual([400, '/case']);
    const noQuery = await call('GET', `/v1/licences/${licence.id}/file`, { as: clerk });
    expect([noQuery.status, noQuery.body.code]).toEqual([400, 'INVALID_INPUT']);
    const query = `matter=${purpose.matter}&case=${purpose.case}`;
    expect((await call('GET', `/v1/licences/${licence.id}/file?format=docx&${query}`, { as: clerk })).status).toBe(400);
    expect(vault.uses.filter((use) => use.event === 'licence-read')).toEqual([]);
  });

  it('changes with If-Match, and its history tells why', async () => {
    const { licence } = await issueOne();
    const operate = (body: object, headers: Record<string, string>) =>
      call('POST', `/v1/licences/${licence.id}/operations`, { as: clerk, body, headers });
    const suspend = { operation: '03', legalReason: '市场主体登记管理条例第四十条' };
    expect((await operate(suspend, {})).status).toBe(428);
    expect((await operate(suspend, { 'if-match': '"4"' })).status).toBe(412);
    const suspended = await operate(suspend, { 'if-match': '"1"' });
    expect(suspended.body).toMatchObject({ state: '02', stateName: { zh: '暂扣', en: 'suspended' }, revision: 2 });
    expect(suspended.headers.etag).toBe('"2"');
    const { body } = await call('GET', `/v1/licences/${licence.id}/operations`, { as: clerk });
    expect(body.items).toMatchObject([
      { sequence: 1, operation: '01', fromState: null, toState: '01' },
      { sequence: 2, operation: '03', fromState: '01', toState: '02', legalReason: suspend.legalReason },
    ]);
    expect((await operate({ operation: '01', legalReason: 'x' }, { 'if-match': '"2"' })).status).toBe(400);
    expect((await operate({ operation: '06' }, { 'if-match': '"2"' })).body.errors[0].pointer).toBe('/legalReason');
  });

  it('is given once by a temporary link, to whoever asked for it', async () => {
    const { licence, document } = await issueOne();
    const made = await call('POST', `/v1/licences/${licence.id}/links`, {
      as: clerk,
      body: { ...purpose, format: 'json', seconds: 60 },
    });
    expect(made.status).toBe(201);
    expect(made.headers.location).toBe(made.body.href);
    expect(Object.keys(made.body).sort()).toEqual(['expiresAt', 'href', 'receipt']);
    const foreign = await call('GET', made.body.href, { as: officer('approval', ['approval-clerk'], '9') });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'LICENCE_LINK_UNKNOWN']);
    const file = await call('GET', made.body.href, { as: clerk });
    expect(file.body).toEqual(document);
    expect(file.headers['cache-control']).toBe('no-store');
    expect(file.headers['hufu-receipt']).toBe(String(vault.uses.length - 1));
    const again = await call('GET', made.body.href, { as: clerk });
    expect([again.status, again.body.code]).toEqual([410, 'LICENCE_LINK_USED']);
    expect(logged.join('\n')).not.toContain(made.body.href.split('/').at(-1));
    const sealed = await call('POST', `/v1/licences/${licence.id}/links`, { as: clerk, body: purpose });
    const ofd = await call('GET', sealed.body.href, { as: clerk });
    expect(ofd.headers['content-type']).toBe('application/ofd');
    expect(ofd.headers['content-disposition']).toBe(`attachment; filename="${licence.identifier}.ofd"`);
    const long = await call('POST', `/v1/licences/${licence.id}/links`, {
      as: clerk,
      body: { ...purpose, seconds: 301 },
    });
    expect([long.status, long.body.errors[0].pointer]).toEqual([400, '/seconds']);
  });

  it('is told to nobody in a log line, whatever is done with it', async () => {
    const { licence, data } = await issueOne();
    const body = { holder: { kind: '001', number: data.unifiedCode }, ...purpose };
    await call('POST', '/v1/licences/search', { as: clerk, body });
    await call('POST', '/v1/licences/search', { as: clerk, body: { ...body, matter: 'WRONG' } });
    await call('POST', `/v1/licences/${licence.id}/read`, { as: clerk, body: purpose });
    await call('POST', '/v1/licences', { as: clerk, body: { type: 'business-licence', data: { ...data, name: 7 } } });
    const lines = logged.join('\n');
    expect(logged.length).toBeGreaterThan(0);
    for (const item of ['name', 'unifiedCode', 'legalRepresentative', 'address']) {
      expect(lines).not.toContain(String(data[item]));
    }
  });
});

describe('organisations that are not the issuer', () => {
  it.each<[Method, string, Caller, string, unknown]>([
    ['GET', '', 'approval-clerk', 'NOT_IN_REACH', undefined],
    ['GET', '', 'auditor', 'NOT_IN_REACH', undefined],
    ['GET', '', 'consumer', 'NOT_IN_REACH', undefined],
    ['GET', '', 'provider', 'NOT_IN_REACH', undefined],
    ['GET', '/operations', 'approval-clerk', 'NOT_IN_REACH', undefined],
    ['GET', '/operations', 'auditor', 'NOT_IN_REACH', undefined],
    ['GET', '/operations', 'consumer', 'NOT_IN_REACH', undefined],
    ['POST', '/operations', 'approval-clerk', 'NOT_IN_REACH', { operation: '03', legalReason: 'x' }],
    ['POST', '/operations', 'consumer', 'NOT_IN_REACH', { operation: '03', legalReason: 'x' }],
    ['POST', '/operations', 'provider', 'NOT_IN_REACH', { operation: '03', legalReason: 'x' }],
    ['POST', '/read', 'approval-clerk', 'LICENCE_PURPOSE_UNKNOWN', purpose],
    ['POST', '/read', 'consumer', 'LICENCE_PURPOSE_UNKNOWN', purpose],
  ])('%s /v1/licences/{id}%s as %s is refused', async (method, path, caller, code, body) => {
    const { licence } = await issueOne();
    const as = actorFor(caller, 'hrss');
    const answer = await call(method, `/v1/licences/${licence.id}${path}`, {
      ...(as === undefined ? {} : { as }),
      body,
      headers: { 'if-match': '"1"' },
    });
    expect([answer.status, answer.body.code]).toEqual([403, code]);
    expect(answer.body.remedy).not.toBe('');
    const { database } = vault.db;
    const { rows } = await database.pool.query('select state from vault.licence where id = $1', [licence.id]);
    expect(rows[0].state).toBe('01');
  });
});

describe('bad input', () => {
  it.each<[string, Method, string, unknown, number, string]>([
    [
      'an unknown field at issue',
      'POST',
      '/v1/licences',
      { type: 'business-licence', data: {}, x: 1 },
      400,
      'INVALID_INPUT',
    ],
    ['data that is no object', 'POST', '/v1/licences', { type: 'business-licence', data: [] }, 400, 'INVALID_INPUT'],
    [
      'data against the type',
      'POST',
      '/v1/licences',
      { type: 'business-licence', data: {} },
      422,
      'LICENCE_DATA_INVALID',
    ],
    ['a type nobody knows', 'POST', '/v1/licences', { type: 'none-such', data: {} }, 404, 'LICENCE_TYPE_UNKNOWN'],
    [
      'SQL in a type',
      'POST',
      '/v1/licences',
      { type: `'; drop table vault.licence --`, data: {} },
      404,
      'LICENCE_TYPE_UNKNOWN',
    ],
    [
      'a wrong kind of holder',
      'POST',
      '/v1/licences/search',
      { holder: { kind: '222', number: '1' }, ...purpose },
      400,
      'INVALID_INPUT',
    ],
    [
      'a wrong unified code',
      'POST',
      '/v1/licences/search',
      { holder: { kind: '001', number: '9135010' }, ...purpose },
      400,
      'UNIFIED_CODE_INVALID',
    ],
    [
      'a limit out of bounds',
      'POST',
      '/v1/licences/search',
      { holder: { kind: '001', number: '91350100M000100Y43' }, ...purpose, limit: 1000 },
      400,
      'INVALID_INPUT',
    ],
    ['a search for nothing', 'POST', '/v1/licences/search', purpose, 400, 'INVALID_INPUT'],
    [
      'a search by two things',
      'POST',
      '/v1/licences/search',
      { holder: { kind: '001', number: '1' }, identifier: 'x', ...purpose },
      400,
      'INVALID_INPUT',
    ],
    ['an id that is none', 'GET', '/v1/licences/hello', undefined, 400, 'LICENCE_IDENTIFIER_INVALID'],
    [
      'an id nobody has',
      'GET',
      '/v1/licences/00000000-0000-4000-8000-000000000000',
      undefined,
      404,
      'LICENCE_NOT_FOUND',
    ],
    [
      'an identifier with a wrong check character',
      'GET',
      '/v1/licences/1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.V',
      undefined,
      400,
      'LICENCE_IDENTIFIER_INVALID',
    ],
    ['nothing to verify', 'POST', '/v1/verify', {}, 400, 'INVALID_INPUT'],
    ['two things to verify', 'POST', '/v1/verify', { id: 'a', identifier: 'b' }, 400, 'INVALID_INPUT'],
    ['a document that is text', 'POST', '/v1/verify', { document: 'x' }, 400, 'INVALID_INPUT'],
    ['a moment that is none', 'POST', '/v1/verify', { id: 'a', at: 'yesterday' }, 400, 'INVALID_INPUT'],
    ['a moment to come', 'POST', '/v1/verify', { id: 'a', at: '2030-01-01T00:00:00Z' }, 400, 'INVALID_INPUT'],
  ])('%s is refused with a code, a reason and a remedy', async (_, method, url, body, status, code) => {
    const answer = await call(method, url, { as: clerk, body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.reason).not.toBe('');
    expect(answer.body.remedy).not.toBe('');
  });

  it('of a size or kind that no licence has is refused before it is looked at', async () => {
    const large = { document: { x: 'y'.repeat(300_000) } };
    expect((await call('POST', '/v1/verify', { as: clerk, body: large })).status).toBe(413);
    const headers = { 'content-type': 'text/csv' };
    expect((await call('POST', '/v1/verify', { as: clerk, body: 'a,b', headers })).status).toBe(415);
    const json = { 'content-type': 'application/json' };
    expect((await call('POST', '/v1/licences', { as: clerk, body: '{"type":', headers: json })).body.code).toBe(
      'MALFORMED_BODY',
    );
    expect((await call('POST', '/v1/verify', { as: clerk, headers: {} })).status).toBe(400);
  });
});
