import { standardKey } from '../code-table/code-table.ts';

/**
 * Codes of national standards that items of the directory name most often, for where the directory holds no table of them.
 * A few each: a sample, not the standard. Read under the number of the standard without spaces.
 */
const codes: Readonly<Record<string, readonly string[]>> = {
  // Sex.
  'GB/T2261.1': ['1', '2'],
  // Marital status.
  'GB/T2261.2': ['10', '20', '30', '40'],
  // Health.
  'GB/T2261.3': ['10', '20', '30'],
  // Nationalities of China.
  'GB/T3304': ['01', '08', '11', '12'],
  // Relation to the head of the household.
  'GB/T4761': ['02', '10', '20', '30'],
  // Education.
  'GB/T4658': ['20', '31', '41', '61', '71'],
  // Industries.
  'GB/T4754': ['0111', '1310', '3970', '5211', '6510', '8321'],
  // Political status.
  'GB/T4762': ['01', '03', '13'],
};

/**
 * Codes of a standard, cut to the length that an item has room for, as departments use the upper levels of a classification.
 * @example codesOfStandard('GB/T 4754', 3) // ['011', '131', …]
 */
export function codesOfStandard(name: string, length: number | undefined): readonly string[] {
  const key = standardKey(name);
  const rows = Object.entries(codes).find(([standard]) => key === standard)?.[1] ?? [];
  return length === undefined ? rows : rows.map((code) => code.slice(0, length));
}
