import type { CountyOnDemand } from '../generate/county.ts';
import type { Frequency, IndicatorValue } from '../generate/indicator.ts';
import type { DivisionFeature } from '../generate/spatial.ts';
import { writeSeededFile } from './seeded-file.ts';

const frequencyNames: Readonly<Record<Frequency, string>> = { A: '年度', Q: '季度', M: '月度' };
const levelNames: Readonly<Record<DivisionFeature['level'], string>> = {
  county: '县级',
  town: '乡级',
  village: '村级',
};

const csvColumns: readonly (readonly [string, (row: IndicatorValue) => string])[] = [
  ['指标代码', (row) => row.indicatorCode],
  ['指标名称', (row) => row.indicatorName],
  ['地区代码', (row) => row.divisionCode],
  ['地区名称', (row) => row.divisionName],
  ['频度', (row) => frequencyNames[row.frequency]],
  ['报告期', (row) => row.period],
  ['数值', (row) => String(row.value)],
  ['计量单位', (row) => row.unit],
  ['数据性质', () => '模拟数据'],
];

/**
 * Puts the economic indicators where the statistics bureau keeps them: `jjzb.csv`, UTF-8, a header line in Chinese.
 * Skipped when the file already holds this county.
 */
export function writeStatisticsCsv(options: { readonly folder: string; readonly county: CountyOnDemand }) {
  const { folder, county } = options;
  return writeSeededFile({
    folder,
    name: 'jjzb.csv',
    fingerprint: county.metadata.fingerprint,
    content: () => {
      const header = csvColumns.map(([name]) => name);
      const rows = county.get().indicators.map((row) => csvColumns.map(([, read]) => read(row)));
      return [header, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
    },
  });
}

/**
 * Puts the divisions where the natural resources bureau keeps them: `xzqh.geojson`, a FeatureCollection (RFC 7946) in CRS84.
 * Skipped when the file already holds this county.
 */
export function writeNaturalGeojson(options: { readonly folder: string; readonly county: CountyOnDemand }) {
  const { folder, county } = options;
  return writeSeededFile({
    folder,
    name: 'xzqh.geojson',
    fingerprint: county.metadata.fingerprint,
    content: () =>
      JSON.stringify({
        type: 'FeatureCollection',
        metadata: county.metadata,
        features: county.get().divisions.map(featureOf),
      }),
  });
}

function featureOf(division: DivisionFeature) {
  return {
    type: 'Feature',
    id: division.divisionCode,
    properties: {
      XZQDM: division.divisionCode,
      XZQMC: division.name,
      XZQJB: levelNames[division.level],
      SJXZQDM: division.parentCode,
      DBDJD: division.longitude,
      DBDWD: division.latitude,
      TXLY: division.syntheticGeometry ? '模拟' : '真实',
    },
    geometry: division.geometry,
  };
}

/** RFC 4180 §2. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
