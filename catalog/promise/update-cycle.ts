import type { Database } from '../../kernel/index.ts';
import type { CatalogTables } from '../tables.ts';

/** An update cycle (更新周期) and how old the newest record may be under it; undefined where it promises nothing measurable. */
export interface UpdateCycle {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly longestSeconds: number | undefined;
}

/** What was declared against what was measured. */
export interface CycleComparison {
  readonly declared: UpdateCycle | undefined;
  /** The quickest cycle whose promise the measured age would keep; undefined when none does, or nothing was measured. */
  readonly measured: UpdateCycle | undefined;
  /** Is the declared cycle kept? Undefined when it promises nothing measurable or nothing was measured. */
  readonly kept: boolean | undefined;
}

/** The update cycles of the code table as it stands, quickest first. */
export async function loadUpdateCycles(database: Database): Promise<readonly UpdateCycle[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.code_row as row')
    .leftJoin('catalog.update_cycle_age as age', 'age.code', 'row.code')
    .select(['row.code', 'row.name', 'row.name_en', 'age.longest_seconds'])
    .where('row.table_name', '=', 'update-cycle')
    .where('row.until', 'is', null)
    .orderBy('age.longest_seconds', (order) => order.asc().nullsLast())
    .orderBy('row.position')
    .execute();
  return rows.map(({ code, name, name_en, longest_seconds }) => ({
    ...{ code, name, nameEn: name_en },
    longestSeconds: longest_seconds === null ? undefined : Number(longest_seconds),
  }));
}

/**
 * Holds a measured age against the declared cycle.
 * @param options.cycles quickest first
 * @param options.ageSeconds how old the newest record became; undefined when it was not measured
 * @example compareCycle({ cycles, declared: '2', ageSeconds: 90_000 }).kept // true: daily, and never two days old
 */
export function compareCycle(options: {
  cycles: readonly UpdateCycle[];
  declared: string;
  ageSeconds: number | undefined;
}): CycleComparison {
  const { cycles, ageSeconds } = options;
  const declared = cycles.find(({ code }) => code === options.declared);
  if (ageSeconds === undefined) return { declared, measured: undefined, kept: undefined };
  const holds = (cycle: UpdateCycle) => cycle.longestSeconds !== undefined && ageSeconds <= cycle.longestSeconds;
  return {
    declared,
    measured: cycles.find(holds),
    kept: declared?.longestSeconds === undefined ? undefined : holds(declared),
  };
}
