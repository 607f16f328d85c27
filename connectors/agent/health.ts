import type { Clock } from '../../kernel/index.ts';
import { type HealthReport, type SignedMessage, sealMessage } from '../protocol/index.ts';
import type { Figures } from '../quality/measurer.ts';
import type { ResourceMapping } from '../source/mapping.ts';
import type { Source, SourceHealth } from '../source/source.ts';
import type { ConnectorConfig } from './connector-config.ts';

/** What has been counted since the start. */
export interface Counts {
  orders: number;
  refusals: number;
  failures: number;
}

/** Looks at every source as its resources need it, and writes the report. */
export async function healthReport(options: {
  config: Pick<ConnectorConfig, 'organisation' | 'system' | 'resources'>;
  sources: ReadonlyMap<string, Source>;
  /** A resource whose orders do not reach us, and why. */
  unheard: ReadonlyMap<string, string>;
  instance: string;
  version: string;
  startedAt: Date;
  counts: Readonly<Counts>;
  /** What was measured, of the resources whose turn it is. */
  figures: ReadonlyMap<string, Figures>;
  clock: Clock;
}): Promise<HealthReport> {
  const { config, clock } = options;
  const resources = await Promise.all(
    config.resources.map(async (resource) => {
      const { ok, detail, lists = false } = await sightOf(resource, options);
      const sight = { id: resource.id, ok, checkedAt: clock.now().toISOString(), detail, ...(lists ? { lists } : {}) };
      return { ...sight, ...options.figures.get(resource.id) };
    }),
  );
  return {
    v: 3,
    organisation: config.organisation,
    system: config.system,
    instance: options.instance,
    version: options.version,
    startedAt: options.startedAt.toISOString(),
    reportedAt: clock.now().toISOString(),
    resources,
    ...options.counts,
  };
}

/** Signed like an answer, so that nobody else can speak of this system's health. */
export function sealHealth(report: HealthReport, config: Pick<ConnectorConfig, 'signingKey'>): SignedMessage {
  return sealMessage({ typ: 'hufu-health', body: report, key: config.signingKey });
}

async function sightOf(
  resource: ResourceMapping,
  options: { sources: ReadonlyMap<string, Source>; unheard: ReadonlyMap<string, string> },
): Promise<SourceHealth> {
  const unheard = options.unheard.get(resource.id);
  if (unheard !== undefined) return { ok: false, detail: unheard };
  const source = options.sources.get(resource.source);
  return source === undefined ? { ok: false, detail: 'SOURCE_UNAVAILABLE' } : source.check(resource);
}
