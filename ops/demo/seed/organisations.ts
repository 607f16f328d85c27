import { organisationCodeCheckCharacter, type Role, unifiedCodeCheckCharacter } from '../../../identity/index.ts';

/** An organisation of the demonstration county. */
export interface DemoOrganisation {
  readonly id: string;
  readonly name: string;
  readonly unifiedCode: string;
}

const county = '450721';

/** A government body's unified code: 11, the county, an organisation code and both check characters (GB 32100). */
function governmentCode(serial: string): string {
  const organisationCode = `${serial}${organisationCodeCheckCharacter(serial)}`;
  const body = `11${county}${organisationCode}`;
  return `${body}${unifiedCodeCheckCharacter(body)}`;
}

/** The data administration, whose officers reach over all organisations. */
export const administration: DemoOrganisation = {
  id: 'data',
  name: '灵山县大数据发展局',
  unifiedCode: governmentCode('MB072100'),
};

export const departments: readonly DemoOrganisation[] = [
  { id: 'police', name: '灵山县公安局', unifiedCode: governmentCode('MB072101') },
  { id: 'market', name: '灵山县市场监督管理局', unifiedCode: governmentCode('MB072102') },
  { id: 'natural', name: '灵山县自然资源局', unifiedCode: governmentCode('MB072103') },
  { id: 'statistics', name: '灵山县统计局', unifiedCode: governmentCode('MB072104') },
  { id: 'approval', name: '灵山县行政审批局', unifiedCode: governmentCode('MB072105') },
  { id: 'hrss', name: '灵山县人力资源和社会保障局', unifiedCode: governmentCode('MB072106') },
  { id: 'civil', name: '灵山县民政局', unifiedCode: governmentCode('MB072107') },
];

export interface DemoSystem {
  readonly id: string;
  readonly organisation: string;
  readonly kind: 'consumer' | 'provider';
  readonly name: string;
}

export const systems: readonly DemoSystem[] = [
  { id: 'police-connector', organisation: 'police', kind: 'provider', name: '公安数据连接器' },
  { id: 'market-connector', organisation: 'market', kind: 'provider', name: '市场监管数据连接器' },
  { id: 'natural-connector', organisation: 'natural', kind: 'provider', name: '自然资源数据连接器' },
  { id: 'statistics-connector', organisation: 'statistics', kind: 'provider', name: '统计数据连接器' },
  { id: 'hrss-pension', organisation: 'hrss', kind: 'consumer', name: '城乡居民养老保险系统' },
  { id: 'civil-assistance', organisation: 'civil', kind: 'consumer', name: '社会救助系统' },
  { id: 'approval-counter', organisation: 'approval', kind: 'consumer', name: '行政审批综合窗口系统' },
];

export interface DemoOfficer {
  readonly login: string;
  readonly organisation: string;
  /** A post, not a person: nobody real is meant. */
  readonly name: string;
  readonly roles: readonly Role[];
}

/** The first officer, made together with the data administration. */
export const firstOfficer: DemoOfficer = {
  login: 'data-admin',
  organisation: 'data',
  name: '数据管理岗',
  roles: ['operator', 'catalogue-administrator'],
};

export const officers: readonly DemoOfficer[] = [
  { login: 'data-auditor', organisation: 'data', name: '审计岗', roles: ['auditor'] },
  // Approves the seals that other organisations' keepers apply for.
  { login: 'data-seal', organisation: 'data', name: '印章审批岗', roles: ['seal-keeper'] },
  {
    login: 'police-admin',
    organisation: 'police',
    name: '公安目录管理岗',
    roles: ['catalogue-administrator', 'operator'],
  },
  {
    login: 'market-admin',
    organisation: 'market',
    name: '市场监管目录管理岗',
    roles: ['catalogue-administrator', 'operator'],
  },
  {
    login: 'natural-admin',
    organisation: 'natural',
    name: '自然资源目录管理岗',
    roles: ['catalogue-administrator', 'operator'],
  },
  {
    login: 'statistics-admin',
    organisation: 'statistics',
    name: '统计目录管理岗',
    roles: ['catalogue-administrator', 'operator'],
  },
  { login: 'approval-clerk', organisation: 'approval', name: '审批窗口岗', roles: ['approval-clerk'] },
  { login: 'approval-seal', organisation: 'approval', name: '印章管理岗', roles: ['seal-keeper'] },
  {
    login: 'approval-admin',
    organisation: 'approval',
    name: '审批目录管理岗',
    roles: ['catalogue-administrator', 'operator'],
  },
  { login: 'hrss-admin', organisation: 'hrss', name: '人社目录管理岗', roles: ['catalogue-administrator', 'operator'] },
  {
    login: 'civil-admin',
    organisation: 'civil',
    name: '民政目录管理岗',
    roles: ['catalogue-administrator', 'operator'],
  },
];
