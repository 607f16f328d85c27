import { type GrantedPredicate, parseGrantId, parseMatterCode, parseResourceId } from '../../catalog/index.ts';
import { decide } from '../../exchange/policy/decide.ts';
import type {
  ClaimShape,
  DecisionFacts,
  DecisionRequest,
  GrantFact,
  MatterFact,
  ResourceFact,
} from '../../exchange/policy/facts.ts';
import { type OfficerFact, officerId, organisationId, systemId } from '../../identity/index.ts';

export const civil = organisationId('civil');
export const hrss = organisationId('hrss');
export const police = organisationId('police');
/** 16:00 in Beijing. */
export const now = new Date('2026-11-21T08:00:00Z');

export const resource: ResourceFact = {
  id: parseResourceId('population.resident'),
  provider: police,
  status: 'published',
  schemaVersion: 1,
  version: 1,
  matchKeys: [['citizenNumber'], ['name', 'birthDate']],
};
const age: GrantedPredicate = { field: 'bornOn', kind: 'age', allowed: ['18', '60'] };
export const grant: GrantFact = {
  id: parseGrantId('00000000-0000-4000-8000-000000000001'),
  version: 1,
  consumer: { organisation: civil, system: systemId('civil-assistance') },
  resource: resource.id,
  fields: ['name', 'address'],
  verifyFields: ['name', 'birthDate'],
  predicates: [
    age,
    { field: 'divisionCode', kind: 'division', allowed: ['450721000000', '450721101'] },
    { field: 'status', kind: 'oneOf', allowed: ['A', 'B'] },
  ],
  matchFields: ['citizenNumber'],
  matters: [parseMatterCode('MZ-01')],
  modes: ['lookup', 'verify'],
  rowScope: [{ field: 'divisionCode', op: 'prefix', value: '450721' }],
  dailyQuota: 10,
  matterQuotas: [],
  perSecond: undefined,
  validFrom: new Date('2026-01-01T00:00:00Z'),
  validUntil: new Date('2027-01-01T00:00:00Z'),
  hours: undefined,
  requiresOfficer: false,
  represents: [],
};
export const matter: MatterFact = {
  code: parseMatterCode('MZ-01'),
  version: 1,
  organisation: civil,
  status: 'active',
  officers: ['civil-clerk'],
  materials: [
    {
      kind: 'resource',
      resource: resource.id,
      fields: ['name', 'address', 'birthDate', 'divisionCode'],
      predicates: [
        { field: 'bornOn', kind: 'age' },
        { field: 'status', kind: 'oneOf' },
      ],
      purpose: '核实申请人',
    },
  ],
};
export const clerk: OfficerFact = {
  id: officerId('00000000-0000-4000-8000-0000000000aa'),
  login: 'civil-clerk',
  organisation: civil,
  active: true,
};
export const request: DecisionRequest = {
  organisation: civil,
  system: systemId('civil-assistance'),
  resource: 'population.resident',
  mode: 'lookup',
  matchFields: ['citizenNumber'],
  fields: ['name', 'address'],
  claims: [],
  matter: 'MZ-01',
  officer: undefined,
  onBehalfOf: undefined,
};
export const facts: DecisionFacts = {
  resource,
  grants: [grant],
  matter,
  askerActive: true,
  providerActive: true,
  officer: undefined,
  represented: undefined,
  mayKnow: false,
  now,
};

export const equals = (...fields: readonly string[]): readonly ClaimShape[] =>
  fields.map((field) => ({ field, kind: 'equals', bounds: [] }));

/** A question that verifies these claims. */
export const verifying = (...claims: readonly ClaimShape[]): DecisionRequest => ({
  ...request,
  mode: 'verify',
  fields: [],
  claims,
});

export const refusal = (asked: Partial<DecisionRequest>, known: Partial<DecisionFacts> = {}) => {
  const decision = decide({ ...request, ...asked }, { ...facts, ...known });
  if (decision.allowed) throw new Error('it was allowed');
  return decision;
};
