import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beijingDayOf, compareClaims, completedYears } from '../../connectors/protocol/index.ts';
import { readClaims } from '../../exchange/cli/claims.ts';
import { type Provider, startTestWorld, type TestWorld } from '../support/world.ts';
import { commandLine } from './command-line.ts';

describe('what --verify takes', () => {
  it('is a value, or a predicate with its bound; two bounds of one field are one claim', () => {
    expect(
      readClaims([
        ...[
          'name=王芳',
          'count:=3',
          'born.ageAtLeast=60',
          'born.ageBelow=80',
          'town.division=450721',
          'level.oneOf=A, B',
        ],
        ...['sum.atLeast=-1.5', 'since.onOrAfter=2026-01-01', 'note=a.b=c'],
      ]),
    ).toEqual({
      name: '王芳',
      count: 3,
      born: { ageAtLeast: 60, ageBelow: 80 },
      town: { division: '450721' },
      level: { oneOf: ['A', 'B'] },
      sum: { atLeast: -1.5 },
      since: { onOrAfter: '2026-01-01' },
      note: 'a.b=c',
    });
  });

  it.each([
    [['born.olderThan=60'], /olderThan/],
    [['born.ageAtLeast=sixty'], /ageAtLeast/],
    [['born.ageAtLeast='], /ageAtLeast/],
    [['born.ageAtLeast=60', 'born.ageAtLeast=61'], /born/],
    [['born=1990-01-01', 'born.ageAtLeast=60'], /born/],
    [['born'], /--verify/],
  ])('%s is wrong usage, and no value is repeated', (pairs, told) => {
    expect(() => readClaims(pairs)).toThrow(told);
    expect(() => readClaims(pairs)).not.toThrow(/sixty|1990|61/);
  });
});

describe('hufu query', () => {
  let world: TestWorld;
  let provider: Provider;
  beforeAll(async () => {
    world = await startTestWorld({ outward: true });
    provider = await world.provider({
      ...{ organisation: 'police', system: 'police-connector', resource: 'population.resident' },
      respond: (order, { honest, send }) => {
        const rows = world.county.residents
          .filter((one) => one.citizenNumber === order.match.citizenNumber)
          .map((one): Record<string, unknown> => ({ ...one }));
        const today = beijingDayOf(new Date(order.issuedAt));
        const { matched, verdicts } = compareClaims({ claims: order.claims, rows, kindOf: () => 'text', today });
        send(honest({ matched, verdicts: { ...verdicts } }));
      },
    });
  });
  afterAll(async () => {
    await provider[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });
  const hufu = (args: readonly string[]) => commandLine({ HUFU_DATA_DIR: world.dataDirectory })(args);
  const resident = () => world.county.residents[0]!;
  const question = (...claims: string[]) => [
    ...['population.resident', '--match', `citizenNumber=${resident().citizenNumber}`, '--verify', ...claims],
    ...['--matter', 'CIVIL-AID-01', '--case', '2026-MZ-7', '--as', 'civil-assistance', '--json'],
  ];

  it('asks with a predicate, and prints the verdict without the birth date', async () => {
    const { exit, out, err } = await hufu(['query', ...question('birthDate.ageAtLeast=60')]);
    expect([exit, err]).toEqual([0, '']);
    const age = completedYears(resident().birthDate, beijingDayOf(new Date())) ?? 0;
    expect(JSON.parse(out)).toMatchObject({ matched: true, verdicts: { birthDate: age >= 60 } });
    expect(out).not.toContain(resident().birthDate);
  });

  it('replay shows an officer why a query was refused, link by link, and that it still would be', async () => {
    const refused = await hufu(['query', ...question('birthDate.ageAtLeast=37')]);
    expect(refused.exit).toBe(1);
    const { code, traceId } = JSON.parse(refused.out);
    expect(code).toBe('PREDICATE_BOUND_NOT_GRANTED');
    for (const login of ['police-admin', 'data-auditor']) {
      const { exit, out } = await hufu(['query', 'replay', traceId, '--as', login, '--json']);
      expect([login, exit]).toEqual([login, 1]);
      const [item] = JSON.parse(out).items;
      expect(item).toMatchObject({ code, now: { allowed: false, problem: { code } }, case: '2026-MZ-7' });
      expect(item.links.at(-1)).toMatchObject({ link: 'predicates', passed: false });
      expect(out).not.toContain(resident().citizenNumber);
    }
    const human = await hufu(['query', 'replay', traceId, '--as', 'data-auditor']);
    expect(human.out).toContain('✗');
    expect(human.out).toContain('remedy');
  });

  it('replay refuses what is no trace id, what is unknown, and credentials that are a system’s', async () => {
    expect((await hufu(['query', 'replay', 'abc', '--as', 'data-auditor'])).exit).toBe(64);
    expect((await hufu(['query', 'replay', 'a'.repeat(32), '--as', 'civil-assistance'])).exit).toBe(64);
    const { exit, out } = await hufu(['query', 'replay', 'a'.repeat(32), '--as', 'data-auditor', '--json']);
    expect([exit, JSON.parse(out).code]).toEqual([1, 'DECISION_NOT_FOUND']);
  });

  it('an application is submitted, reviewed field by field and granted by hand, and what it gives may be asked for', async () => {
    const headers = { authorization: `Bearer ${await world.session('civil-admin')}` };
    const post = async (url: string, payload: object) => {
      const { status, body } = await world.hub.call({ method: 'POST', url, headers, payload });
      expect([status, body.code]).toEqual([201, url === '/v1/matters' ? 'CIVIL-HEATING-01' : undefined]);
      return String(body.id);
    };
    const [resource, fields] = ['population.resident', ['name', 'address']];
    await post('/v1/matters', {
      ...{ code: 'CIVIL-HEATING-01', name: '取暖补贴', organisation: 'civil', legalBasis: '社会救助暂行办法' },
      materials: [{ kind: 'resource', resource, fields, purpose: '核实身份' }],
    });
    const id = await post('/v1/applications', {
      ...{
        resource,
        fields,
        matchFields: ['citizenNumber'],
        matters: ['CIVIL-HEATING-01'],
        callsPerDay: 100,
        days: 30,
      },
      consumer: { organisation: 'civil', system: 'civil-assistance' },
      ...{ scenario: '窗口受理', basis: '社会救助暂行办法' },
    });
    const decide = (event: string, as: string, ...more: string[]) =>
      hufu(['application', 'decide', id, event, '--as', as, ...more, '--json']);
    expect((await decide('approve', 'data-admin')).exit).toBe(1);
    expect((await decide('submit', 'civil-admin')).exit).toBe(0);
    expect((await decide('wave', 'police-admin')).exit).toBe(64);
    const listed = await hufu(['application', 'list', '--status', 'submitted', '--as', 'data-admin']);
    expect(listed.out).toContain(`${id}  submitted`);
    expect(JSON.parse((await decide('refuse', 'police-admin', '--ground', '2')).out).code).toBe(
      'REFUSAL_GROUND_NEEDED',
    );
    expect((await decide('approve', 'police-admin', '--refuse-field', 'address=3', '--verify-only', 'name')).exit).toBe(
      0,
    );
    const granted = JSON.parse((await decide('approve', 'data-admin')).out);
    expect(granted).toMatchObject({ status: 'granted', approved: { fields: [], verifyFields: ['name'] } });
    expect((await hufu(['application', 'show', id, '--as', 'civil-admin'])).out).toContain('address: refuse 3');
    const asked = (claim: string) => [
      ...['query', resource, '--match', `citizenNumber=${resident().citizenNumber}`, '--verify', claim],
      ...['--matter', 'CIVIL-HEATING-01', '--case', '2026-MZ-9', '--as', 'civil-assistance', '--json'],
    ];
    const answer = await hufu(asked(`name=${resident().name}`));
    expect([answer.exit, JSON.parse(answer.out).verdicts]).toEqual([0, { name: true }]);
    expect(JSON.parse((await hufu(asked('address=x'))).out).code).toBe('FIELD_NOT_GRANTED');
  });
});
