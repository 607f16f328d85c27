import type { Clock, Logger } from '../../kernel/index.ts';
import type { CsvSource, GeojsonSource, HttpSource, PostgresSource } from '../generated/schemas.ts';
import { openCsvSource } from './file/csv-source.ts';
import { openGeojsonSource } from './file/geojson-source.ts';
import { openHttpSource } from './http/http-source.ts';
import type { ResourceMapping } from './mapping.ts';
import { openPostgresSource } from './postgres/postgres-source.ts';
import type { Source } from './source.ts';

export type SourceConfig = PostgresSource | CsvSource | GeojsonSource | HttpSource;

/** Opens a source. Nothing has to be reachable yet: what is away is looked for again with each read. */
export function openSource(options: {
  config: SourceConfig;
  /** The resources that read from it. */
  resources: readonly ResourceMapping[];
  /** Reads that may be under way at once. */
  concurrency: number;
  clock: Clock;
  logger: Logger;
}): Source {
  const { config, resources, clock, logger } = options;
  switch (config.kind) {
    case 'postgres':
      return openPostgresSource({ config, connections: options.concurrency, clock, logger });
    case 'csv':
      return openCsvSource({ config, resources, logger });
    case 'geojson':
      return openGeojsonSource({ config, resources, logger });
    case 'http':
      return openHttpSource({ config, clock });
  }
}
