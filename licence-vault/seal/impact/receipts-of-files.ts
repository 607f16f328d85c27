/** A file as the evidence log knows it. */
export interface SealedFile {
  readonly holderIndex: Buffer;
  /** SHA-256. */
  readonly digest: Buffer;
}

/** Finds the receipts of files, in their order; joined in the wiring. */
export type ReceiptsOfFiles = (files: readonly SealedFile[]) => Promise<readonly (string | undefined)[]>;
