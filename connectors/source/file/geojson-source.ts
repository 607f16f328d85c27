import type { FileHandle } from 'node:fs/promises';
import type { Logger } from '../../../kernel/index.ts';
import type { GeojsonSource } from '../../generated/schemas.ts';
import { parseBoundedJson } from '../../protocol/index.ts';
import { valueAt } from '../json-pointer.ts';
import type { ResourceMapping } from '../mapping.ts';
import type { Source } from '../source.ts';
import { openFileSource } from './file-source.ts';
import type { Records } from './record-table.ts';
import { FileFault } from './watched-file.ts';

const defaultMaxBytes = 64 * 1_048_576;

/** Collection, feature, geometry, and the nesting of a multi-polygon within a collection of geometries. */
const maxDepth = 16;

/**
 * A GeoJSON FeatureCollection (RFC 7946 §3.3). A field comes from a property by name, or by a pointer into the feature:
 * `/geometry`, `/id`, `/properties/centre/0`.
 */
export function openGeojsonSource(options: {
  config: GeojsonSource;
  resources: readonly ResourceMapping[];
  logger: Logger;
}): Source {
  const { config, resources, logger } = options;
  const maxBytes = config.maxBytes ?? defaultMaxBytes;
  return openFileSource({
    path: config.path,
    maxBytes,
    zone: config.zone ?? '+08:00',
    resources,
    load: (file) => loadFeatures(file, maxBytes),
    logger,
  });
}

async function loadFeatures(file: FileHandle, maxBytes: number): Promise<Records> {
  const json = parseBoundedJson({ bytes: await file.readFile(), maxBytes, maxDepth });
  if (!json.ok) throw new FileFault('FILE_MALFORMED', 'not JSON');
  const features = valueAt(json.value, '/features');
  if (valueAt(json.value, '/type') !== 'FeatureCollection' || !Array.isArray(features)) {
    throw new FileFault('FILE_MALFORMED', 'not a FeatureCollection');
  }
  const odd = features.findIndex((feature) => valueAt(feature, '/type') !== 'Feature');
  if (odd >= 0) throw new FileFault('FILE_MALFORMED', `member ${odd} of the collection is no Feature`);
  return {
    count: features.length,
    value: (record, from) =>
      from.startsWith('/') ? valueAt(features[record], from) : ownValue(valueAt(features[record], '/properties'), from),
  };
}

function ownValue(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, name)) return undefined;
  return (object as Readonly<Record<string, unknown>>)[name];
}
