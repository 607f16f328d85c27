/**
 * The editions of the seal standard, by the version that a seal's header states:
 * GM/T 0031-2014 (1), GB/T 38540-2020 (4), GM/T 0031-2025 (5).
 */
export type SealVersion = 1 | 4 | 5;

export const sealStandards: Readonly<Record<SealVersion, string>> = {
  1: 'GM/T 0031-2014',
  4: 'GB/T 38540-2020',
  5: 'GM/T 0031-2025',
};
