import type { OfdPackage, PackageEntry } from '../package/package.ts';

/**
 * Resolves a location (ST_Loc, GB/T 33190 §7.3) to a path from the package's root, without looking whether anything is
 * there. A slash first means from the root, anything else from the folder of the file that holds the location.
 * @returns undefined for what leads out of the package or is no path at all
 */
export function resolveLocation(location: string, containingFile: string): string | undefined {
  if (location.length <= 1024 && plainFromRoot.test(location)) return location.slice(1);
  if (location === '' || location.length > 1024 || /[\\\0]/.test(location)) return undefined;
  const base = location.startsWith('/') ? [] : containingFile.split('/').slice(0, -1);
  const path = [...base];
  for (const segment of location.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') path.push(segment);
    else if (path.pop() === undefined) return undefined;
  }
  return path.length === 0 ? undefined : path.join('/');
}

/** From the root, and nothing in it that has to be resolved. */
const plainFromRoot = /^(\/[\w-]+(\.[\w-]+)*)+$/;

/**
 * The file that a location names. Makers are seen who leave out the first slash of a path from the root, or who write it in
 * other case than the entry: such paths are followed where nothing stands at the exact place.
 */
export function locate(ofd: OfdPackage, location: string, containingFile: string): PackageEntry | undefined {
  const proper = resolveLocation(location, containingFile);
  const exact = proper === undefined ? undefined : ofd.file(proper);
  if (exact !== undefined) return exact;
  const fromRoot = location.startsWith('/') ? undefined : resolveLocation(`/${location}`, containingFile);
  const places = [proper, fromRoot].filter((place) => place !== undefined);
  for (const find of [ofd.file, ofd.fileInAnyCase]) {
    for (const place of places) {
      const found = find(place);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
