import { benchCatalogImport } from './catalog-import.ts';
import type { BenchReport, BenchSettings } from './report.ts';

/** The resource directory: how long a large workbook takes to come in. */
export async function benchCatalog(settings: BenchSettings): Promise<BenchReport> {
  const { figures, rows } = await benchCatalogImport(settings);
  return { bench: 'catalog', figures, ratios: {}, rows };
}
