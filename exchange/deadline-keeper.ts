import { type CatalogDeps, keepDeadlines } from '../catalog/index.ts';
import type { Logger } from '../kernel/index.ts';

/** Keeps the clocks of sharing management at each call, and says once which years they count without a calendar. */
export function deadlineKeeper(options: CatalogDeps & { readonly logger: Logger }): () => Promise<void> {
  let said = '';
  return async () => {
    const { missingYears } = await keepDeadlines(options);
    if (missingYears.join() === said) return;
    said = missingYears.join();
    if (said !== '') options.logger.warn({ years: missingYears }, 'clocks count days of years without a calendar');
  };
}
