import { dirname, resolve } from 'node:path';
import {
  compileSchema,
  type Environment,
  escapePointer,
  type JsonSchema,
  type PointerError,
  Problem,
  type SchemaCheck,
} from '../../kernel/index.ts';
import { type ConnectorFile, schemas } from '../generated/schemas.ts';
import type { VerificationKey } from '../protocol/index.ts';
import type { FieldMapping, Measuring, ResourceMapping } from '../source/mapping.ts';
import type { SourceConfig } from '../source/open-source.ts';
import { type ConfigDocument, configProblem, parseConfigDocument } from './config-document.ts';
import { readJson, readKeySet, readSigningKey, readText, requirePrivate, resolvePath } from './config-files.ts';
import { configMistakes } from './config-rules.ts';
import { type ConnectorConfig, defaultLimits } from './connector-config.ts';
import { fillEnvironment } from './environment.ts';

const checkFile = compileSchema(schemas.ConnectorFile);

const sourceChecks: Readonly<Record<SourceConfig['kind'], SchemaCheck>> = {
  postgres: compileSchema(schemas.PostgresSource),
  csv: compileSchema(schemas.CsvSource),
  geojson: compileSchema(schemas.GeojsonSource),
  http: compileSchema(schemas.HttpSource),
};

/**
 * Reads a connector's configuration and the files it names. Everything is checked before anything is opened.
 * @param options.path the YAML file; relative paths in it start at its folder
 * @param options.env variables for `${NAME}` in addresses and headers
 * @throws Problem CONNECTOR_CONFIG_INVALID with the line of each mistake; CONNECTOR_FILE_UNREADABLE, CONNECTOR_KEY_EXPOSED
 */
export async function readConnectorConfig(options: { path: string; env: Environment }): Promise<ConnectorConfig> {
  const path = resolve(options.path);
  const document = parseConfigDocument(await readText(path), path);
  const refuse = (errors: readonly PointerError[]): void => {
    if (errors.length === 0) return;
    throw configProblem(
      path,
      errors.map((error) => ({ ...error, line: document.lineOf(error.pointer) })),
    );
  };
  const { value, errors } = fillEnvironment(document.value, options.env);
  refuse(checkFile(value));
  refuse(errors);
  const file = value as ConnectorFile; // as its schema, just passed, describes it
  refuse(Object.entries(file.sources).flatMap(([name, source]) => sourceErrors(name, source)));
  // Each has passed the schema of its kind.
  const sources = file.sources as unknown as Readonly<Record<string, SourceConfig>>;
  refuse(configMistakes(file, sources));
  return load({ file, sources, folder: dirname(path), path, document });
}

function sourceErrors(name: string, source: ConnectorFile['sources'][string]): readonly PointerError[] {
  return sourceChecks[source.kind](source).map(({ pointer, detail }) => ({
    pointer: `/sources/${escapePointer(name)}${pointer}`,
    detail,
  }));
}

interface Loading {
  readonly file: ConnectorFile;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly folder: string;
  readonly path: string;
  readonly document: ConfigDocument;
}

async function load(loading: Loading): Promise<ConnectorConfig> {
  const { file, folder } = loading;
  const at = (path: string) => resolvePath(folder, path);
  const credentials = file.nats.credentials === undefined ? undefined : at(file.nats.credentials);
  if (credentials !== undefined) await requirePrivate(credentials);
  return {
    organisation: file.organisation,
    system: file.system,
    signingKey: await readSigningKey(at(file.signingKey)),
    hub: {
      keys: await hubKeys(loading),
      remember: file.hub.remember === undefined ? undefined : at(file.hub.remember),
    },
    nats: { url: file.nats.url, credentials },
    sources: Object.fromEntries(
      Object.entries(loading.sources).map(([name, source]) => [
        name,
        'path' in source ? { ...source, path: at(source.path) } : source,
      ]),
    ),
    resources: await Promise.all(file.resources.map((_, index) => resourceMapping(loading, index))),
    limits: { ...defaultLimits, ...file.limits },
  };
}

async function hubKeys(loading: Loading): Promise<readonly VerificationKey[]> {
  const { keys } = loading.file.hub;
  const jwks = typeof keys === 'string' ? await readJson(resolvePath(loading.folder, keys)) : keys;
  try {
    return readKeySet(jwks);
  } catch (error) {
    throw mistake(loading, '/hub/keys', error instanceof TypeError ? error.message : 'not a JWKS');
  }
}

async function resourceMapping(loading: Loading, index: number): Promise<ResourceMapping> {
  const entry = loading.file.resources[index];
  if (entry === undefined) throw new RangeError('no such resource entry');
  return {
    id: entry.id,
    source: entry.source,
    from: entry.from,
    listBy: entry.list,
    match: entry.match.map((combination) => (typeof combination === 'string' ? [combination] : combination)),
    fields: new Map(Object.entries(entry.fields).map(([name, field]) => [name, fieldMapping(field)])),
    measure: entry.measure === undefined ? undefined : measuring(entry, entry.measure),
    schema:
      entry.schema === undefined
        ? undefined
        : { version: entry.schema.version, schema: await rowSchema(loading, entry.schema.file, index) },
  };
}

/** Minutes between two counts, and rows looked at a day, unless the configuration says otherwise. */
const usualMinutes = 60;
const usualSample = 2_000;

type ResourceEntry = ConnectorFile['resources'][number];

function measuring(
  { match }: ResourceEntry,
  { freshness, everyMinutes = usualMinutes, quality }: NonNullable<ResourceEntry['measure']>,
): Measuring {
  const [key = []] = match;
  return {
    freshness: typeof freshness === 'string' ? { from: freshness, date: undefined } : freshness,
    everyMinutes,
    quality:
      quality === undefined
        ? undefined
        : { sample: quality.sample ?? usualSample, unique: quality.unique ?? [key].flat() },
  };
}

function fieldMapping(field: ConnectorFile['resources'][number]['fields'][string]): FieldMapping {
  if (typeof field === 'string') {
    return { from: field, type: undefined, trim: false, date: undefined, codes: undefined };
  }
  return {
    from: field.from,
    type: field.type,
    trim: field.trim ?? false,
    date: field.date,
    codes: field.codes === undefined ? undefined : new Map(Object.entries(field.codes)),
  };
}

async function rowSchema(loading: Loading, name: string, index: number): Promise<JsonSchema> {
  const schema = await readJson(resolvePath(loading.folder, name));
  try {
    compileSchema(schema as JsonSchema);
    return schema as JsonSchema;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw mistake(loading, `/resources/${index}/schema/file`, 'the file holds no JSON Schema (2020-12)');
  }
}

function mistake({ path, document }: Loading, pointer: string, detail: string): Error {
  return configProblem(path, [{ pointer, detail, line: document.lineOf(pointer) }]);
}
