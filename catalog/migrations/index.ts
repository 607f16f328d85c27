import type { MigrationFolder } from '../../kernel/index.ts';
import { directory } from './0001-directory.ts';
import { codeTables } from './0002-code-tables.ts';
import { purpose } from './0003-purpose.ts';
import { matterQuotas } from './0006-matter-quotas.ts';
import { records } from './0007-records.ts';
import { codeTableVersions } from './0008-code-table-versions.ts';
import { search } from './0009-search.ts';
import { workbookImports } from './0010-workbook-imports.ts';
import { clocks } from './0012-clocks.ts';
import { applications } from './0013-applications.ts';
import { demandsAndObjections } from './0014-demands-objections.ts';
import { lists } from './0015-lists.ts';
import { updateCycleAges } from './0016-update-cycle-ages.ts';
import { openData } from './0018-open-data.ts';
import { narrowSearch } from './0019-narrow-search.ts';

/** The catalogue's tables, in the PostgreSQL schema `catalog`. */
export const catalogMigrations: MigrationFolder = {
  schema: 'catalog',
  migrations: [
    directory,
    codeTables,
    purpose,
    matterQuotas,
    records,
    codeTableVersions,
    search,
    workbookImports,
    clocks,
    applications,
    demandsAndObjections,
    lists,
    updateCycleAges,
    openData,
    narrowSearch,
  ],
};
