import type { LicenceFile } from '../../generated/schemas.ts';
import type { FileFormat, FileRecord } from './file-store.ts';

/** Media types of the files of a licence. */
export const mediaTypes = { ofd: 'application/ofd', pdf: 'application/pdf' } as const satisfies Readonly<
  Record<FileFormat, string>
>;

/** What is told of a file. */
export function licenceFileJson(file: FileRecord): LicenceFile {
  return {
    version: file.version,
    format: file.format,
    mediaType: mediaTypes[file.format],
    digest: file.digest.toString('base64url'),
    size: file.size,
    seal: file.seal ?? null,
    signer: file.signer.toString('hex'),
    madeAt: file.madeAt.toISOString(),
  };
}
