import { describe, expect, it } from 'vitest';
import { readGrantDraft } from '../../catalog/grant/read-draft.ts';
import type { Matter } from '../../catalog/index.ts';
import {
  type GrantDraft,
  grantFindings,
  type MatterDraft,
  type Resource,
  type ResourceDraft,
} from '../../catalog/index.ts';
import { materialErrors } from '../../catalog/matter/material-rules.ts';
import { readMatterDraft } from '../../catalog/matter/read-draft.ts';
import { readResourceDraft } from '../../catalog/resource/read-draft.ts';
import { Problem } from '../../kernel/index.ts';
import { pensionDraft, pensionGrantDraft, residentDraft } from '../support/catalog-app.ts';

const now = new Date('2026-11-21T08:00:00Z');
const stamps = { version: 1, createdAt: now, createdBy: 'officer:x', updatedAt: now, updatedBy: 'officer:x' };

function resourceOf(changes: Partial<ResourceDraft> = {}, status: Resource['status'] = 'published'): Resource {
  return { ...readResourceDraft(residentDraft(changes)), status, schemaVersion: 1, ...stamps };
}

function matterOf(changes: Partial<MatterDraft> = {}, status: Matter['status'] = 'active'): Matter {
  return { ...readMatterDraft(pensionDraft(changes)), status, ...stamps };
}

function findings(
  changes: Partial<GrantDraft>,
  { resource = resourceOf(), matters = [matterOf()] }: { resource?: Resource; matters?: Matter[] } = {},
): Record<string, string[]> {
  const terms = readGrantDraft(pensionGrantDraft(changes));
  const found = grantFindings({ terms, resource, matters, now });
  return Object.fromEntries(found.map((problem) => [problem.code, problem.errors.map((error) => error.pointer)]));
}

describe('the rules of a grant', () => {
  it('find nothing wrong with a right one', () => {
    expect(findings({})).toEqual({});
  });

  it.each(['draft', 'suspended', 'withdrawn'] as const)('refuse a resource that is %s', (status) => {
    expect(Object.keys(findings({}, { resource: resourceOf({}, status) }))).toEqual(['GRANT_RESOURCE_NOT_PUBLISHED']);
  });

  it('refuse a resource that is not shared, and say by which law', () => {
    const sharing = { type: '3', lawBasis: '《保守国家秘密法》第二十八条', mode: 'platform' };
    const given = {
      terms: readGrantDraft(pensionGrantDraft()),
      resource: resourceOf({ sharing }),
      matters: [matterOf()],
    };
    const [problem] = grantFindings({ ...given, now });
    expect(problem?.code).toBe('GRANT_RESOURCE_NOT_SHARED');
    expect(problem?.texts('zh').detail).toContain('第二十八条');
  });

  it.each<[string, Partial<GrantDraft>, string[]]>([
    ['lookup without fields', { modes: ['lookup'], fields: [], verifyFields: [] }, ['/fields']],
    ['verify without claims', { modes: ['verify'], fields: [], verifyFields: [] }, ['/verifyFields']],
    ['fields without lookup', { modes: ['verify'] }, ['/fields']],
    ['claims without verify', { modes: ['lookup'] }, ['/verifyFields']],
  ])('refuse %s', (_what, changes, pointers) => {
    expect(findings(changes).GRANT_MODES_AND_FIELDS_DIFFER).toEqual(pointers);
  });

  it.each<[string, Partial<GrantDraft>, string]>([
    ['seen', { fields: ['name', 'phone'] }, '/fields/1'],
    ['verified', { verifyFields: ['phone'] }, '/verifyFields/0'],
    ['matched', { matchFields: ['citizenNumber', 'phone'] }, '/matchFields/1'],
    ['limited', { rowScope: [{ field: 'town', op: 'eq', value: '1' }] }, '/rowScope/0/field'],
    ['injected', { fields: ["name'; drop table catalog.grant; --"] }, '/fields/0'],
    ['inherited', { fields: ['constructor'] }, '/fields/0'],
  ])('refuse a field %s that the resource does not have', (_what, changes, pointer) => {
    expect(findings(changes).GRANT_FIELD_UNKNOWN).toEqual([pointer]);
  });

  it('take whole match keys of the resource and nothing beside them', () => {
    expect(findings({ matchFields: ['name', 'birthDate'] })).toEqual({});
    expect(findings({ matchFields: ['citizenNumber', 'name', 'birthDate'] })).toEqual({});
    for (const matchFields of [[], ['name'], ['citizenNumber', 'name'], ['citizenNumber', 'address']]) {
      expect(findings({ matchFields })).toHaveProperty('GRANT_MATCH_KEY_INCOMPLETE');
    }
  });

  it('limit rows by texts only', () => {
    const rowScope = [{ field: 'householdSize', op: 'eq' as const, value: '3' }];
    expect(findings({ rowScope })).toEqual({ GRANT_SCOPE_REFUSED: ['/rowScope/0/field'] });
    expect(findings({ rowScope: [{ field: 'division', op: 'in', values: ['450721', '450722'] }] })).toEqual({});
  });

  it.each<[string, NonNullable<GrantDraft['rowScope']>[number]]>([
    ['eq without a value', { field: 'division', op: 'eq' }],
    ['eq with values', { field: 'division', op: 'eq', values: ['1'] }],
    ['in with a value', { field: 'division', op: 'in', value: '1' }],
    ['prefix with both', { field: 'division', op: 'prefix', value: '1', values: ['1'] }],
  ])('refuse the condition %s', (_what, condition) => {
    expect(() => findings({ rowScope: [condition] })).toThrow(expect.objectContaining({ code: 'GRANT_SCOPE_REFUSED' }));
  });

  it('refuse matters that are unknown, ended or another organisation’s', () => {
    expect(findings({}, { matters: [] })).toEqual({ GRANT_MATTER_REFUSED: ['/matters/0'] });
    expect(findings({}, { matters: [matterOf({}, 'ended')] })).toEqual({ GRANT_MATTER_REFUSED: ['/matters/0'] });
    const theirs = [matterOf({ organisation: 'civil' })];
    expect(findings({}, { matters: theirs })).toEqual({ GRANT_MATTER_REFUSED: ['/matters/0'] });
  });

  it('refuse a matter that does not need the resource', () => {
    const matters = [matterOf({ materials: [] })];
    expect(findings({}, { matters })).toEqual({ GRANT_FIELD_NOT_NEEDED: ['/matters'] });
  });

  it('show a personal field only where the matter’s materials list it', () => {
    expect(findings({ fields: ['birthDate'] })).toEqual({});
    const only = (field: string) =>
      pensionDraft().materials.map((each) => (each.kind === 'resource' ? { ...each, fields: [field] } : each));
    const matters = [matterOf({ materials: only('name') })];
    expect(findings({ verifyFields: ['name'] }, { matters })).toEqual({ GRANT_FIELD_NOT_NEEDED: ['/fields/1'] });
    // Verified, a personal field gives nothing away but true or false: one matter that lists it is enough.
    const both = [matterOf(), matterOf({ code: 'HRSS-OTHER-01', materials: only('name') })];
    const codes = both.map(({ code }) => code);
    expect(findings({ matters: codes, modes: ['verify'], fields: [] }, { matters: both })).toEqual({});
  });

  it('give no field, however open, that none of the matters lists, and name it and them', () => {
    expect(findings({ fields: ['division'] })).toEqual({ GRANT_FIELD_NOT_NEEDED: ['/fields/0'] });
    expect(findings({ verifyFields: ['name', 'division'] })).toEqual({ GRANT_FIELD_NOT_NEEDED: ['/verifyFields/1'] });
    const given = { resource: resourceOf(), matters: [matterOf()], now };
    const [problem] = grantFindings({ ...given, terms: readGrantDraft(pensionGrantDraft({ fields: ['division'] })) });
    expect(problem?.texts('en').detail).toContain('division (HRSS-PENSION-01)');
    expect(problem?.errors).toEqual([
      { pointer: '/fields/0', detail: 'the materials of HRSS-PENSION-01 do not list division' },
    ]);
    const listing = pensionDraft().materials.map((each) =>
      each.kind === 'resource' ? { ...each, fields: [...each.fields, 'division'] } : each,
    );
    const other = matterOf({ code: 'HRSS-OTHER-01', materials: listing });
    const matters = ['HRSS-PENSION-01', 'HRSS-OTHER-01'];
    expect(findings({ matters, fields: ['division'] }, { matters: [matterOf(), other] })).toEqual({});
  });

  it('neither show nor verify a sensitive field that the materials do not list', () => {
    expect(findings({ fields: ['religion'] })).toEqual({ GRANT_FIELD_NOT_NEEDED: ['/fields/0'] });
    expect(findings({ verifyFields: ['religion'] })).toEqual({ GRANT_FIELD_NOT_NEEDED: ['/verifyFields/0'] });
    expect(findings({ verifyFields: ['citizenNumber'] })).toEqual({});
  });

  it('ask every matter of the grant, not one of them', () => {
    const other = matterOf({
      code: 'HRSS-OTHER-01',
      materials: [{ kind: 'resource', resource: 'population.resident', fields: ['name'], purpose: '核实姓名' }],
    });
    const matters = ['HRSS-PENSION-01', 'HRSS-OTHER-01'];
    expect(findings({ matters }, { matters: [matterOf(), other] })).toEqual({ GRANT_FIELD_NOT_NEEDED: ['/fields/1'] });
    expect(findings({ matters, fields: ['name'] }, { matters: [matterOf(), other] })).toEqual({});
  });

  it.each<[string, Partial<GrantDraft>, string[]]>([
    ['ends before it begins', { validFrom: '2027-12-01T00:00:00Z' }, ['/validUntil']],
    ['is over already', { validUntil: '2026-11-21T08:00:00Z' }, ['/validUntil']],
    ['has hours that end before they begin', { hours: { from: 18, until: 8 } }, ['/hours/until']],
    ['has no hours', { hours: { from: 8, until: 8 } }, ['/hours/until']],
  ])('refuse a grant that %s', (_what, changes, pointers) => {
    expect(findings(changes)).toEqual({ GRANT_TIME_REFUSED: pointers });
  });

  it('take a time with an offset, and refuse a leap second, for which there is no instant here', () => {
    expect(findings({ validUntil: '2027-11-01T00:00:00+08:00', hours: { from: 8, until: 24 } })).toEqual({});
    const leap = () => findings({ validUntil: '2027-06-30T23:59:60Z' });
    expect(leap).toThrow(Problem);
    expect(leap).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('the materials of a matter', () => {
  const resident = resourceOf();
  const visible = new Map([[resident.id, resident]]);
  const { materials } = readMatterDraft(pensionDraft());
  const errors = (given: MatterDraft['materials'], before: MatterDraft['materials'] = []) =>
    materialErrors(
      readMatterDraft(pensionDraft({ materials: given })).materials,
      visible,
      readMatterDraft(pensionDraft({ materials: before })).materials,
    ).map((error) => error.pointer);
  const need = (resource: string, ...fields: string[]) => ({
    kind: 'resource' as const,
    resource,
    fields,
    purpose: 'x',
  });

  it('are resources of the directory with fields they have', () => {
    expect(materialErrors(materials, visible)).toEqual([]);
    expect(errors([need('population.other', 'name')])).toEqual(['/materials/0/resource']);
    expect(errors([need('population.resident', 'name', 'phone')])).toEqual(['/materials/0/fields/1']);
  });

  it('stand once', () => {
    const licence = { kind: 'licence' as const, licenceType: 'X' };
    expect(errors([licence, licence])).toEqual(['/materials/1']);
    expect(errors([need('population.resident', 'name'), need('population.resident', 'address')])).toEqual([
      '/materials/1',
    ]);
  });

  it('may stay when their resource is no longer to be seen, but not grow', () => {
    const before = [need('population.gone', 'name')];
    expect(errors(before, before)).toEqual([]);
    expect(errors([need('population.gone', 'name', 'address')], before)).toEqual(['/materials/0/fields/1']);
  });
});
