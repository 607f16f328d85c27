import { describe, expect, it } from 'vitest';
import { businessLicence, type FactsQuestion, type LicenceType, withFetchedFacts } from '../../licence-vault/index.ts';
import { checkDefinition } from '../../licence-vault/licence-type/check-definition.ts';
import { licenceTypeCode } from '../../licence-vault/licence-type/licence-type.ts';
import { clerk, company, hrssClerk, refusalOf } from './vault.ts';

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
const complete = (change: Partial<Parameters<typeof withFetchedFacts>[0]> = {}, request: object = {}) =>
  withFetchedFacts({
    ...{ type, actor: clerk, ...exchange() },
    request: { type: 'business-licence', purpose, data: own, ...request },
    ...change,
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

  it('is not asked for by whoever may not issue, for stock, or where the type fetches nothing', async () => {
    const { questions, fetchFacts } = exchange();
    const origin = { medium: 'paper', register: '档案', issuedOn: '2020-01-01' } as const;
    await complete({ fetchFacts, actor: hrssClerk });
    await complete({ fetchFacts }, { origin });
    await complete({ fetchFacts, type: { ...type, fetchFrom: undefined } });
    await complete({ fetchFacts, type: undefined });
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
