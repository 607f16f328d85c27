/** What a workbook may be made of; beyond it is no table that anybody keeps by hand. */
export const workbookLimits = {
  /** Bytes of the file as it is sent. */
  fileBytes: 32 * 1024 * 1024,
  /** Bytes that are unpacked of it, all parts together. */
  unpackedBytes: 512 * 1024 * 1024,
  /** Files in the package. */
  entries: 4_096,
  sheets: 64,
  /** Rows with something in them, all sheets together. */
  rows: 100_000,
  cells: 4_000_000,
  /** Characters of one cell, and of all shared texts together. */
  cellCharacters: 40_000,
  sharedCharacters: 128 * 1024 * 1024,
  merges: 400_000,
  /** Cells that a merged range may fill, all together. */
  mergedCells: 4_000_000,
  /** Depth of XML elements. */
  depth: 40,
} as const;

/** Rows and columns of a sheet (ECMA-376, Excel's bounds). */
export const lastRow = 1_048_576;
export const lastColumn = 16_384;

/** Characters that Excel takes in one cell. */
export const longestCell = 32_767;
