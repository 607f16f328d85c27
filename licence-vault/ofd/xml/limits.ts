/** Bounds of one XML file. The largest page descriptions seen are some hundred kilobytes and nest less than ten deep. */
export const xmlLimits = {
  bytes: 32 * 1024 * 1024,
  depth: 64,
  elements: 500_000,
  attributesPerElement: 64,
} as const;
