import type { MigrationFolder } from '../../kernel/index.ts';
import { directory } from './0001-directory.ts';
import { codeTables } from './0002-code-tables.ts';
import { purpose } from './0003-purpose.ts';
import { matterQuotas } from './0006-matter-quotas.ts';
import { records } from './0007-records.ts';
import { codeTableVersions } from './0008-code-table-versions.ts';
import { openData } from './0018-open-data.ts';

/** The catalogue's tables, in the PostgreSQL schema `catalog`. */
export const catalogMigrations: MigrationFolder = {
  schema: 'catalog',
  migrations: [directory, codeTables, purpose, matterQuotas, records, codeTableVersions, openData],
};
