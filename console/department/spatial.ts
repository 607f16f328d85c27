import type { RouteLocationRaw } from 'vue-router';
import { type Answer, call, send } from '../api/index.ts';
import { mayReadGrants } from '../developer/own-systems.ts';
import { statusWord } from '../directory/words.ts';
import { say } from '../language/language.ts';
import { session } from '../session/session.ts';

export type Resource = Answer<'GET /v1/resources/{id}'>;
type Line = Answer<'GET /v1/resources'>['items'][number];
export type Position = readonly [longitude: number, latitude: number];

/** A shape of a spatial resource, in degrees (RFC 7946: longitude first). */
export interface Shape {
  readonly key: string;
  readonly name: string;
  /** Value by which shapes are told apart, such as the level of a division. */
  readonly layer: string;
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
  readonly row: Readonly<Record<string, unknown>>;
}

/** Why there is nothing to draw, and where to go instead. */
export interface Because {
  readonly words: () => string;
  readonly next?: { readonly to: RouteLocationRaw; readonly words: () => string } | undefined;
}

/** What can be shown of a spatial resource. */
export interface Coverage {
  readonly resource: Resource;
  readonly shapes: readonly Shape[];
  /** Why there is nothing to draw. */
  readonly because: Because | undefined;
  /** Rows without a shape. */
  readonly shapeless: number;
  readonly asOf: string | undefined;
  readonly extent:
    | { readonly west: number; readonly south: number; readonly east: number; readonly north: number }
    | undefined;
}

/** The class of the national guide under which spatial resources stand. */
const spatialSection = '1/自然资源和空间地理';

/** Spatial resources of the directory, by their class: all that whoever is logged in may see, open or not, published first. */
export async function spatialResources(signal?: AbortSignal): Promise<readonly Line[]> {
  const all: Line[] = [];
  let cursor: string | undefined;
  do {
    const query = { section: spatialSection, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const page = await call('GET /v1/resources', { query, signal });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  const rank = ({ status, open }: Line) => (status === 'published' ? (open === true ? 0 : 1) : 2);
  return all.sort((one, other) => rank(one) - rank(other));
}

/** A resource as the list of the map has it: with what keeps its shapes from being seen. */
export function choiceWord({ name, nameEn, status, open }: Line): string {
  const title = say(name, nameEn);
  if (status !== 'published') return say(`${title}（${statusWord(status)}）`, `${title} (${statusWord(status)})`);
  return open === true ? title : say(`${title}（不开放）`, `${title} (not open)`);
}

/** Type 通用型 of the table item-type: what geometry is kept in. */
const general = 'G';

/** The shapes of a resource, as far as it is open: its rows come over the public way. @throws RefusalError */
export async function readCoverage(id: string, signal?: AbortSignal): Promise<Coverage> {
  const resource = await call('GET /v1/resources/{id}', { params: { id }, signal });
  const nothing = (words: () => string, next?: Because['next']): Coverage => ({
    resource,
    shapes: [],
    because: { words, next },
    shapeless: 0,
    asOf: undefined,
    extent: undefined,
  });
  const place = resource.items.find(({ type, openness }) => type === general && openness?.open !== false);
  if (place === undefined)
    return nothing(() =>
      say(
        '该资源没有图形信息项，只能查看属性说明。',
        'This resource has no item with shapes: its description alone can be read.',
      ),
    );
  if (resource.status !== 'published')
    return nothing(() =>
      say(
        '该资源现在没有发布，图形发布后可见。',
        'This resource is not published now: its shapes are seen once it is.',
      ),
    );
  if (!resource.openness.open || resource.sharing.type === '3') {
    const { words, next } = await closedBecause(resource, signal);
    return nothing(words, next);
  }
  const { rows: available } = await call('GET /v1/open-data/{id}.json', { params: { id }, signal });
  if (!isAvailable(available))
    return nothing(() =>
      say('数据源目前不能列出全部记录，图形暂不可得。', 'The source cannot list its rows at present.'),
    );
  const answer = await send({ method: 'GET', path: `/v1/open-data/${encodeURIComponent(id)}/rows.json`, signal });
  const { rows, asOf } = (await answer.json()) as { rows: readonly Readonly<Record<string, unknown>>[]; asOf?: string };
  return coverageOf(resource, { rows, asOf, geometryField: place.field });
}

/**
 * Why the shapes of a resource that is not open cannot be drawn: the exchange hands over whole only what is open, and
 * everything else record by record, for a case and on the record. What then is left to do hangs on whose it is.
 */
async function closedBecause({ id, provider, sharing }: Resource, signal?: AbortSignal): Promise<Because> {
  if (provider === session.value?.officer.organisation)
    return {
      words: () =>
        say(
          '该资源由本单位提供，不向社会开放：平台只整份给出开放的数据，图形请在本单位的系统中查看。',
          'This resource is your own organisation’s and not open: the exchange hands over whole only what is open. See its shapes in your own system.',
        ),
    };
  if (sharing.type === '3')
    return {
      words: () =>
        say(
          '该资源不予共享，图形不在平台上显示。',
          'This resource is not shared: its shapes are not shown on the exchange.',
        ),
    };
  if (await isGranted(id, signal))
    return {
      words: () =>
        say(
          '本单位已获授权，但该资源不向社会开放：图形随办件逐条应答，不整份显示。',
          'Your organisation holds a grant, but the resource is not open: its shapes are answered record by record for a case, and not shown whole.',
        ),
      next: {
        to: { name: 'develop-resource', params: { id }, query: { part: 'grants' } },
        words: () => say('查看授权与用法', 'See the grant and how to use it'),
      },
    };
  return {
    words: () =>
      say(
        '该资源不向社会开放，图形不整份显示；取得授权后随办件逐条查询。',
        'This resource is not open: its shapes are not shown whole, but answered record by record to those who hold a grant.',
      ),
    next: {
      to: { path: '/applications/new', query: { resource: id } },
      words: () => say('申请共享', 'Apply for it'),
    },
  };
}

/** Does the own organisation hold a grant in force? Nobody knows who may not read grants. */
async function isGranted(resource: string, signal?: AbortSignal): Promise<boolean> {
  const consumer = session.value?.officer.organisation;
  if (consumer === undefined || !mayReadGrants()) return false;
  const { items } = await call('GET /v1/grants', { query: { resource, consumer, limit: 50 }, signal });
  return items.some(({ status, validUntil }) => status === 'active' && Date.parse(validUntil) > Date.now());
}

function isAvailable(rows: unknown): boolean {
  return typeof rows === 'object' && rows !== null && 'available' in rows && rows.available === true;
}

/** Makes shapes of rows. */
export function coverageOf(
  resource: Resource,
  given: { rows: readonly Readonly<Record<string, unknown>>[]; asOf: string | undefined; geometryField: string },
): Coverage {
  const layerField = resource.items.find(({ field }) => enumOf(resource, field) !== undefined)?.field;
  const nameField =
    resource.items.find(({ field }) => field === 'name')?.field ??
    resource.items.find(({ type }) => type === 'C')?.field;
  const shapes = given.rows.flatMap((row, index): Shape[] => {
    const geometry = row[given.geometryField];
    if (!isGeometry(geometry)) return [];
    const name = String((nameField === undefined ? undefined : row[nameField]) ?? index + 1);
    return [
      {
        key: String(index),
        name,
        layer: String((layerField === undefined ? undefined : row[layerField]) ?? ''),
        geometry,
        row,
      },
    ];
  });
  const positions = shapes.flatMap(({ geometry }) => positionsOf(geometry.coordinates));
  const extent =
    positions.length === 0
      ? undefined
      : {
          west: positions.reduce((least, [x]) => Math.min(least, x), 180),
          south: positions.reduce((least, [, y]) => Math.min(least, y), 90),
          east: positions.reduce((most, [x]) => Math.max(most, x), -180),
          north: positions.reduce((most, [, y]) => Math.max(most, y), -90),
        };
  return {
    ...{ resource, shapes, asOf: given.asOf, extent, shapeless: given.rows.length - shapes.length },
    because:
      shapes.length === 0
        ? { words: () => say('开放的记录中没有图形。', 'None of the open rows has a shape.') }
        : undefined,
  };
}

/** The values that an item may have, where they are few and written down. */
export function enumOf({ rowSchema }: Resource, field: string): readonly string[] | undefined {
  const { properties } = rowSchema as { properties?: Record<string, { enum?: unknown }> };
  const values = properties?.[field]?.enum;
  return Array.isArray(values) ? values.map(String) : undefined;
}

const drawable = new Set(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']);

function isGeometry(value: unknown): value is Shape['geometry'] {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    drawable.has(String(value.type)) &&
    'coordinates' in value &&
    positionsOf(value.coordinates).length > 0
  );
}

/** Every position in coordinates of whatever depth. */
function positionsOf(coordinates: unknown): Position[] {
  if (!Array.isArray(coordinates)) return [];
  const [x, y] = coordinates;
  if (typeof x === 'number' && typeof y === 'number') return [[x, y]];
  return coordinates.flatMap(positionsOf);
}

/** What a value of the demonstration's own layers is called; a value of another resource is shown as it is. */
export function layerWord(layer: string): string {
  switch (layer) {
    case 'county':
      return say('县级', 'County');
    case 'town':
      return say('乡级', 'Towns');
    case 'village':
      return say('村级', 'Villages');
    case '':
      return say('图形', 'Shapes');
    default:
      return layer;
  }
}
