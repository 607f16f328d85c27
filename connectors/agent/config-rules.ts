import { escapePointer, type PointerError } from '../../kernel/index.ts';
import type { ConnectorFile, HttpSource } from '../generated/schemas.ts';
import { hasFixedOrigin, placeholdersOf } from '../source/http/request-template.ts';
import type { SourceConfig } from '../source/open-source.ts';

type ResourceEntry = ConnectorFile['resources'][number];

/** What a schema cannot say about a configuration: that its parts fit one another. */
export function configMistakes(
  file: ConnectorFile,
  sources: Readonly<Record<string, SourceConfig>>,
): readonly PointerError[] {
  return [
    ...Object.entries(sources).flatMap(([name, source]) => sourceMistakes(source, `/sources/${name}`)),
    ...file.resources.flatMap((entry, index) => [
      ...doubleMistakes(file, entry, index),
      ...resourceMistakes(entry, sources[entry.source], `/resources/${index}`),
    ]),
  ];
}

function sourceMistakes(source: SourceConfig, pointer: string): readonly PointerError[] {
  const mistake = (member: string, detail: string) => [{ pointer: `${pointer}/${member}`, detail }];
  if (source.kind === 'postgres' && !isAddress(source.url, ['postgres:', 'postgresql:'])) {
    return mistake('url', 'must be an address beginning with postgres://');
  }
  if (source.kind !== 'http') return [];
  if (!hasFixedOrigin(source.url)) return mistake('url', 'a placeholder may stand in path and query only');
  const example = source.url.replaceAll(/\{[^{}]*\}/gu, 'x');
  if (!isAddress(example, ['http:', 'https:'])) return mistake('url', 'must be an address beginning with http(s)://');
  if (source.body !== undefined && source.method !== 'POST') return mistake('body', 'goes with method: POST only');
  if (source.health !== undefined && !isAddress(source.health, ['http:', 'https:'])) {
    return mistake('health', 'must be an address beginning with http(s)://');
  }
  return source.list === undefined ? [] : listMistakes(source.list, `${pointer}/list`);
}

function listMistakes(list: NonNullable<HttpSource['list']>, pointer: string): readonly PointerError[] {
  const mistake = (member: string, detail: string) => [{ pointer: `${pointer}/${member}`, detail }];
  const { url, by } = list;
  const [address = '', query = ''] = url.split('?', 2);
  if (!hasFixedOrigin(url)) return mistake('url', 'a placeholder may stand in path and query only');
  if (!isAddress(url.replaceAll(/\{[^{}]*\}/gu, '1'), ['http:', 'https:'])) {
    return mistake('url', 'must be an address beginning with http(s)://');
  }
  const named = placeholdersOf({ url });
  if (named.length !== 1 || named[0] !== by) return mistake('url', `must have {${by}} in it, and no other placeholder`);
  if (by === 'cursor' && (address.includes('{') || !query.includes('={cursor}'))) {
    return mistake('url', '{cursor} must be a parameter of the query, as in ?after={cursor}');
  }
  if (by === 'cursor' && list.next === undefined)
    return mistake('next', 'required: where the cursor of the next page is');
  if (by !== 'cursor' && list.next !== undefined) return mistake('next', 'goes with by: cursor only');
  if (by !== 'page' && list.first !== undefined) return mistake('first', 'goes with by: page only');
  return [];
}

function isAddress(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function doubleMistakes(file: ConnectorFile, entry: ResourceEntry, index: number): readonly PointerError[] {
  const first = file.resources.findIndex(({ id }) => id === entry.id);
  return first === index ? [] : [{ pointer: `/resources/${index}/id`, detail: 'stands there twice' }];
}

function resourceMistakes(
  entry: ResourceEntry,
  source: SourceConfig | undefined,
  pointer: string,
): readonly PointerError[] {
  if (source === undefined) return [{ pointer: `${pointer}/source`, detail: 'no such source' }];
  return [
    ...tableMistakes(entry, source, pointer),
    ...matchMistakes(entry, pointer),
    ...fieldMistakes(entry, source, pointer),
    ...listingMistakes(entry, source, pointer),
    ...measureMistakes(entry, source, pointer),
    ...(source.kind === 'http' ? templateMistakes(entry, source, pointer) : []),
  ];
}

const tableName = /^[^.\0]{1,63}(\.[^.\0]{1,63})?$/;

function tableMistakes(entry: ResourceEntry, source: SourceConfig, pointer: string): readonly PointerError[] {
  if (source.kind !== 'postgres') {
    return entry.from === undefined ? [] : [{ pointer: `${pointer}/from`, detail: 'goes with a postgres source only' }];
  }
  if (entry.from === undefined) return [{ pointer: `${pointer}/from`, detail: 'required: the table or view' }];
  return tableName.test(entry.from) ? [] : [{ pointer: `${pointer}/from`, detail: 'must be table or schema.table' }];
}

function matchMistakes(entry: ResourceEntry, pointer: string): readonly PointerError[] {
  return entry.match.flatMap((combination, index) =>
    listOf(combination).flatMap((name): PointerError[] => {
      const field = Object.hasOwn(entry.fields, name) ? entry.fields[name] : undefined;
      if (field === undefined) return [{ pointer: `${pointer}/match/${index}`, detail: `no field called ${name}` }];
      if (typeof field === 'string' || field.codes === undefined) return [];
      // Two codes with one meaning leave no way back from a value to the code it is stored under.
      const meanings = Object.values(field.codes).map(String);
      return new Set(meanings).size === meanings.length
        ? []
        : [{ pointer: `${pointer}/fields/${name}/codes`, detail: 'two codes of a match field mean the same' }];
    }),
  );
}

const jsonPointer = /^(\/([^~/]|~[01])*)+$/u;

function fieldMistakes(entry: ResourceEntry, source: SourceConfig, pointer: string): readonly PointerError[] {
  return Object.entries(entry.fields).flatMap(([name, field]): PointerError[] => {
    const place = `${pointer}/fields/${escapePointer(name)}`;
    const from = typeof field === 'string' ? field : field.from;
    const points = from.startsWith('/') && (source.kind === 'geojson' || source.kind === 'http');
    if (points && !jsonPointer.test(from)) return [{ pointer: place, detail: 'not a JSON pointer' }];
    if (source.kind === 'postgres' && (Buffer.byteLength(from) > 63 || from.includes('\0'))) {
      return [{ pointer: place, detail: 'not the name of a column' }];
    }
    if (typeof field !== 'string' && field.codes !== undefined && field.date !== undefined) {
      return [{ pointer: place, detail: 'has codes or a date, not both' }];
    }
    return [];
  });
}

function listingMistakes(entry: ResourceEntry, source: SourceConfig, pointer: string): readonly PointerError[] {
  const place = `${pointer}/list`;
  if (entry.list === undefined) return [];
  if (source.kind !== 'postgres') return [{ pointer: place, detail: 'goes with a postgres source only' }];
  return entry.list.some((column) => Buffer.byteLength(column) > 63 || column.includes('\0'))
    ? [{ pointer: place, detail: 'not the name of a column' }]
    : [];
}

function measureMistakes(entry: ResourceEntry, source: SourceConfig, pointer: string): readonly PointerError[] {
  const { measure } = entry;
  if (measure === undefined) return [];
  if (source.kind === 'http' && source.list === undefined) {
    return [{ pointer: `${pointer}/measure`, detail: 'goes with an http source only if that has a list' }];
  }
  const place = `${pointer}/measure/freshness`;
  const from = typeof measure.freshness === 'string' ? measure.freshness : measure.freshness?.from;
  if (from !== undefined && source.kind === 'postgres' && (Buffer.byteLength(from) > 63 || from.includes('\0'))) {
    return [{ pointer: place, detail: 'not the name of a column' }];
  }
  // What finds a person says something of a person, and the newest of it would leave.
  const keys = entry.match.flatMap(listOf).map((name) => {
    const field = entry.fields[name];
    return typeof field === 'string' ? field : field?.from;
  });
  if (from !== undefined && keys.includes(from)) {
    return [{ pointer: place, detail: 'must not be a column that records are found by' }];
  }
  const unknown = measure.quality?.unique?.find((name) => !Object.hasOwn(entry.fields, name));
  return unknown === undefined
    ? []
    : [{ pointer: `${pointer}/measure/quality/unique`, detail: `no field called ${unknown}` }];
}

function templateMistakes(entry: ResourceEntry, source: HttpSource, pointer: string): readonly PointerError[] {
  const needed = placeholdersOf(source);
  return entry.match.flatMap((combination, index) => {
    const missing = needed.filter((name) => !listOf(combination).includes(name));
    return missing.length === 0
      ? []
      : [{ pointer: `${pointer}/match/${index}`, detail: `the source’s address needs ${missing.join(', ')}` }];
  });
}

function listOf(combination: string | readonly string[]): readonly string[] {
  return typeof combination === 'string' ? [combination] : combination;
}
