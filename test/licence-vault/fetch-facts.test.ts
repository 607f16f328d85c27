import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../kernel/index.ts';
import {
  batchOf,
  businessLicence,
  type FactsQuestion,
  type IssueRequest,
  issueLicences,
  type LicenceType,
  submitIssueJob,
  takeTurn,
  type VaultParts,
} from '../../licence-vault/index.ts';
import { type FetchParts, fetchingFacts } from '../../licence-vault/licence/fetch-facts.ts';
import { checkDefinition } from '../../licence-vault/licence-type/check-definition.ts';
import { licenceTypeCode } from '../../licence-vault/licence-type/licence-type.ts';
import { clerk, company, hrssClerk, openVault, refusalOf, type TestVault } from './vault.ts';
import { openVaultApp, type VaultApp } from './vault-app.ts';

const type: LicenceType = {
  ...businessLicence,
  code: licenceTypeCode(businessLicence.code),
  issuers: [clerk.organisation],
  version: 1,
  edition: 1,
  template: undefined,
  fetchFrom: [
    {
      resource: 'legal-person.enterprise',
      match: { code: 'unifiedCode' },
      map: { name: 'companyName', address: 'domicile', 'operatingTerm.from': 'since', 'operatingTerm.to': 'until' },
    },
  ],
};
const record = { companyName: '灵山县百果园第1号', domicile: '江滨二路1号', since: '2020-03-18', until: null };
const purpose = { matter: 'MARKET-REGISTER-01', case: 'MR-2026-1' };
const { name: _, address: __, operatingTerm: ___, ...own } = company(1);

function exchange(rows: readonly Record<string, unknown>[] = [record]) {
  const questions: FactsQuestion[] = [];
  return {
    questions,
    fetchFacts: async (question: FactsQuestion) => {
      questions.push(question);
      return { rows, receipt: `${questions.length}` };
    },
  };
}
const complete = (change: FetchParts & { type?: LicenceType } = {}, request: object = {}) =>
  fetchingFacts({ ...exchange(), ...change }, clerk)(change.type ?? type, {
    ...{ type: 'business-licence', purpose, data: own, ...request },
  });

describe('data that a basic database holds', () => {
  it('is asked for by the items that are given, for matter and case, and put where it is missing', async () => {
    const { questions, fetchFacts } = exchange();
    const data = { ...own, operatingTerm: { to: '2040-03-17' } };
    const made = await complete({ fetchFacts }, { data });
    expect(questions).toEqual([
      {
        ...{ actor: clerk, resource: 'legal-person.enterprise', match: { code: own.unifiedCode }, purpose },
        fields: ['companyName', 'domicile', 'since', 'until'],
      },
    ]);
    expect(made.data).toEqual({
      ...own,
      ...{ name: record.companyName, address: record.domicile },
      operatingTerm: { from: '2020-03-18', to: '2040-03-17' },
    });
    expect(made.sources).toEqual(['1']);
    expect(data.operatingTerm).toEqual({ to: '2040-03-17' });
  });

  it('may be submitted all the same when it agrees, and is refused place by place when it does not', async () => {
    const agreed = await complete({}, { data: { ...own, name: record.companyName } });
    expect(agreed.data).toMatchObject({ name: record.companyName, address: record.domicile });
    const refused = complete({}, { data: { ...own, name: '另一家', operatingTerm: { from: '2021-01-01' } } });
    expect(await refusalOf(refused)).toMatchObject({
      code: 'FACTS_DIFFER',
      errors: [
        { pointer: '/data/name', detail: 'differs from what legal-person.enterprise holds' },
        { pointer: '/data/operatingTerm/from', detail: 'differs from what legal-person.enterprise holds' },
      ],
    });
  });

  it.each([
    ['without matter and case', {}, { purpose: undefined }, 'FACTS_PURPOSE_MISSING'],
    ['where nobody can be asked', { fetchFacts: undefined }, {}, 'FACTS_NOT_FETCHED'],
    ['without what the record is found by', {}, { data: {} }, 'LICENCE_DATA_INVALID'],
    ['of nobody', exchange([]), {}, 'FACTS_NOT_FOUND'],
    ['of two', exchange([record, record]), {}, 'FACTS_AMBIGUOUS'],
  ])('%s is refused', async (_what, change, request, code) => {
    expect(await refusalOf(complete(change, request))).toMatchObject({ code });
  });

  it('is not asked for for stock, or where the type fetches nothing', async () => {
    const { questions, fetchFacts } = exchange();
    const origin = { medium: 'paper', register: '档案', issuedOn: '2020-01-01' } as const;
    await complete({ fetchFacts }, { origin });
    await complete({ fetchFacts, type: { ...type, fetchFrom: undefined } });
    expect(questions).toEqual([]);
  });
});

it.each([
  ['something that is no item', { match: { code: 'unifiedCode' }, map: { nothing: 'x' } }, '/fetchFrom/0/map'],
  ['nothing', { match: { code: 'unifiedCode' }, map: {} }, '/fetchFrom/0/map'],
  ['by nothing', { match: {}, map: { name: 'x' } }, '/fetchFrom/0/match'],
  ['by what is fetched itself', { match: { code: 'name' }, map: { name: 'x' } }, '/fetchFrom/0/match'],
])('a type that fetches %s cannot be used', (_what, rule, pointer) => {
  const fetchFrom = [{ resource: 'legal-person.enterprise', ...rule }];
  expect(checkDefinition({ ...businessLicence, fetchFrom })).toMatchObject([{ pointer }]);
});

describe('an issue whose data was fetched, submitted again', () => {
  let vault: TestVault;
  let app: VaultApp;
  let parts: VaultParts;
  const questions: FactsQuestion[] = [];
  /** What the basic database holds today; undefined: it is away. */
  let held: Record<string, unknown> | undefined;
  beforeAll(async () => {
    vault = await openVault();
    await vault.db.database.pool.query(
      `update vault.licence_type set definition = jsonb_set(definition, '{fetchFrom}', $1)`,
      [JSON.stringify(type.fetchFrom)],
    );
    const fetchFacts: VaultParts['fetchFacts'] = async (question) => {
      questions.push(question);
      if (held === undefined) throw new Error('nobody was to be asked');
      return { rows: [held], receipt: `${questions.length}` };
    };
    parts = { ...vault.parts, fetchFacts };
    app = await openVaultApp({ ...vault, parts });
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await vault[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    held = record;
    questions.length = 0;
  });

  const data = { ...own, operatingTerm: { to: '2040-03-17' } };
  const numbered = (issuerReference: string, change: object = {}) => ({
    ...{ type: 'business-licence', purpose, issuerReference },
    data: { ...data, ...change },
  });
  const post = (body: object, as = clerk) => app.call(as, 'POST', '/v1/licences', body);

  it('gives the licence of then, whatever the basic database says by now, and asks nobody', async () => {
    const first = await post(numbered('F-1'));
    expect([first.status, questions.length]).toEqual([201, 1]);
    vault.uses.length = 0;
    for (const now of [{ ...record, companyName: '改名' }, undefined]) {
      held = now;
      const again = await post({ ...numbered('F-1'), type: businessLicence.code });
      expect([again.status, again.body.document]).toEqual([200, first.body.document]);
    }
    // What was submitted then says nothing of what it was for.
    expect((await post({ ...numbered('F-1'), purpose: undefined })).status).toBe(200);
    expect(questions).toHaveLength(1);
    expect(vault.uses.map(({ event, matter }) => [event, matter])).toEqual([
      ['licence-read', purpose.matter],
      ['licence-read', purpose.matter],
      ['licence-read', undefined],
    ]);
  });

  it('with other content is another question, and refused as before', async () => {
    await post(numbered('F-2'));
    const other = await post(numbered('F-2', { legalRepresentative: '司马测试' }));
    expect([other.status, other.body.code]).toEqual([409, 'ISSUER_REFERENCE_REUSED']);
    held = { ...record, companyName: '改名' };
    const differing = await post(numbered('F-2', { name: record.companyName }));
    expect([differing.status, differing.body.code]).toEqual([422, 'FACTS_DIFFER']);
    // The same with what was fetched then written into it: the same licence as long as the facts are the same.
    held = record;
    expect((await post(numbered('F-2', { name: record.companyName }))).status).toBe(200);
    expect(questions).toHaveLength(4);
  });

  it('without a number of one’s own asks again: what it says now may be another licence', async () => {
    const { issuerReference: _none, ...unnumbered } = numbered('');
    const first = await post(unnumbered);
    expect((await post(unnumbered)).body.licence.id).toBe(first.body.licence.id);
    held = { ...record, companyName: '改名' };
    expect((await post(unnumbered)).status).toBe(201);
    expect(questions).toHaveLength(3);
  });

  it('tells nobody who may not issue that it exists', async () => {
    await post(numbered('F-3'));
    vault.uses.length = 0;
    held = undefined;
    const foreign = await post(numbered('F-3'), hrssClerk);
    expect([foreign.status, foreign.body.code]).toEqual([403, 'NOT_AN_ISSUER']);
    const unregistered = { ...parts, issuers: { issuer: async () => undefined } };
    await using closed = await openVaultApp({ ...vault, parts: unregistered });
    expect((await closed.call(clerk, 'POST', '/v1/licences', numbered('F-3'))).body.code).toBe('ISSUER_NOT_REGISTERED');
    await vault.db.database.pool.query(`update vault.licence_type set status = 'withdrawn'`);
    const withdrawn = await post(numbered('F-3'));
    await vault.db.database.pool.query(`update vault.licence_type set status = 'published'`);
    expect(withdrawn.body.code).toBe('LICENCE_TYPE_NOT_PUBLISHED');
    expect([questions.length - 1, vault.uses]).toEqual([0, []]);
  });

  it('is one licence of two submissions at once, even when each was told something else', async () => {
    const request = numbered('F-4');
    const told = [record, { ...record, companyName: '改名' }];
    const waiting: (() => void)[] = [];
    const complete = fetchingFacts(
      {
        fetchFacts: async () => {
          const row = told[waiting.length];
          await new Promise<void>((go) => {
            waiting.push(go);
            if (waiting.length === 2) for (const each of waiting) each();
          });
          return { rows: row === undefined ? [] : [row], receipt: 'r' };
        },
      },
      clerk,
    );
    const issue = (one: IssueRequest) => issueLicences({ ...parts, actor: clerk, complete, requests: [one] });
    const issued = (await Promise.all([issue(request), issue(request)])).flat();
    expect(issued.map((one) => ('created' in one ? one.created : one.code)).sort()).toEqual([false, true]);
  });

  it('is known again by what it says where it was issued before anybody kept what was submitted', async () => {
    const first = await post(numbered('F-5'));
    const { pool } = vault.db.database;
    await pool.query('alter table vault.licence_entry disable trigger all');
    await pool.query('update vault.licence_entry set submitted_hash = null where id = $1', [first.body.licence.id]);
    await pool.query('alter table vault.licence_entry enable trigger all');
    expect((await post(numbered('F-5'))).body.licence.id).toBe(first.body.licence.id);
    expect(questions).toHaveLength(2);
  });

  it('by the file is a row repeated, also where a hub stopped in between', async () => {
    const logger = createLogger({ level: 'silent', name: 'test' });
    const issueBatch = batchOf(parts);
    const submit = async (references: readonly string[]) => {
      const lines = references.map((issuerReference) => JSON.stringify({ issuerReference, data }));
      async function* rows() {
        for (const [index, line] of lines.entries()) yield { row: index + 1, content: Buffer.from(line) };
      }
      return (await submitIssueJob({ ...parts, actor: clerk, kind: 'issue', type: type.code, purpose, rows })).job.id;
    };
    const work = (batch = issueBatch) =>
      takeTurn({ ...parts, logger, issueBatch: batch, stillActs: () => true, leaseMs: 0 });
    const counts = async (job: string) => {
      const { rows } = await vault.db.database.pool.query(
        'select state, issued, repeated, refused from vault.issue_job where id = $1',
        [job],
      );
      return rows[0];
    };
    const references = Array.from({ length: 70 }, (_, index) => `J-${index}`);
    const job = await submit(references);
    let batches = 0;
    const dying: typeof issueBatch = async (options) => {
      batches += 1;
      if (batches > 1) throw Object.assign(new Error('gone'), { code: '57P01' });
      await issueBatch(options);
    };
    await work(dying).catch(() => {});
    expect(await counts(job)).toMatchObject({ issued: 64, state: expect.not.stringMatching('done') });
    expect(questions).toHaveLength(64);
    await vault.db.database.pool.query('update vault.issue_job set claimed_until = null where id = $1', [job]);
    while (await work());
    expect(await counts(job)).toEqual({ state: 'done', issued: 70, repeated: 0, refused: 0 });
    // Those alone that were not issued.
    expect(questions).toHaveLength(70);
    held = { ...record, companyName: '改名' };
    const again = await submit([...references, 'J-NEW']);
    while (await work());
    expect(await counts(again)).toEqual({ state: 'done', issued: 1, repeated: 70, refused: 0 });
    expect(questions).toHaveLength(71);
  });
});
