import type { Text } from '../../../kernel/index.ts';

/** What kind of body a seal belongs to, as far as its size and middle depend on it. */
export interface SealSize {
  readonly body: Text;
  /** Millimetres; the most, where the rule says "not more than". */
  readonly diameterMm: number;
  /** National emblem (国徽) or five-pointed star (五角星). */
  readonly centre: 'emblem' | 'star';
}

/** Sizes and middles of official seals, 国发〔1999〕25号 articles 2, 3, 9–13. A deployment may bring its own table. */
export const nationalSealSizes = {
  'state-council': { body: { zh: '国务院', en: 'State Council' }, diameterMm: 60, centre: 'emblem' },
  'ministry-or-province': {
    body: { zh: '国务院部委、省级人民政府', en: 'ministry or provincial government' },
    diameterMm: 50,
    centre: 'emblem',
  },
  'city-or-county': {
    body: { zh: '市、县级人民政府', en: 'city or county government' },
    diameterMm: 45,
    centre: 'emblem',
  },
  township: { body: { zh: '乡（镇）人民政府', en: 'township government' }, diameterMm: 42, centre: 'star' },
  department: {
    body: { zh: '行政机关的部门或直属单位', en: 'department of an administrative organ' },
    diameterMm: 45,
    centre: 'star',
  },
  enterprise: {
    body: { zh: '企业事业单位、社会团体', en: 'enterprise, institution or association' },
    diameterMm: 45,
    centre: 'star',
  },
} as const satisfies Readonly<Record<string, SealSize>>;

export type SealBody = keyof typeof nationalSealSizes;

export function isSealBody(text: string): text is SealBody {
  return Object.hasOwn(nationalSealSizes, text);
}
