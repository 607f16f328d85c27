import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Actor, organisationId, type Role, roles } from '../../identity/index.ts';
import {
  faceItem,
  type IssuedLicence,
  issueLicence,
  type LicenceTypeDefinition,
  registerLicenceType,
  schemaOfItems,
} from '../../licence-vault/index.ts';
import { clerk, company, officer, openVault, system, type TestVault } from './vault.ts';
import { type CallAnswer, openVaultApp, type VaultApp } from './vault-app.ts';

// Nobody sees what the matter does not need: every role and kind of system, of two organisations with a matter each, on every
// type of licence, with every operation. What may happen is worked out here from the three, and never taken from the code.

const items = ['number', 'name', 'remark'].map((item) => faceItem(item, item, item));
const typeOf = (name: string, digits: string, kind: '001' | '111'): LicenceTypeDefinition => ({
  ...{ code: `11100000MB0143028R${digits}`, name, title: { zh: name, en: name }, kind: '1', status: 'published' },
  definingAuthority: { zh: '某部', en: 'A ministry' },
  holder: { kinds: [kind], number: 'number', name: 'name' },
  items,
  schema: schemaOfItems(items),
});

/** A licence of each type, with what is written on it. */
const licences = {
  'business-licence': { kind: '001', number: String(company(1).unifiedCode), data: company(1) },
  'food-permit': {
    ...{ kind: '001', number: String(company(2).unifiedCode) },
    data: { number: company(2).unifiedCode, name: '灵山县甜甜食品店', remark: '热食类食品制售' },
  },
  'marriage-certificate': {
    ...{ kind: '111', number: '11010519491231002X' },
    data: { number: '11010519491231002X', name: '司马婚证', remark: '配偶欧阳登记' },
  },
} as const;
type TypeName = keyof typeof licences;
const types = Object.keys(licences) as TypeName[];

/** The matter of each organisation, and the types that it needs. */
const matters = {
  approval: { code: 'APPROVAL-01', needs: ['business-licence', 'food-permit'] },
  hrss: { code: 'HRSS-01', needs: ['marriage-certificate'] },
} as const;
type Organisation = keyof typeof matters;

type Caller = Role | 'no role' | 'consumer' | 'provider';
const callers: readonly Caller[] = [...roles, 'no role', 'consumer', 'provider'];
const actorOf = (caller: Caller, organisation: Organisation): Actor =>
  caller === 'consumer' || caller === 'provider'
    ? system(`${organisation}-${caller}`, organisation, caller)
    : officer(organisation, caller === 'no role' ? [] : [caller], '7');

/** Every case of the three. */
const cases = callers.flatMap((caller) =>
  (Object.keys(matters) as Organisation[]).flatMap((organisation) =>
    types.map((type) => ({ caller, organisation, type, actor: actorOf(caller, organisation) })),
  ),
);
type Case = (typeof cases)[number];

let vault: TestVault;
let app: VaultApp;
const issued = new Map<TypeName, IssuedLicence>();
const licenceOf = (type: TypeName) => issued.get(type)!.licence;

beforeAll(async () => {
  const opened = await openVault();
  const needed = new Map<string, readonly string[]>(
    Object.entries(matters).map(([organisation, { code, needs }]) => [`${organisation} ${code}`, needs]),
  );
  vault = {
    ...opened,
    parts: {
      ...opened.parts,
      licenceTypesOfMatter: (matter, organisation) => needed.get(`${organisation} ${matter}`),
      groundsOfMatter: (matter, organisation) =>
        needed.has(`${organisation} ${matter}`) ? { law: '某法', byConsent: [] } : undefined,
      mattersNamed: (name, organisation) => (needed.has(`${organisation} ${name}`) ? [name] : []),
    },
  };
  const { database, clock } = vault.parts;
  for (const definition of [typeOf('food-permit', '701', '001'), typeOf('marriage-certificate', '702', '111')])
    await registerLicenceType({ database, clock, definition, issuers: [organisationId('approval')] });
  for (const type of types) {
    const request = { type, data: licences[type].data };
    issued.set(type, await issueLicence({ ...vault.parts, actor: clerk, request }));
  }
  app = await openVaultApp(vault);
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await vault[Symbol.asyncDispose]();
});
beforeEach(() => {
  vault.uses.length = 0;
});

/** Everything written on a licence, as text. */
const writtenOn = (type: TypeName): readonly string[] =>
  Object.values(licences[type].data).flatMap((value) => (typeof value === 'string' && value.length > 2 ? [value] : []));
const dates = /^\d{4}-\d\d-\d\d$/;
const words = types.flatMap(writtenOn).filter((word) => !dates.test(word));

/** Whether an answer holds something that is written on a licence, in clear or in base64. */
function shows(answer: CallAnswer, type: TypeName): boolean {
  const file: unknown = answer.body?.data?.file;
  const text = typeof file === 'string' ? answer.text + Buffer.from(file, 'base64').toString() : answer.text;
  return writtenOn(type).some((word) => !dates.test(word) && text.includes(word));
}

interface Operation {
  readonly ask: (one: Case) => Promise<CallAnswer>;
  /** Who gets past the door. */
  readonly callers: readonly Caller[];
  /** What an actor needs besides: the type among their matter's materials, to be of the issuer, or nothing. */
  readonly needs: 'type' | 'issuer' | 'nothing';
  /** Is what is written on the licence given? */
  readonly content?: true;
}

const readers = ['approval-clerk', 'consumer'] as const;
const keepers = ['approval-clerk', 'auditor', 'consumer', 'provider'] as const;
const purposeOf = ({ organisation }: Case) => ({ matter: matters[organisation].code, case: 'C-1' });
const useFor = (one: Case) => ({
  ...{ system: one.actor.id, category: '行政许可', matterName: matters[one.organisation].code },
  ...{ eventCode: 'C-1', cause: '核对' },
});
const holderOf = ({ type }: Case) => ({ kind: licences[type].kind, number: licences[type].number });
const identifierOf = ({ type }: Case) => licenceOf(type).identifier;
const at = (one: Case, path: string) => `/v1/licences/${licenceOf(one.type).id}${path}`;
const post = (one: Case, url: string, body: object) => app.call(one.actor, 'POST', url, body);
const share = (one: Case, operation: string, body: object) =>
  post(one, `/v1/share/${operation}`, { useFor: useFor(one), ...body });

const operations: Readonly<Record<string, Operation>> = {
  'search by holder': {
    ask: (one) => post(one, '/v1/licences/search', { holder: holderOf(one), type: one.type, ...purposeOf(one) }),
    ...{ callers: readers, needs: 'type' },
  },
  'search by identifier': {
    ask: (one) => post(one, '/v1/licences/search', { identifier: identifierOf(one), ...purposeOf(one) }),
    ...{ callers: readers, needs: 'type' },
  },
  'search by QR': {
    ask: (one) => post(one, '/v1/licences/search', { qr: identifierOf(one), ...purposeOf(one) }),
    ...{ callers: readers, needs: 'type' },
  },
  'make a copy': {
    ask: (one) => post(one, at(one, '/copies'), { ...purposeOf(one), cause: '核对' }),
    ...{ callers: readers, needs: 'type', content: true },
  },
  'make a QR': {
    ask: (one) => post(one, at(one, '/qr'), { ...purposeOf(one), items: [] }),
    ...{ callers: readers, needs: 'type' },
  },
  'look at the files': {
    ask: (one) => app.call(one.actor, 'GET', at(one, '/files')),
    ...{ callers: keepers, needs: 'issuer' },
  },
  'share: query by QR': {
    ask: (one) => share(one, 'by-qr', { qr: identifierOf(one) }),
    ...{ callers: ['consumer'], needs: 'type' },
  },
  read: {
    ask: (one) => post(one, at(one, '/read'), purposeOf(one)),
    ...{ callers: readers, needs: 'type', content: true },
  },
  'download the file': {
    ask: (one) => app.call(one.actor, 'GET', `${at(one, '/file')}?${new URLSearchParams(purposeOf(one))}`),
    ...{ callers: readers, needs: 'type', content: true },
  },
  'ask for a link': {
    ask: (one) => post(one, at(one, '/links'), purposeOf(one)),
    ...{ callers: readers, needs: 'type' },
  },
  'share: query by identifier': {
    ask: (one) => share(one, 'by-identifier', { licenceIdentifier: identifierOf(one) }),
    ...{ callers: ['consumer'], needs: 'type' },
  },
  'share: query by holder': {
    ask: (one) => {
      const { kind: holderKind, number: holderNumber } = holderOf(one);
      return share(one, 'by-holder', { holderKind, holderNumber, typeCode: one.type });
    },
    ...{ callers: ['consumer'], needs: 'type' },
  },
  'share: file': {
    ask: (one) => share(one, 'file', { licenceIdentifier: identifierOf(one) }),
    ...{ callers: ['consumer'], needs: 'type', content: true },
  },
  'share: file address': {
    ask: (one) => share(one, 'file-url', { licenceIdentifier: identifierOf(one) }),
    ...{ callers: ['consumer'], needs: 'type' },
  },
  'share: verify claims': {
    ask: (one) => share(one, 'verify-info', { licenceIdentifier: identifierOf(one), holderName: '某人' }),
    ...{ callers: ['consumer'], needs: 'type' },
  },
  'look at the status': {
    ask: (one) => app.call(one.actor, 'GET', at(one, '')),
    ...{ callers: keepers, needs: 'issuer' },
  },
  'look at the history': {
    ask: (one) => app.call(one.actor, 'GET', at(one, '/operations')),
    ...{ callers: keepers, needs: 'issuer' },
  },
  'verify by identifier': {
    ask: (one) => post(one, '/v1/verify', { identifier: identifierOf(one) }),
    ...{ callers, needs: 'nothing' },
  },
};

describe.each(Object.entries(operations))('%s', (_name, operation) => {
  it('gives each caller what their matter needs, and nothing of any other licence', async () => {
    // Whom the door refuses it refuses for the issuer's own people too, who are refused least.
    const asked = cases.filter((one) => operation.callers.includes(one.caller) || one.organisation === 'approval');
    for (const one of asked) {
      vault.uses.length = 0;
      const { caller, organisation, type } = one;
      const answer = await operation.ask(one);
      const what = `${caller} of ${organisation}, ${type}: ${answer.status} ${answer.text.slice(0, 200)}`;
      const code: unknown = answer.body?.problem?.code ?? answer.body?.code;
      const has: readonly string[] = matters[organisation].needs;
      const isNeeded = { type: has.includes(type), issuer: organisation === 'approval', nothing: true };
      if (!operation.callers.includes(caller)) {
        expect([answer.status, code], what).toEqual([403, 'ROLE_REQUIRED']);
        expect(vault.uses, what).toEqual([]);
      } else if (!isNeeded[operation.needs]) {
        expect(code, what).toBe(operation.needs === 'type' ? 'LICENCE_TYPE_NOT_NEEDED' : 'NOT_IN_REACH');
        if (operation.needs === 'type')
          expect(vault.uses, what).toMatchObject([{ outcome: 'refused', code: 'LICENCE_TYPE_NOT_NEEDED' }]);
      } else {
        expect([200, 201], what).toContain(answer.status);
        expect([undefined, '0'], what).toContain(answer.body?.returnCode);
      }
      const mayShow = operation.content && operation.callers.includes(caller) && isNeeded[operation.needs];
      for (const each of types) expect(shows(answer, each), what).toBe(mayShow === true && each === type);
    }
  });
});

describe('what is written on licences', () => {
  it('is in no line that was logged, nothing that is counted, no address and no record of use', async () => {
    const one = cases.find(({ caller, type }) => caller === 'consumer' && type === 'business-licence')!;
    const hrefs: string[] = [];
    for (const { ask } of Object.values(operations)) {
      const { body } = await ask(one);
      hrefs.push(String(body?.href ?? body?.data?.url ?? ''));
    }
    await post(one, '/v1/licences/search', {
      holder: { kind: '111', number: '110105194912310021' },
      ...purposeOf(one),
    });
    const told = {
      log: app.logged.join('\n'),
      metrics: await app.metrics(),
      addresses: hrefs.join('\n'),
      records: JSON.stringify(vault.uses.map(({ holderIndex, ...use }) => [use, holderIndex?.toString('latin1')])),
    };
    expect(told.log).toContain('LICENCE_TYPE_NOT_NEEDED');
    expect(told.metrics).toContain('/v1/licences/:id/read');
    expect(vault.uses.length).toBeGreaterThan(5);
    for (const [place, text] of Object.entries(told))
      for (const word of [...words, '110105194912310021', '核对'])
        expect(text.includes(word), `${word} in ${place}`).toBe(false);
  });
});
