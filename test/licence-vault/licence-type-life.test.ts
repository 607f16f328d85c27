import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organisationId } from '../../identity/index.ts';
import {
  changeLicence,
  changeType,
  defineType,
  faceItem,
  issueLicence,
  type LicenceTypeDraft,
  type LicenceTypeEvent,
  nextTypeState,
  readLicenceType,
  registerLicenceType,
  reviseType,
  setTemplate,
} from '../../licence-vault/index.ts';
import { readEditions } from '../../licence-vault/licence-type/edition-store.ts';
import { demoLicenceTypes } from '../../ops/demo/licence-types/index.ts';
import { clerk, codeOf, officer, openVault, pensionSystem, refusalOf, type TestVault } from './vault.ts';
import { openVaultApp, type VaultApp } from './vault-app.ts';

const department = officer('approval', ['catalogue-administrator'], '4');
const stranger = officer('hrss', ['catalogue-administrator'], '5');
const administrator = officer('data', ['catalogue-administrator'], '6');

let vault: TestVault;
let app: VaultApp;
beforeAll(async () => {
  vault = await openVault();
  app = await openVaultApp(vault);
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await vault[Symbol.asyncDispose]();
});

const draft = (number: number, more: readonly LicenceTypeDraft['items'][number][] = []): LicenceTypeDraft => ({
  code: `11100000MB0143028R${number}`,
  name: `permit-${number}`,
  title: { zh: '演示许可证', en: 'Demonstration permit' },
  definingAuthority: { zh: '国家市场监督管理总局', en: 'State Administration for Market Regulation' },
  kind: '1',
  holder: { kinds: ['001'], number: 'number', name: 'name' },
  term: 'term',
  items: [
    faceItem('name', '名称', 'Name'),
    faceItem('number', '代码', 'Code', { type: 'unified-code' }),
    faceItem('term', '有效期', 'Term', { type: 'term' }),
    ...more,
  ],
});
const svg = (...fields: readonly string[]) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">${fields
    .map((field, index) => `<text data-field="${field}" data-width="90" x="20" y="${20 + index * 10}"/>`)
    .join('')}<rect data-seal="" x="120" y="220" width="40" height="40"/></svg>`;

const stored = async (type: string) => {
  const found = await readLicenceType(vault.db.database, type);
  if (found === undefined) throw new Error(`no type ${type}`);
  return found;
};
const as = async (type: string, actor = department) => ({
  ...vault.parts,
  ...{ actor, type, ifMatch: `"${(await stored(type)).version}"` },
});
const act = async (type: string, event: LicenceTypeEvent, actor = administrator, reason?: string) =>
  changeType({ ...(await as(type, actor)), event, reason });
const data = (change = {}) => ({
  name: '灵山县演示有限公司',
  number: codeOf('91450721', 'MA5X0001'),
  term: { from: '2026-11-01', to: '2027-10-31' },
  ...change,
});

describe('the life of a licence type', () => {
  const facts = { byAdministration: true, reasonGiven: true, fault: undefined };
  const steps: readonly (readonly [string, boolean, LicenceTypeEvent, string])[] = [
    ['draft', false, 'publish', 'published takes-effect'],
    ['draft', false, 'withdraw', 'withdrawn dropped'],
    ['draft', false, 'discard', 'LICENCE_TYPE_EVENT_NOT_ALLOWED'],
    ['published', true, 'publish', 'published takes-effect'],
    ['published', true, 'discard', 'published dropped'],
    ['published', true, 'withdraw', 'withdrawn dropped'],
    ['published', false, 'publish', 'LICENCE_TYPE_EVENT_NOT_ALLOWED'],
    ['published', false, 'discard', 'LICENCE_TYPE_EVENT_NOT_ALLOWED'],
    ['published', false, 'withdraw', 'withdrawn dropped'],
    ['withdrawn', false, 'publish', 'LICENCE_TYPE_EVENT_NOT_ALLOWED'],
    ['withdrawn', false, 'withdraw', 'LICENCE_TYPE_EVENT_NOT_ALLOWED'],
  ];
  it.each(steps)('%s (revision: %s) %s → %s', (status, hasRevision, event, expected) => {
    const state = { status: status as 'draft', hasRevision };
    const step = nextTypeState(state, event, facts);
    expect('code' in step ? step.code : `${step.status} ${step.revision}`).toBe(expected);
    if (expected.startsWith('LICENCE')) return;
    const byDepartment = nextTypeState(state, event, { ...facts, byAdministration: false });
    expect('code' in byDepartment).toBe(event !== 'discard');
    const silent = nextTypeState(state, event, { ...facts, reasonGiven: false });
    expect('code' in silent).toBe(event === 'withdraw');
  });

  it('goes from a department’s draft to a publication by the data administration, and licences are issued from then on', async () => {
    const type = await defineType({ ...vault.parts, actor: department, draft: draft(101) });
    expect(type).toMatchObject({ status: 'draft', edition: 1, issuers: ['approval'], version: 1 });
    const request = { type: 'permit-101', data: data() };
    const early = await refusalOf(issueLicence({ ...vault.parts, actor: clerk, request }));
    expect(early.code).toBe('LICENCE_TYPE_NOT_PUBLISHED');
    expect((await refusalOf(act('permit-101', 'publish', department))).code).toBe('LICENCE_TYPE_BY_ADMINISTRATION');
    expect((await refusalOf(act('permit-101', 'publish', stranger))).code).toBe('NOT_IN_REACH');
    expect(await act('permit-101', 'publish')).toMatchObject({ status: 'published', edition: 1, version: 2 });
    expect((await issueLicence({ ...vault.parts, actor: clerk, request })).created).toBe(true);
    expect((await refusalOf(act('permit-101', 'withdraw'))).code).toBe('LICENCE_TYPE_REASON_NEEDED');
    await act('permit-101', 'withdraw', administrator, '依据已废止');
    const late = await refusalOf(
      issueLicence({ ...vault.parts, actor: clerk, request: { ...request, issuerReference: 'X' } }),
    );
    expect(late.code).toBe('LICENCE_TYPE_NOT_PUBLISHED');
    const { rows } = await vault.db.database.pool.query(
      'select event, organisation, reason from vault.licence_type_event where type = $1 order by id',
      [type.code],
    );
    expect(rows).toEqual([
      { event: 'define', organisation: 'approval', reason: null },
      { event: 'publish', organisation: 'data', reason: null },
      { event: 'withdraw', organisation: 'data', reason: '依据已废止' },
    ]);
  });

  it('refuses what is no definition, what is there already, and who has no part in it', async () => {
    const define = (body: LicenceTypeDraft, actor = department) =>
      refusalOf(defineType({ ...vault.parts, actor, draft: body }));
    const wrong = await define({ ...draft(102), code: '11100000MB0143028A102', term: 'name' });
    expect([wrong.code, wrong.errors.map(({ pointer }) => pointer)]).toEqual([
      'LICENCE_TYPE_INVALID',
      ['/code', '/term'],
    ]);
    await defineType({ ...vault.parts, actor: department, draft: draft(102) });
    expect((await define(draft(102))).code).toBe('LICENCE_TYPE_TAKEN');
    expect((await define({ ...draft(103), name: 'permit-102' })).code).toBe('LICENCE_TYPE_TAKEN');
    const others = { ...(await as('permit-102', stranger)), draft: draft(102) };
    expect((await refusalOf(reviseType(others))).code).toBe('NOT_IN_REACH');
    const stale = { ...(await as('permit-102')), ifMatch: '"99"', draft: draft(102) };
    expect((await refusalOf(reviseType(stale))).code).toBe('STALE_VERSION');
    const renamed = await refusalOf(reviseType({ ...(await as('permit-102')), draft: draft(104) }));
    expect(renamed.errors.map(({ pointer }) => pointer)).toEqual(['/code', '/name']);
  });

  it('lets a revision wait until it is published; licences keep the edition they were made under', async () => {
    await defineType({ ...vault.parts, actor: department, draft: draft(105) });
    await act('permit-105', 'publish');
    const request = { type: 'permit-105', data: data() };
    const { licence } = await issueLicence({ ...vault.parts, actor: clerk, request });
    const wider = draft(105, [faceItem('scope', '范围', 'Scope')]);
    const revised = await reviseType({ ...(await as('permit-105')), draft: wider });
    expect(revised).toMatchObject({ edition: 1, revision: { definition: { items: { length: 4 } } } });
    expect(revised.items).toHaveLength(3);
    const meanwhile = await issueLicence({
      ...vault.parts,
      actor: clerk,
      request: { ...request, issuerReference: 'A' },
    });
    expect(meanwhile.created).toBe(true);

    expect(await act('permit-105', 'publish')).toMatchObject({ edition: 2, items: { length: 4 } });
    const now = await refusalOf(
      issueLicence({ ...vault.parts, actor: clerk, request: { ...request, issuerReference: 'B' } }),
    );
    expect([now.code, now.errors[0]?.pointer]).toEqual(['LICENCE_DATA_INVALID', '/data/scope']);
    const change = (operation: '02' | '09', rest: object) =>
      changeLicence({
        ...vault.parts,
        actor: clerk,
        reference: { id: licence.id },
        request: { operation, legalReason: '行政许可法第五十条', ...rest },
        ifMatch: operation === '02' ? '"1"' : '"2"',
      });
    expect(await change('02', { validTo: '2028-10-31' })).toMatchObject({ version: '002' });
    expect((await refusalOf(change('09', { data: data() }))).code).toBe('LICENCE_DATA_INVALID');
    await change('09', { data: data({ scope: '食品', term: { from: '2026-11-01', to: '2028-10-31' } }) });
    const { rows } = await vault.db.database.pool.query(
      'select version, type_edition from vault.licence_version where licence = $1 order by version',
      [licence.id],
    );
    expect(rows.map((row) => row.type_edition)).toEqual([1, 1, 2]);
    const editions = await readEditions(vault.db.database, licence.type);
    expect(editions.map(({ edition, definition }) => [edition, definition.items.length])).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('drops a revision on request of the department', async () => {
    await defineType({ ...vault.parts, actor: administrator, draft: draft(106) });
    expect((await stored('permit-106')).issuers).toEqual([]);
    await act('permit-106', 'publish');
    await reviseType({ ...(await as('permit-106', administrator)), draft: draft(106, [faceItem('a', '甲', 'A')]) });
    expect((await act('permit-106', 'discard')).revision).toBeUndefined();
    expect((await refusalOf(act('permit-106', 'publish'))).code).toBe('LICENCE_TYPE_EVENT_NOT_ALLOWED');
  });
});

describe('the template of a licence type', () => {
  it('is refused with what is missing on it, kept when it fits, and holds the publication up when it fits no more', async () => {
    await defineType({ ...vault.parts, actor: department, draft: draft(107) });
    const give = async (text: string) => setTemplate({ ...(await as('permit-107')), svg: text });
    const poor = await refusalOf(give(svg('name', 'number')));
    expect([poor.code, poor.errors[0]?.detail]).toEqual([
      'LICENCE_TEMPLATE_INVALID',
      expect.stringContaining('no field for term'),
    ]);
    const broken = await refusalOf(give('<svg><script/></svg>'));
    expect(broken.code).toBe('LICENCE_TEMPLATE_INVALID');
    const { template } = await give(svg('name', 'number', 'term'));
    expect(template).toMatch(/^[0-9a-f]{64}$/);

    await reviseType({ ...(await as('permit-107')), draft: draft(107, [faceItem('scope', '范围', 'Scope')]) });
    expect((await refusalOf(act('permit-107', 'publish'))).code).toBe('LICENCE_TEMPLATE_INVALID');
    await give(svg('name', 'number', 'term', 'scope'));
    expect((await act('permit-107', 'publish')).template).not.toBe(template);
  });

  it('comes to a type that had none when the deployment brings one, and never takes the place of another', async () => {
    const [business] = demoLicenceTypes;
    if (business === undefined) throw new Error('no types');
    const { definition, template } = business;
    const { database, clock } = vault.parts;
    const register = (text: string) =>
      registerLicenceType({ database, clock, definition, template: text, issuers: [organisationId('approval')] });
    expect((await stored(definition.name)).template).toBeUndefined();
    expect(await register(template)).toBe(false);
    const first = await stored(definition.name);
    expect([first.edition, first.template?.length]).toEqual([2, 64]);
    await register(template.replace('演示数据', '另一'));
    expect((await stored(definition.name)).template).toBe(first.template);
    await expect(register('<svg/>')).rejects.toThrow('cannot be used');
  });
});

describe('over HTTP', () => {
  it('definition, schema, template and editions are there for everybody who is known, and are written by those in charge', async () => {
    const made = await app.call(department, 'POST', '/v1/licence-types', draft(108));
    expect([made.status, made.headers.location, made.headers.etag]).toEqual([
      201,
      '/v1/licence-types/11100000MB0143028R108',
      '"1"',
    ]);
    expect(made.body).toMatchObject({ status: 'draft', edition: 1, items: { length: 3 } });
    expect((await app.call(clerk, 'POST', '/v1/licence-types', draft(109))).status).toBe(403);
    expect((await app.call(department, 'POST', '/v1/licence-types', { ...draft(109), schema: {} })).status).toBe(400);
    const url = '/v1/licence-types/permit-108';
    expect((await app.call(department, 'PUT', url, draft(108))).status).toBe(428);
    expect((await app.call(department, 'POST', `${url}/events`, { event: 'publish' })).status).toBe(428);
    expect((await app.call(clerk, 'GET', `${url}/template`)).body).toMatchObject({ code: 'LICENCE_TEMPLATE_MISSING' });

    await setTemplate({ ...(await as('permit-108')), svg: svg('name', 'number', 'term') });
    await act('permit-108', 'publish');
    const template = await app.call(pensionSystem, 'GET', `${url}/template`);
    expect([template.headers['content-type'], template.text]).toEqual([
      expect.stringContaining('image/svg+xml'),
      svg('name', 'number', 'term'),
    ]);
    const foreign = (await stored('business-licence')).template;
    expect((await app.call(clerk, 'GET', `${url}/template?digest=${foreign}`)).status).toBe(404);
    const schema = await app.call(clerk, 'GET', `${url}/schema`);
    expect(schema.headers['content-type']).toContain('application/schema+json');
    expect(schema.body).toMatchObject({ type: 'object', required: ['name', 'number', 'term'] });
    const editions = await app.call(clerk, 'GET', `${url}/editions`);
    expect(editions.body.items).toMatchObject([{ edition: 1, items: { length: 3 }, template: expect.any(String) }]);
    expect((await app.call(clerk, 'GET', '/v1/licence-types/nothing/schema')).status).toBe(404);
  });
});
