import { type UnzipFileInfo, unzipSync } from 'fflate';
import { OfdFault } from './fault.ts';

const mebibyte = 1024 * 1024;

/** Bounds of what is unpacked in a browser: a sealed licence has some hundred kilobytes. */
export const limits = {
  archiveBytes: 32 * mebibyte,
  entries: 2_000,
  entryBytes: 32 * mebibyte,
  unpackedBytes: 96 * mebibyte,
  /** Unpacked to packed; real pages and pictures stay below 100. */
  ratio: 250,
  /** Small entries may pack better than that. */
  ratioFreeBytes: mebibyte,
} as const;

/** The files of an OFD by their paths, without a slash first. */
export type OfdFiles = ReadonlyMap<string, Uint8Array>;

/** Unpacks an OFD (a ZIP archive) under bounds on number, size and ratio. @throws OfdFault */
export function unpack(bytes: Uint8Array): OfdFiles {
  if (bytes.length > limits.archiveBytes)
    throw new OfdFault('文件超过 32 MiB，不在页面上展示', 'the file is larger than 32 MiB and is not drawn here');
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    throw new OfdFault('文件不是 ZIP 包，因此不是 OFD', 'the file is no ZIP archive, so it is no OFD');
  let entries = 0;
  let unpacked = 0;
  const admit = ({ name, size, originalSize }: UnzipFileInfo) => {
    entries += 1;
    unpacked += originalSize;
    const isBomb = originalSize > limits.ratioFreeBytes && originalSize > size * limits.ratio;
    if (isBomb || entries > limits.entries || originalSize > limits.entryBytes || unpacked > limits.unpackedBytes)
      throw new OfdFault('解压超出限度，文件可能有害', 'unpacking goes beyond the bounds; the file may be harmful');
    return !name.endsWith('/');
  };
  try {
    return new Map(
      Object.entries(unzipSync(bytes, { filter: admit })).map(([name, file]) => [name.replace(/^\/+/, ''), file]),
    );
  } catch (error) {
    if (error instanceof OfdFault) throw error;
    throw new OfdFault('ZIP 包已损坏，无法解压', 'the ZIP archive is damaged and does not unpack');
  }
}

/**
 * The path that a location (ST_Loc) in a file leads to: from the root with a slash first, else from the file's folder. Makers
 * are seen who leave out that slash. Undefined where nothing is there.
 */
export function locate(files: OfdFiles, location: string | undefined, from: string): string | undefined {
  if (location === undefined || location.trim() === '' || location.length > 1024) return undefined;
  const wanted = location.trim();
  const folder = wanted.startsWith('/') ? [] : from.split('/').slice(0, -1);
  return [folder, []].map((base) => resolved(base, wanted)).find((path) => path !== undefined && files.has(path));
}

function resolved(base: readonly string[], location: string): string | undefined {
  const path = [...base];
  for (const segment of location.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') path.push(segment);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join('/');
}
