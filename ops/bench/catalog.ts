import { benchCatalogImport } from './catalog-import.ts';
import { benchCatalogSearch } from './catalog-search.ts';
import type { BenchReport, BenchSettings } from './report.ts';

/** The resource directory: how long a large workbook takes to come in, and how long a search of a province's waits. */
export async function benchCatalog(settings: BenchSettings): Promise<BenchReport> {
  const brought = await benchCatalogImport(settings);
  const searched = await benchCatalogSearch(settings);
  return {
    bench: 'catalog',
    figures: { ...brought.figures, ...searched.figures },
    ratios: {},
    rows: [...brought.rows, ...searched.rows],
  };
}
