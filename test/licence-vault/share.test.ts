import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../identity/index.ts';
import { changeLicence, type IssuedLicence, inspectOfd, returnCodeOf } from '../../licence-vault/index.ts';
import { clerk, codeOf, company, counterSystem, openVault, pensionSystem, system, type TestVault } from './vault.ts';
import { openVaultApp, type VaultApp } from './vault-app.ts';

let vault: TestVault;
let app: VaultApp;
let issued: IssuedLicence;
const holderNumber = String(company(1).unifiedCode);
const cause = '办理食品经营许可，经办人王小明核对执照';

beforeAll(async () => {
  vault = await openVault();
  issued = await vault.issue();
  app = await openVaultApp(vault);
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await vault[Symbol.asyncDispose]();
});
beforeEach(() => {
  vault.uses.length = 0;
});

const useFor = (actor: Actor, matterName: string, change: object = {}) => ({
  ...{ system: actor.id, category: '行政许可', matterName, eventCode: 'FP-2026-0042', cause },
  ...change,
});
const counter = useFor(counterSystem, 'FOOD-PERMIT-01');
const byHolder = { holderKind: '001', holderNumber };

const call = (operation: string, body: object, as: Actor | 'nobody' = counterSystem) =>
  app.call(as, 'POST', `/v1/share/${operation}`, body);

describe('the provincial share operations', () => {
  it('find a licence by its identifier and by its holder, and tell nothing that stands on it', async () => {
    const { identifier } = issued.licence;
    for (const answer of [
      await call('by-identifier', { useFor: counter, licenceIdentifier: identifier }),
      await call('by-holder', { useFor: counter, ...byHolder }),
      await call('by-holder', { useFor: counter, ...byHolder, typeCode: issued.licence.type }),
      await call('by-holder', { useFor: counter, ...byHolder, typeCode: 'business-licence' }),
    ]) {
      expect([answer.status, answer.body.returnCode]).toEqual([200, '0']);
      expect(answer.body.data.licences).toMatchObject([{ identifier, state: '01', validTo: '2040-03-17' }]);
      for (const item of ['name', 'unifiedCode', 'legalRepresentative', 'address'])
        expect(answer.text).not.toContain(String(company(1)[item]));
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    expect(vault.uses).toHaveLength(4);
    for (const use of vault.uses)
      expect(use).toMatchObject({
        ...{
          event: 'licence-found',
          outcome: 'answered',
          licence: issued.licence.id,
          actor: 'system:approval-counter',
        },
        ...{ matter: 'FOOD-PERMIT-01', case: 'FP-2026-0042', facts: { channel: 'share' } },
      });
  });

  it('find a licence by what its holder shows', async () => {
    const presented = await app.call(clerk, 'POST', `/v1/licences/${issued.licence.id}/qr`, {
      matter: 'FOOD-PERMIT-01',
      case: 'C-1',
    });
    for (const qr of [presented.body.text, issued.licence.identifier]) {
      const { body } = await call('by-qr', { useFor: counter, qr });
      expect([body.returnCode, body.data.licences[0].id]).toEqual(['0', issued.licence.id]);
    }
    const other = await call('by-qr', { useFor: counter, qr: 'WIFI:S:Hufu;;' });
    expect([other.body.returnCode, other.body.problem.code]).toEqual(['99', 'QR_NOT_USABLE']);
  });

  it('find nothing of what its holder has to consent to, and say so', async () => {
    const groundsOfMatter = () => ({ name: '某事项', law: '某法', byConsent: ['business-licence'] });
    await using other = await openVaultApp({ ...vault, parts: { ...vault.parts, groundsOfMatter } });
    const ask = (operation: string, body: object) =>
      other.call(counterSystem, 'POST', `/v1/share/${operation}`, { useFor: counter, ...body });
    const found = await ask('by-holder', byHolder);
    expect(found.body).toMatchObject({
      returnCode: '100',
      data: { licences: [], withheld: [{ type: 'business-licence', code: 'LICENCE_CONSENT_NEEDED' }] },
    });
    for (const operation of ['by-identifier', 'file', 'file-url', 'verify-info']) {
      const { body } = await ask(operation, { licenceIdentifier: issued.licence.identifier });
      expect([body.returnCode, body.problem.code, body.data]).toEqual(['100', 'LICENCE_CONSENT_NEEDED', null]);
    }
  });

  it('give the file, and an address of it that serves once', async () => {
    const asked = { useFor: counter, licenceIdentifier: issued.licence.identifier };
    const file = await call('file', asked);
    expect(file.body.returnCode).toBe('0');
    const sealed = Buffer.from(file.body.data.file, 'base64');
    expect(file.body.data.fileName).toBe(`${issued.licence.identifier}.ofd`);
    expect(inspectOfd(sealed).signatures).toHaveLength(1);
    expect(file.body.data.receipt).toBe('0');
    const claims = await call('file', { ...asked, format: 'json' });
    expect(Buffer.from(claims.body.data.file, 'base64').equals(issued.document)).toBe(true);
    const { body } = await call('file-url', asked);
    const follow = () => app.call(counterSystem, 'GET', body.data.url);
    expect((await follow()).bytes.equals(sealed)).toBe(true);
    expect((await follow()).status).toBe(410);
  });

  it('verify what is claimed, claim by claim, and tell no value', async () => {
    const { name, legalRepresentative } = company(1);
    const claims = {
      ...{ holderKind: '001', holderNumber: ` ${holderNumber.toLowerCase()} `, holderName: name },
      items: { legalRepresentative: '别人', operatingTerm: { to: '2040-03-17', from: '2020-03-18' }, shoeSize: 42 },
    };
    const asked = { useFor: counter, licenceIdentifier: issued.licence.identifier, ...claims };
    const answer = await call('verify-info', asked);
    expect(answer.body.data).toMatchObject({
      claims: {
        ...{ holder: true, holderName: true },
        items: { legalRepresentative: false, operatingTerm: true, shoeSize: null },
      },
      verdict: { indication: 'TOTAL_PASSED' },
    });
    expect(answer.text).not.toContain(String(legalRepresentative));
    expect(vault.uses.map(({ event }) => event)).toEqual(['licence-read', 'licence-verified']);
    const other = { ...asked, holderNumber: codeOf('91450721', 'MA599999'), holderName: '别家公司' };
    expect((await call('verify-info', other)).body.data.claims).toMatchObject({ holder: false, holderName: false });
    const bare = await call('verify-info', { useFor: counter, licenceIdentifier: issued.licence.identifier });
    expect(bare.body.data.claims).toEqual({});
  });

  it('verify a file, whole or altered', async () => {
    const verify = async (file: Buffer) =>
      (await call('verify-file', { useFor: counter, file: file.toString('base64') })).body.data.verdict.indication;
    expect(await verify(issued.document)).toBe('TOTAL_PASSED');
    const altered = issued.document.toString().replace('壹佰万元整', '玖佰万元整');
    expect(await verify(Buffer.from(altered))).toBe('TOTAL_FAILED');
  });

  it('show the present version to who asks by the identifier of an older one', async () => {
    const other = await vault.issue({ data: company(3), issuerReference: 'SHARE-3' });
    await changeLicence({
      ...{ ...vault.parts, actor: clerk, reference: { id: other.licence.id }, ifMatch: '"1"' },
      request: { operation: '09', legalReason: '变更', data: company(3, { registeredCapital: '贰佰万元整' }) },
    });
    const answer = await call('by-identifier', { useFor: counter, licenceIdentifier: other.licence.identifier });
    expect(answer.body.data.licences).toMatchObject([{ version: '002', previous: other.licence.identifier }]);
  });
});

describe('refusals of the share operations', () => {
  const licenceIdentifier = () => issued.licence.identifier;
  const pension = useFor(pensionSystem, 'OTHER-TYPE-01');
  it.each<[string, string, () => object, Actor | 'nobody', number, string, string]>([
    [
      'no licence of this holder',
      'by-holder',
      () => ({ useFor: counter, holderKind: '001', holderNumber: codeOf('91450721', 'MA599998') }),
      counterSystem,
      200,
      '10',
      '',
    ],
    [
      'an identifier nobody has',
      'by-identifier',
      () => ({
        useFor: counter,
        licenceIdentifier: '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U',
      }),
      counterSystem,
      200,
      '10',
      '',
    ],
    [
      'the file of a licence that is not there',
      'file',
      () => ({
        useFor: counter,
        licenceIdentifier: '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U',
      }),
      counterSystem,
      200,
      '10',
      'LICENCE_NOT_FOUND',
    ],
    [
      'somebody unknown',
      'by-holder',
      () => ({ useFor: counter, ...byHolder }),
      'nobody',
      401,
      '11',
      'NOT_AUTHENTICATED',
    ],
    [
      'a provider',
      'by-holder',
      () => ({ useFor: counter, ...byHolder }),
      system('pp', 'approval', 'provider'),
      403,
      '11',
      'ROLE_REQUIRED',
    ],
    ['an officer', 'by-holder', () => ({ useFor: counter, ...byHolder }), clerk, 403, '11', 'ROLE_REQUIRED'],
    [
      'the purpose of another system',
      'by-holder',
      () => ({ useFor: { ...counter, system: 'hrss-pension' }, ...byHolder }),
      counterSystem,
      200,
      '11',
      'SHARE_SYSTEM_MISMATCH',
    ],
    [
      'a purpose without its cause',
      'by-holder',
      () => ({ useFor: { ...counter, cause: undefined }, ...byHolder }),
      counterSystem,
      200,
      '12',
      'INVALID_INPUT',
    ],
    ['no purpose', 'by-holder', () => byHolder, counterSystem, 200, '12', 'INVALID_INPUT'],
    [
      'a cause of 201 characters',
      'by-holder',
      () => ({ useFor: { ...counter, cause: '因'.repeat(201) }, ...byHolder }),
      counterSystem,
      200,
      '99',
      'INVALID_INPUT',
    ],
    [
      'a type that the matter does not need',
      'by-identifier',
      () => ({ useFor: pension, licenceIdentifier: licenceIdentifier() }),
      pensionSystem,
      200,
      '100',
      'LICENCE_TYPE_NOT_NEEDED',
    ],
    [
      'a type that the matter does not need, of a holder',
      'by-holder',
      () => ({ useFor: pension, ...byHolder, typeCode: 'business-licence' }),
      pensionSystem,
      200,
      '100',
      'LICENCE_TYPE_NOT_NEEDED',
    ],
    [
      'its file',
      'file',
      () => ({ useFor: pension, licenceIdentifier: licenceIdentifier() }),
      pensionSystem,
      200,
      '100',
      'LICENCE_TYPE_NOT_NEEDED',
    ],
    [
      'an address of its file',
      'file-url',
      () => ({ useFor: pension, licenceIdentifier: licenceIdentifier() }),
      pensionSystem,
      200,
      '100',
      'LICENCE_TYPE_NOT_NEEDED',
    ],
    [
      'claims about it',
      'verify-info',
      () => ({ useFor: pension, licenceIdentifier: licenceIdentifier(), holderName: 'x' }),
      pensionSystem,
      200,
      '100',
      'LICENCE_TYPE_NOT_NEEDED',
    ],
    [
      'a matter of another organisation',
      'by-holder',
      () => ({ useFor: useFor(pensionSystem, 'FOOD-PERMIT-01'), ...byHolder }),
      pensionSystem,
      200,
      '100',
      'LICENCE_PURPOSE_UNKNOWN',
    ],
    [
      'a file, for a matter that nobody has',
      'verify-file',
      () => ({ useFor: useFor(counterSystem, '没有的事项'), file: 'e30=' }),
      counterSystem,
      200,
      '100',
      'LICENCE_PURPOSE_UNKNOWN',
    ],
    [
      'a matter whose code is another',
      'by-holder',
      () => ({ useFor: { ...counter, matterCode: 'NO-LICENCE-01' }, ...byHolder }),
      counterSystem,
      200,
      '100',
      'LICENCE_PURPOSE_UNKNOWN',
    ],
    [
      'a kind of holder that is none',
      'by-holder',
      () => ({ useFor: counter, ...byHolder, holderKind: '222' }),
      counterSystem,
      200,
      '103',
      'HOLDER_KIND_UNKNOWN',
    ],
    [
      'a person for a type of companies',
      'by-holder',
      () => ({ useFor: counter, holderKind: '111', holderNumber: '11010519491231002X', typeCode: 'business-licence' }),
      counterSystem,
      200,
      '103',
      'LICENCE_HOLDER_KIND_WRONG',
    ],
    [
      'a claimed number without its kind',
      'verify-info',
      () => ({ useFor: counter, licenceIdentifier: licenceIdentifier(), holderNumber }),
      counterSystem,
      200,
      '103',
      'HOLDER_KIND_UNKNOWN',
    ],
    [
      'a type code that is none',
      'by-holder',
      () => ({ useFor: counter, ...byHolder, typeCode: 'X' }),
      counterSystem,
      200,
      '113',
      'LICENCE_TYPE_UNKNOWN',
    ],
    [
      'a wrong number',
      'by-holder',
      () => ({ useFor: counter, holderKind: '001', holderNumber: '9135010' }),
      counterSystem,
      200,
      '99',
      'UNIFIED_CODE_INVALID',
    ],
    [
      'a wrong identifier',
      'by-identifier',
      () => ({ useFor: counter, licenceIdentifier: 'x' }),
      counterSystem,
      200,
      '99',
      'LICENCE_IDENTIFIER_INVALID',
    ],
    [
      'the beginning of a name that several matters have',
      'by-holder',
      () => ({ useFor: useFor(system('ss', 'two', 'consumer'), 'TWIN'), ...byHolder }),
      system('ss', 'two', 'consumer'),
      200,
      '99',
      'SHARE_MATTER_AMBIGUOUS',
    ],
  ])('%s', async (_, operation, body, as, status, returnCode, code) => {
    const answer = await call(operation, body(), as);
    const problem = status === 200 ? answer.body.problem : answer.body;
    expect([answer.status, answer.body.returnCode, problem?.code ?? '']).toEqual([status, returnCode, code]);
    expect(answer.body.message).not.toBe('');
    if (code === '') expect(answer.body.data.licences).toEqual([]);
    else {
      expect(answer.body.data).toBeNull();
      expect([problem.reason, problem.remedy]).not.toContain('');
      expect(answer.headers['content-type']).toContain(
        status === 200 ? 'application/json' : 'application/problem+json',
      );
    }
  });

  it('keep the return codes that clients know, whatever else goes wrong', () => {
    const refusal = { errors: [], code: 'INTERNAL', status: 500 };
    expect(returnCodeOf(refusal)).toBe('99');
    expect(returnCodeOf({ ...refusal, code: 'SIGNATURE_INVALID', status: 401 })).toBe('11');
    expect(returnCodeOf({ ...refusal, code: 'CSRF_TOKEN_REQUIRED', status: 403 })).toBe('11');
    expect(returnCodeOf({ ...refusal, code: 'toString', status: 400 })).toBe('99');
  });

  it('leave words of the purpose neither in a record nor in a log line, but a commitment to them', async () => {
    const ask = async (change: object) => {
      vault.uses.length = 0;
      await call('by-holder', { useFor: { ...counter, ...change }, ...byHolder });
      return vault.uses[0]?.facts?.purpose;
    };
    const first = await ask({});
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await ask({})).toBe(first);
    expect(await ask({ cause: '别的事由' })).not.toBe(first);
    expect(await ask({ category: '公共服务' })).not.toBe(first);
    const told = JSON.stringify(vault.uses) + app.logged.join('\n');
    for (const word of ['王小明', '行政许可', holderNumber, String(company(1).name)]) expect(told).not.toContain(word);
  });
});
