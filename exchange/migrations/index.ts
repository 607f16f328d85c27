import type { MigrationFolder } from '../../kernel/index.ts';
import { quotaEvidenceConnectors } from './0001-quota-evidence-connectors.ts';
import { quotaLife } from './0002-quota-life.ts';

export const exchangeMigrations: MigrationFolder = {
  schema: 'exchange',
  migrations: [quotaEvidenceConnectors, quotaLife],
};
