import { faceItem, innerItem, type LicenceTypeDefinition, schemaOfItems } from '../../../licence-vault/index.ts';
import type { DemoLicenceType } from './demo-licence-type.ts';
import { field, frame, page, table, waves, words } from './page.ts';

const lead = { maxLength: 60, required: false, sensitivity: 'ordinary' } as const;

const items = [
  faceItem('permitNumber', '编号', 'Permit number', { maxLength: 40 }),
  faceItem('developer', '建设单位', 'Developer'),
  faceItem('project', '工程名称', 'Project', { maxLength: 300 }),
  faceItem('site', '建设地址', 'Site', { maxLength: 300 }),
  faceItem('scale', '建设规模', 'Scale', { maxLength: 1000 }),
  faceItem('contractTerm', '合同工期', 'Contract period', { maxLength: 100 }),
  faceItem('contractPrice', '合同价格', 'Contract price', { maxLength: 100 }),
  faceItem('surveyor', '勘察单位', 'Surveyor'),
  faceItem('surveyLead', '勘察单位项目负责人', 'Lead of the survey', lead),
  faceItem('designer', '设计单位', 'Designer'),
  faceItem('designLead', '设计单位项目负责人', 'Lead of the design', lead),
  faceItem('builder', '施工单位', 'Builder'),
  faceItem('buildLead', '施工单位项目负责人', 'Lead of the building', lead),
  faceItem('supervisor', '监理单位', 'Supervisor'),
  faceItem('supervisionLead', '总监理工程师', 'Chief supervisor', lead),
  faceItem('remarks', '备注', 'Remarks', { maxLength: 2000, required: false }),
  faceItem('issuedOn', '发证日期', 'Issued on', { type: 'day' }),
  innerItem('developerCode', '建设单位统一社会信用代码', 'Unified code of the developer', {
    ...{ type: 'unified-code', required: true },
  }),
  innerItem('projectCode', '项目代码', 'Project code', { maxLength: 60, required: false }),
];

/** 建筑工程施工许可证 (建筑法 art. 7, 建筑工程施工许可管理办法). The number after the authority's code is the demonstration's own. */
const definition: LicenceTypeDefinition = {
  code: '11100000000013338W009',
  name: 'construction-permit',
  title: { zh: '建筑工程施工许可证', en: 'Construction permit' },
  definingAuthority: { zh: '住房和城乡建设部', en: 'Ministry of Housing and Urban-Rural Development' },
  kind: '2',
  status: 'published',
  holder: { kinds: ['001'], number: 'developerCode', name: 'developer' },
  items,
  schema: schemaOfItems(items),
};

const blue = '#2f5f8f';
const [width, height] = [210, 297];
const wide = (label: string, name: string, height: number) =>
  [height, { width: 36, label }, { width: 126, field: name, many: true }] as const;
const party = (label: string, name: string, leadLabel: string, leadName: string) =>
  [
    12,
    { width: 36, label },
    { width: 66, field: name, many: true },
    { width: 30, label: leadLabel },
    { width: 30, field: leadName },
  ] as const;

const template = page(
  { width, height, seal: { x: 156, y: 124 } },
  waves(width, height, 12, '#e2ecf5', 16),
  frame(width, height, 8, blue),
  words('建筑工程施工许可证', width / 2, 42, { size: 11, font: 'hei', anchor: 'middle', spacing: 2, fill: '#173a5e' }),
  words('编号', 108, 56, { size: 4, font: 'hei' }),
  field('permitNumber', 120, 56, 66, { size: 4 }),
  `<text font-size="4.6" font-family="fang" fill="#2a2420"><tspan x="33.2" y="70">根据《中华人民共和国建筑法》第八条规定，经审查，本建筑工程符合施工</tspan><tspan x="24" y="78">条件，准予施工。特发此证。</tspan></text>`,
  words('发证机关', 24, 100, { size: 4.2, font: 'hei' }),
  field('licence.issuer', 156, 120, 66, { size: 5, align: 'centre', minSize: 3 }),
  field('issuedOn', 156, 132, 60, { size: 4.6, format: 'day', align: 'centre' }),
  table({ x: 24, y: 152, stroke: '#7f9fbf', size: 3.5 }, [
    wide('建设单位', 'developer', 9),
    wide('工程名称', 'project', 11),
    wide('建设地址', 'site', 11),
    wide('建设规模', 'scale', 13),
    [
      9,
      { width: 36, label: '合同工期' },
      { width: 46, field: 'contractTerm' },
      { width: 30, label: '合同价格' },
      { width: 50, field: 'contractPrice' },
    ],
    party('勘察单位', 'surveyor', '项目负责人', 'surveyLead'),
    party('设计单位', 'designer', '项目负责人', 'designLead'),
    party('施工单位', 'builder', '项目负责人', 'buildLead'),
    party('监理单位', 'supervisor', '总监理工程师', 'supervisionLead'),
    wide('备注', 'remarks', 14),
  ]),
  field('licence.identifier', width / 2, 279, 166, { size: 2.6, align: 'centre', fill: '#5c7186' }),
);

export const constructionPermit: DemoLicenceType = {
  definition,
  template,
  issuers: ['approval'],
  sample: {
    permitNumber: '450721202611200101',
    developer: '灵山县演示置业有限公司',
    project: '灵山县演示小区二期1—6号楼及地下室工程',
    site: '灵山县灵城街道演示路8号',
    scale: '总建筑面积68432.50平方米，地上18层，地下1层',
    contractTerm: '540天',
    contractPrice: '16850.32万元',
    surveyor: '演示勘察设计院有限公司',
    surveyLead: '演示勘察人',
    designer: '演示建筑设计有限公司',
    designLead: '演示设计人',
    builder: '演示建设集团有限公司',
    buildLead: '演示施工人',
    supervisor: '演示工程监理有限公司',
    supervisionLead: '演示监理人',
    remarks: '本证应放置于施工现场，作为准予施工的凭证；未经发证机关许可，各项内容不得变更。',
    issuedOn: '2026-11-20',
    developerCode: '91450721MA5N000009',
    projectCode: '2026-450721-47-01-000001',
  },
};
