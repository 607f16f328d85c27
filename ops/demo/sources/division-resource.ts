import type { Field } from './field.ts';
import { type DemoResource, demoResource } from './resource.ts';

/** Properties are named as land surveys name them: initials of the Chinese terms, in capitals. */
const fields: readonly Field[] = [
  {
    field: 'divisionCode',
    ...{ zh: '行政区代码', en: 'Division code', type: 'C', length: 12, sensitivity: 'public' },
    description: '县 6 位，乡级 9 位，村级 12 位',
    rule: { pattern: '^\\d{6}(\\d{3}){0,2}$' },
    from: 'XZQDM',
  },
  { field: 'name', zh: '行政区名称', en: 'Name', type: 'C', length: 100, sensitivity: 'public', from: 'XZQMC' },
  {
    field: 'level',
    ...{ zh: '行政区级别', en: 'Level', type: 'C', length: 8, sensitivity: 'public' },
    rule: { enum: ['county', 'town', 'village'] },
    from: { from: 'XZQJB', codes: { 县级: 'county', 乡级: 'town', 村级: 'village' } },
  },
  {
    field: 'parentCode',
    ...{ zh: '上级行政区代码', en: 'Code of the division above', type: 'C', length: 12, sensitivity: 'public' },
    rule: { pattern: '^\\d{6}(\\d{3}){0,2}$' },
    from: 'SJXZQDM',
  },
  {
    field: 'longitude',
    ...{
      zh: '代表点经度',
      en: 'Longitude of a point within',
      type: 'N',
      length: 10,
      unit: '度',
      sensitivity: 'public',
    },
    rule: { minimum: -180, maximum: 180 },
    from: { from: 'DBDJD', type: 'number' },
  },
  {
    field: 'latitude',
    ...{ zh: '代表点纬度', en: 'Latitude of a point within', type: 'N', length: 10, unit: '度', sensitivity: 'public' },
    rule: { minimum: -90, maximum: 90 },
    from: { from: 'DBDWD', type: 'number' },
  },
  {
    field: 'geometryOrigin',
    ...{ zh: '图形来源', en: 'Origin of the geometry', type: 'C', length: 9, sensitivity: 'public' },
    description: 'real 真实轮廓，synthetic 生成的代表点',
    rule: { enum: ['real', 'synthetic'] },
    from: { from: 'TXLY', codes: { 真实: 'real', 模拟: 'synthetic' } },
  },
  {
    field: 'geometry',
    ...{ zh: '图形', en: 'Geometry', type: 'G', sensitivity: 'public' },
    description: 'GeoJSON（RFC 7946），CRS84：经度在前',
    rule: {
      required: ['type', 'coordinates'],
      properties: { type: { type: 'string', enum: ['Point', 'Polygon'] }, coordinates: { type: 'array' } },
      additionalProperties: false,
    },
    from: { from: '/geometry', type: 'json' },
  },
];

/** The divisions on the map: a GeoJSON file of the natural resources bureau, see {@link ./files.ts}. */
export const divisionResource: DemoResource = demoResource({
  id: 'spatial.division',
  code: '103001/1',
  name: '行政区划空间数据',
  nameEn: 'Divisions on the map',
  abstract: '本县、乡级和村级行政区的代码、名称和图形。名称、代码和县界为真实数据；乡级和村级代表点为模拟数据。',
  provider: 'natural',
  system: 'natural-connector',
  class: { category: '1', section: '自然资源和空间地理', item: '行政区划' },
  format: { category: '6', concrete: 'GeoJSON' },
  sharing: { type: '1', mode: 'platform-interface' },
  openness: { open: true },
  updateCycle: '6',
  matchKeys: [['divisionCode'], ['parentCode'], ['level']],
  source: { kind: 'geojson', file: 'xzqh.geojson' },
  fields,
});
