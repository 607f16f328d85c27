import { benchCatalogSearch } from './catalog-search.ts';
import type { BenchReport, BenchSettings } from './report.ts';

/** The resource directory: how long a search of a province's waits. */
export async function benchCatalog(settings: BenchSettings): Promise<BenchReport> {
  const { figures, rows } = await benchCatalogSearch(settings);
  return { bench: 'catalog', figures, ratios: {}, rows };
}
