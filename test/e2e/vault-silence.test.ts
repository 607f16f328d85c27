import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { workbookType, writeWorkbook } from '../../kernel/workbook/index.ts';
import { businessLicence } from '../../licence-vault/index.ts';
import { foodPermit } from '../../ops/demo/licence-types/food-permit.ts';
import { licenceData } from '../../ops/demo/seed/licence-data.ts';
import { dumpOf, identifierWith } from '../licence-vault/vault.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

// A citizen number in every text that somebody may hand to the vault, and then looked for wherever a hub writes things down.

const number = '11010519491231002X';
/** Of a licence of another region that is numbered by its holder, as household registers and marriage certificates are. */
const foreign = identifierWith(number);
const lawful = { matter: 'APPROVAL-FOOD-01', case: 'SP-2026-0007' };
const personal = { ...lawful, case: `办 ${number}` };
const holder = { kind: '111', number };
const type = `/v1/licence-types/${businessLicence.code}`;
const first = { 'if-match': '"1"' };

let world: TestWorld;
const sessions = new Map<string, string>();
let licence = '';
let qr = '';
let licences = 0;

type Answer = Awaited<ReturnType<TestWorld['hub']['call']>>;
type Method = NonNullable<InjectOptions['method']>;
type Headers = Readonly<Record<string, string>>;

const as =
  (login: string) =>
  async (method: Method, url: string, payload?: object | string, headers: Headers = {}): Promise<Answer> => {
    const token = sessions.get(login) ?? (await world.session(login));
    sessions.set(login, token);
    const sent = { authorization: `Bearer ${token}`, ...headers };
    return world.hub.call({ method, url, headers: sent, ...(payload === undefined ? {} : { payload }) });
  };
const clerk = as('approval-clerk');
const keeper = as('approval-seal');
const definer = as('data-admin');
const person = as('holder');

beforeAll(async () => {
  world = await startTestWorld({ env: { HUFU_LOG_LEVEL: 'trace', HUFU_DEMONSTRATION: 'yes' } });
  const issued = await clerk('POST', '/v1/licences', { type: 'business-licence', data: dataOf() });
  licence = `/v1/licences/${(issued.body.licence as { id: string }).id}`;
  qr = String((await clerk('POST', `${licence}/qr`, lawful)).body.text);
  await enter();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Data of a company, each time of another licence. */
function dataOf(change: object = {}): Record<string, unknown> {
  const [enterprise] = world.county.enterprises.filter(({ termTo }) => termTo === null);
  if (enterprise === undefined) throw new Error('a county without companies');
  licences += 1;
  return { ...licenceData(enterprise), businessScope: `第 ${licences} 项；${number}`, ...change };
}
/** With the number in its words. */
const named = () => dataOf({ legalRepresentative: `某人 ${number}`, address: `${number} 号` });

/** Logs the holder of the number in, with it. */
async function enter(): Promise<void> {
  const asked = await world.hub.call({ method: 'POST', url: '/v1/holder-codes', payload: { holder } });
  const request = String(asked.body.request);
  const told = join(world.dataDirectory, 'demo', 'codes', `${request}.json`);
  const { code } = await vi.waitFor(async () => JSON.parse(await readFile(told, 'utf8')), {
    timeout: 5_000,
    interval: 5,
  });
  const opened = await world.hub.call({ method: 'POST', url: '/v1/holder-session', payload: { request, code } });
  sessions.set('holder', String(opened.body.token));
}
const consent = (change: object) => () => {
  const asked = { organisation: 'approval', matter: 'APPROVAL-LOAN-01', type: 'business-licence' };
  return person('POST', '/v1/holder/consents', { ...asked, ...change });
};

const issue = (change: object) => () =>
  clerk('POST', '/v1/licences', { type: 'business-licence', data: named(), ...change });
const search = (change: object) => () => clerk('POST', '/v1/licences/search', { ...lawful, ...change });
const of = (path: string, body: object) => () => clerk('POST', `${licence}/${path}`, body);
const operation = (revision: number, body: object) => () =>
  clerk('POST', `${licence}/operations`, { operation: '07', ...body }, { 'if-match': `"${revision}"` });
const verify = (body: object) => () => clerk('POST', '/v1/verify', body);
const define = (change: object) => () => {
  const { schema: _, status: __, ...draft } = foodPermit.definition;
  const own = { code: '11100000MB0143028R777', name: 'fishing-permit' };
  return definer('POST', '/v1/licence-types', { ...draft, ...own, ...change });
};
const share = (path: string, body: object, useFor: object) => async () => {
  const stated = { system: 'approval-counter', category: '行政许可', matterName: '食品经营许可核发', cause: '核验' };
  const payload = { ...body, useFor: { ...stated, eventCode: lawful.case, ...useFor } };
  return world.hub.call(await world.signed('approval-counter', { method: 'POST', url: `/v1/share/${path}`, payload }));
};
const apply = async (change: object): Promise<Answer> => {
  const { rows } = await world.db.database.pool.query('select signer_certificates[1] as der from vault.seal limit 1');
  const signers = [`-----BEGIN CERTIFICATE-----\n${rows[0].der.toString('base64')}\n-----END CERTIFICATE-----\n`];
  const validTo = new Date(Date.now() + 86_400_000).toISOString();
  const drawing = { text: '灵山县行政审批局', body: 'department' };
  return keeper('POST', '/v1/seals', { name: '审批专用章', signers, validTo, drawing, ...change });
};

/** A file of licences taken in and worked off; in the place of a code, how many of its rows were issued. */
const file = (query: string, content: () => string | Promise<Buffer>) => async (): Promise<Answer> => {
  const rows = await content();
  const format = typeof rows === 'string' ? 'application/x-ndjson' : workbookType;
  const url = `/v1/licence-jobs?type=business-licence&${query}`;
  const taken = await clerk('POST', url, rows, { 'content-type': format });
  if (taken.status !== 202) return taken;
  for (;;) {
    const { body } = await clerk('GET', `/v1/licence-jobs/${String(taken.body.id)}`);
    if (body.state === 'done') return { ...taken, body: { code: `${body.issued} of ${body.rows}` } };
    await wait(20);
  }
};
const row = (change: object = {}) => JSON.stringify({ data: named(), ...change });
const origin = { medium: 'paper', register: `${number} 卷`, number, issuedOn: '2020-01-01' };
const rows = () =>
  [
    row({ issuerReference: number, legalReason: number }),
    row({ transferredFrom: foreign, legalReason: number }),
    row({ purpose: personal }),
    row({ [number]: number }),
    row({ data: { [number]: number } }),
    number,
  ].join('\n');
const workbook = () => {
  const { operatingTerm, ...items } = named();
  const { from, to } = operatingTerm as { from: string; to: string };
  const more = { issuerReference: `表 ${number}`, transferredFrom: foreign, legalReason: number };
  const columns = { ...items, 'operatingTerm.from': from, 'operatingTerm.to': to, ...more };
  const right = Object.values(columns).map(String);
  const wrong = right.map((value) => (value === items.unifiedCode ? number : value));
  const written = [Object.keys(columns), right, wrong].map((values, index) => ({
    row: index + 1,
    cells: values.map((value, column) => ({ column: column + 1, value })),
  }));
  const sheet = { name: number, widths: new Map<number, number>(), merges: [], rows: written };
  return buffer(writeWorkbook({ sheets: [sheet], at: new Date() }));
};

const form = (fields: Readonly<Record<string, string>>) => () => {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `content-disposition: form-data; name="file"; filename="${number}.json"`;
  const body = `${parts.join('')}--x\r\n${head}\r\n\r\n{"number":"${number}"}\r\n--x--\r\n`;
  return clerk('POST', '/v1/verify', body, { 'content-type': 'multipart/form-data; boundary=x' });
};

/** What is sent, and what comes of it: a status where the words are kept sealed or not at all, or else a code. */
const inputs: readonly (readonly [what: string, outcome: string, send: () => Promise<Answer>])[] = [
  ['the issuer’s own number', '201', issue({ issuerReference: `办 ${number}` })],
  ['the identifier of a licence from elsewhere', '201', issue({ transferredFrom: foreign, legalReason: number })],
  ['the origin of a stock record', '201', issue({ origin })],
  ['the number of a holder', 'LICENCE_DATA_INVALID', issue({ holder })],
  ['the case of an issue', 'INVALID_INPUT', issue({ purpose: personal })],
  ['the matter of an issue', 'INVALID_INPUT', issue({ purpose: { ...lawful, matter: number } })],
  ['a member that is none', 'INVALID_INPUT', issue({ [number]: number })],
  ['an item that is none', 'LICENCE_DATA_INVALID', issue({ data: { [number]: number } })],
  ['an identifier that is none', 'LICENCE_IDENTIFIER_INVALID', issue({ transferredFrom: `${number}.1` })],
  ['a type that is none', 'LICENCE_TYPE_UNKNOWN', issue({ type: number })],
  ['the words of an operation', '200', operation(1, { legalReason: `据 ${number} 举报`, stateText: number })],
  ['the words of another', '200', operation(2, { toState: '01', legalReason: `${number} 查无实据` })],
  ['the rows of a file', '2 of 6', file('kind=issue', rows)],
  ['the rows of a file of stock', '1 of 1', file('kind=stock', () => row({ origin }))],
  ['the cells of a workbook', '1 of 2', file('kind=issue', workbook)],
  ['the case of a file', 'INVALID_INPUT', file(`matter=${lawful.matter}&case=${number}`, rows)],
  ['the matter of a file', 'INVALID_INPUT', file(`matter=${number}&case=1`, rows)],
  ['the identifier of a licence looked for', '200', search({ identifier: foreign })],
  ['the number of a holder looked for', '200', search({ holder })],
  ['the case of a search', 'CASE_NUMBER_PERSONAL', search({ holder, ...personal })],
  ['the matter of a search', 'LICENCE_PURPOSE_UNKNOWN', search({ holder, matter: number })],
  ['the text of a QR looked for', 'QR_NOT_USABLE', search({ qr: `https://elsewhere.example/${number}` })],
  ['an identifier in an address', 'LICENCE_NOT_FOUND', () => clerk('GET', `/v1/licences/${foreign}`)],
  ['a number in an address', 'LICENCE_IDENTIFIER_INVALID', () => clerk('GET', `/v1/licences/${number}/files`)],
  ['a link that is none', 'LICENCE_LINK_UNKNOWN', () => clerk('GET', `/v1/licence-links/${number}`)],
  ['the case of a reading', 'CASE_NUMBER_PERSONAL', of('read', personal)],
  [
    'the case of a download',
    'CASE_NUMBER_PERSONAL',
    () => clerk('GET', `${licence}/file?format=pdf&matter=${lawful.matter}&case=${number}`),
  ],
  ['the case of a link', 'CASE_NUMBER_PERSONAL', of('links', personal)],
  ['the cause of a copy', '201', of('copies', { ...lawful, cause: `为 ${number} 办理` })],
  ['the case of a copy', 'INVALID_INPUT', of('copies', { ...personal, cause: '办理' })],
  ['the case of a QR', 'CASE_NUMBER_PERSONAL', of('qr', personal)],
  ['an item of a QR', 'QR_ITEM_NOT_ON_FACE', of('qr', { ...lawful, items: [number] })],
  ['an identifier to be verified', '200', verify({ identifier: foreign })],
  ['a QR to be verified', '200', verify({ qr: number })],
  ['the case of a verification', 'CASE_NUMBER_PERSONAL', () => verify({ qr, case: number })()],
  ['the matter of a verification', 'INVALID_INPUT', () => verify({ qr, matter: number })()],
  ['a file to be verified, and its name', '200', form({})],
  ['the case beside a file', 'CASE_NUMBER_PERSONAL', form({ case: number })],
  [
    'the case of sharing',
    'CASE_NUMBER_PERSONAL',
    share('by-holder', { holderKind: '111', holderNumber: number }, { eventCode: number }),
  ],
  [
    'the words of sharing',
    '200',
    share('by-identifier', { licenceIdentifier: foreign }, { category: number, cause: number }),
  ],
  [
    'a matter’s name in sharing',
    'LICENCE_PURPOSE_UNKNOWN',
    share('by-identifier', { licenceIdentifier: foreign }, { matterName: number }),
  ],
  [
    'claims that are shared',
    'LICENCE_NOT_FOUND',
    share('verify-info', { licenceIdentifier: foreign, holderKind: '111', holderNumber: number }, {}),
  ],
  [
    'the case of a consent that is asked for',
    'INVALID_INPUT',
    () =>
      clerk('POST', '/v1/consent-requests', {
        holder,
        type: 'business-licence',
        ...personal,
        matter: 'APPROVAL-LOAN-01',
      }),
  ],
  ['the case of a consent', '201', consent({ case: personal.case })],
  ['the matter of a consent', 'CONSENT_PURPOSE_UNKNOWN', consent({ matter: number })],
  ['the organisation of a consent', 'CONSENT_PURPOSE_UNKNOWN', consent({ organisation: number })],
  ['whom a holder stops', 'STOP_WITHOUT_SUBJECT', () => person('POST', '/v1/holder/stops', { organisation: number })],
  [
    'the words of an objection',
    'INVALID_INPUT',
    async () => {
      const uses = (await person('POST', '/v1/holder/usage', { limit: 50 })).body.items;
      const found = (uses as { event: string; receipt: { id: string } }[]).find(
        ({ event }) => event === 'licence-found',
      );
      return person('POST', '/v1/holder/objections', { receipt: found?.receipt.id, description: `我 ${number} 未办` });
    },
  ],
  [
    'the note of an item',
    'LICENCE_TYPE_INVALID',
    define({ items: foodPermit.definition.items.map((item) => ({ ...item, note: `如 ${number}` })) }),
  ],
  [
    'what a type fetches',
    'LICENCE_TYPE_INVALID',
    define({ fetchFrom: [{ resource: 'x', match: { [number]: 'unifiedCode' }, map: { name: 'name' } }] }),
  ],
  [
    'the template of a type',
    'INVALID_INPUT',
    () => definer('PUT', `${type}/template`, { svg: `<text>${number}</text>` }, first),
  ],
  [
    'the reason of a type’s end',
    'INVALID_INPUT',
    () => definer('POST', `${type}/events`, { event: 'withdraw', reason: number }, first),
  ],
  ['an issuer', 'INVALID_INPUT', () => definer('PUT', `${type}/issuers`, { organisations: [number] }, first)],
  ['the name of a seal', 'INVALID_INPUT', () => apply({ name: `经办人 ${number} 名章` })],
  ['the words on a seal', 'INVALID_INPUT', () => apply({ drawing: { text: number, body: 'department' } })],
  [
    'the picture of a seal',
    'INVALID_INPUT',
    () =>
      apply({ drawing: undefined, upload: { png: Buffer.from(number).toString('base64'), widthMm: 40, heightMm: 40 } }),
  ],
  [
    'the reason of a seal’s step',
    '200',
    async () => {
      const { id } = (await apply({})).body;
      return keeper('POST', `/v1/seals/${String(id)}/events`, { event: 'withdraw', reason: number }, first);
    },
  ],
];

describe('a citizen number', () => {
  it.each(inputs)('in %s: %s', async (_what, outcome, send) => {
    const { status, body } = await send();
    // Sharing puts a refusal into an answer of its own.
    const { code } = { ...body, ...(body.problem as object | undefined) } as { readonly code?: string };
    expect(code ?? String(status)).toBe(outcome);
  });

  it('stands after all that in no table of the house, no line of the log and no metric', async () => {
    const dump = await dumpOf(world.db.database, 'every');
    expect(dump).toContain(licence.split('/').at(-1));
    const log = world.hub.log.join('\n');
    expect(log).toContain('/v1/licences');
    const decoded = decodeURIComponent(log.replace(/%(?![0-9a-f]{2})/gi, '%25'));
    const metrics = String((await world.hub.call({ url: '/metrics' })).body.text);
    const bytes = Buffer.from(number);
    const forms = [number, number.toLowerCase(), bytes.toString('hex'), bytes.toString('base64')];
    for (const [where, text] of Object.entries({ dump, log, decoded, metrics })) {
      for (const form of forms) {
        const at = text.indexOf(form);
        expect(at < 0 ? '' : `${where}: ${text.slice(Math.max(0, at - 200), at + 60)}`).toBe('');
      }
    }
  });
});
