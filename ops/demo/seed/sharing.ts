import type { ApplicationDraft, DemandDraft, GrantDraft, MatterDraft, ObjectionDraft } from '../../../catalog/index.ts';

/** What the counters of the demonstration county handle, and what a case of each needs. */
export const matters: readonly MatterDraft[] = [
  {
    code: 'HRSS-PENSION-01',
    name: '城乡居民基本养老保险待遇申领',
    organisation: 'hrss',
    legalBasis: '《国务院关于建立统一的城乡居民基本养老保险制度的意见》（国发〔2014〕8号）',
    materials: [
      {
        kind: 'resource',
        resource: 'population.resident',
        fields: ['name', 'birthDate', 'address', 'residencyStatus'],
        purpose: '核实申领人身份、年龄和户籍',
      },
    ],
  },
  {
    code: 'CIVIL-AID-01',
    name: '临时救助申请',
    organisation: 'civil',
    legalBasis: '《社会救助暂行办法》第四十七条',
    materials: [
      {
        kind: 'resource',
        resource: 'population.resident',
        fields: ['name', 'address', 'householdNumber', 'relationToHead'],
        // Of age, or old enough to be cared for: the counter need not know the birth date.
        predicates: [{ field: 'birthDate', kind: 'age' }],
        purpose: '核实申请家庭的成员、住址和是否成年或年满六十周岁',
      },
      {
        kind: 'resource',
        resource: 'legal-person.enterprise',
        fields: ['name', 'status'],
        purpose: '核实申请人名下企业的登记状态',
      },
      {
        kind: 'resource',
        resource: 'economy.indicator',
        fields: ['indicatorName', 'divisionName', 'period', 'value', 'unit'],
        purpose: '按当地收入水平确定救助标准',
      },
    ],
  },
  {
    code: 'APPROVAL-FOOD-01',
    name: '食品经营许可核发',
    organisation: 'approval',
    legalBasis: '《食品经营许可和备案管理办法》第十二条',
    materials: [
      { kind: 'licence', licenceType: '11100000MB0143028R001' },
      {
        kind: 'resource',
        resource: 'legal-person.enterprise',
        fields: ['unifiedCode', 'name', 'type', 'legalRepresentative', 'address', 'businessScope', 'status'],
        purpose: '核实申请人的市场主体登记',
      },
      { kind: 'resource', resource: 'population.resident', fields: ['name'], purpose: '核实法定代表人或负责人身份' },
      {
        kind: 'resource',
        resource: 'spatial.division',
        fields: ['divisionCode', 'name', 'parentCode'],
        purpose: '确定经营场所所属乡镇',
      },
    ],
  },
  {
    code: 'APPROVAL-LOAN-01',
    name: '创业担保贷款贴息申报',
    organisation: 'approval',
    legalBasis: '《普惠金融发展专项资金管理办法》（财金〔2023〕75号）',
    // An offer to whoever wants it: the licence is looked at when its holder agrees.
    materials: [{ kind: 'licence', licenceType: '11100000MB0143028R001', basis: 'consent' }],
  },
];

/** Grants of the demonstration: each matter's needs and not a field more. */
export function grants(validity: { from: Date; until: Date }): readonly GrantDraft[] {
  const term = { validFrom: validity.from.toISOString(), validUntil: validity.until.toISOString() };
  return [
    {
      consumer: { organisation: 'hrss', system: 'hrss-pension' },
      resource: 'population.resident',
      modes: ['lookup', 'verify'],
      fields: ['name', 'birthDate', 'address', 'residencyStatus'],
      verifyFields: ['name', 'birthDate', 'residencyStatus'],
      matchFields: ['citizenNumber'],
      matters: ['HRSS-PENSION-01'],
      dailyQuota: 100_000,
      ...term,
      basis: '养老保险待遇核定业务协同，演示授权',
    },
    {
      consumer: { organisation: 'civil', system: 'civil-assistance' },
      resource: 'population.resident',
      modes: ['lookup', 'verify'],
      fields: ['name', 'address', 'householdNumber', 'relationToHead'],
      verifyFields: ['name', 'address'],
      predicates: [{ field: 'birthDate', kind: 'age', allowed: [18, 60] }],
      matchFields: ['citizenNumber', 'householdNumber'],
      matters: ['CIVIL-AID-01'],
      rowScope: [{ field: 'divisionCode', op: 'eq', value: '450721' }],
      dailyQuota: 2_000,
      ...term,
      basis: '社会救助家庭状况核对，演示授权',
    },
    {
      consumer: { organisation: 'civil', system: 'civil-assistance' },
      resource: 'economy.indicator',
      modes: ['lookup'],
      fields: ['indicatorName', 'divisionName', 'period', 'value', 'unit'],
      matchFields: ['indicatorCode', 'divisionCode', 'period'],
      matters: ['CIVIL-AID-01'],
      dailyQuota: 2_000,
      ...term,
      basis: '救助标准测算，演示授权',
    },
    {
      consumer: { organisation: 'approval', system: 'approval-counter' },
      resource: 'legal-person.enterprise',
      modes: ['lookup', 'verify'],
      fields: ['unifiedCode', 'name', 'type', 'legalRepresentative', 'address', 'businessScope', 'status'],
      verifyFields: ['name', 'legalRepresentative', 'status'],
      matchFields: ['unifiedCode'],
      matters: ['APPROVAL-FOOD-01'],
      dailyQuota: 5_000,
      ...term,
      basis: '食品经营许可审批，演示授权',
    },
    {
      consumer: { organisation: 'approval', system: 'approval-counter' },
      resource: 'population.resident',
      modes: ['verify'],
      verifyFields: ['name'],
      matchFields: ['citizenNumber'],
      matters: ['APPROVAL-FOOD-01'],
      dailyQuota: 5_000,
      ...term,
      basis: '核验法定代表人姓名，只答是否一致，演示授权',
    },
    {
      consumer: { organisation: 'approval' },
      resource: 'spatial.division',
      modes: ['lookup'],
      fields: ['divisionCode', 'name', 'parentCode'],
      matchFields: ['divisionCode', 'parentCode'],
      matters: ['APPROVAL-FOOD-01'],
      dailyQuota: 5_000,
      ...term,
      basis: '确定经营场所所属乡镇，演示授权',
    },
  ];
}

/** Waits for the market regulator's review: a need of the counter's matter for which there is no grant yet. */
export const application: ApplicationDraft = {
  resource: 'legal-person.enterprise',
  consumer: { organisation: 'civil', system: 'civil-assistance' },
  fields: ['name', 'status'],
  matchFields: ['unifiedCode'],
  matters: ['CIVIL-AID-01'],
  scenario: '受理临时救助申请时，核实申请人名下企业是否存续',
  basis: '《社会救助暂行办法》第五十八条',
  callsPerDay: 500,
  days: 365,
};

/** Waits for the civil affairs bureau's answer. @param wantedBy a day, `2026-12-31` */
export function demand(wantedBy: string): DemandDraft {
  return {
    title: '特困人员名单',
    basis: '《国务院关于进一步健全特困人员救助供养制度的意见》（国发〔2016〕14号）',
    matter: 'HRSS-PENSION-01',
    items: [{ name: '公民身份号码' }, { name: '供养方式' }, { name: '认定日期' }],
    scenario: '核定养老保险代缴对象',
    updateCycle: '4',
    wantedBy,
    wantedService: '2',
    demanding: 'hrss',
    responsible: 'civil',
    contact: '城乡居民养老保险经办岗',
  };
}

/** Waits for the data administration. */
export const objection: ObjectionDraft = {
  kind: '1',
  resource: 'spatial.division',
  title: '摘要未说明是否含村级区划',
  description: '区划资源的摘要没有写明包括到哪一级，申请前无法判断能否确定经营场所所属村（社区）。',
};
