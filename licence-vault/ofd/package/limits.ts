const mebibyte = 1024 * 1024;

/**
 * Bounds of an OFD package. A sealed licence is some hundred kilobytes and a thick contract some megabytes; what goes
 * beyond these bounds was made to hurt a reader.
 */
export const packageLimits = {
  /** Of the file itself. */
  archiveBytes: 100 * mebibyte,
  entries: 10_000,
  /** Of one entry, unpacked. */
  entryBytes: 100 * mebibyte,
  /** Of all entries together, unpacked. */
  unpackedBytes: 256 * mebibyte,
  /** Unpacked to packed size of an entry; deflate reaches 1032, real pages and pictures stay below 100. */
  ratio: 250,
  /** Small entries may pack better than that. */
  ratioFreeBytes: mebibyte,
  nameBytes: 512,
  nameDepth: 32,
  /** Of the archive's comment, which some makers write. */
  commentBytes: 64,
} as const;
