/** What a file of licences may be made of. */
export const issueJobLimits = {
  /** Bytes of a file of lines as it is sent; workbooks have their own bound. */
  fileBytes: 64 * 1024 * 1024,
  rows: 500_000,
  /** Bytes of one row. */
  rowBytes: 256 * 1024,
  /** Jobs of one organisation that have not ended. */
  underWay: 20,
} as const;
