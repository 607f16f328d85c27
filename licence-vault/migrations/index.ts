import type { MigrationFolder } from '../../kernel/index.ts';
import { sealRegister } from '../seal/registry/migration.ts';
import { licences } from './0001-licences.ts';
import { statusLists } from './0040-status-lists.ts';
import { presentedStatements } from './0041-presented-statements.ts';

export const licenceVaultMigrations: MigrationFolder = {
  schema: 'vault',
  migrations: [licences, statusLists, presentedStatements, sealRegister],
};
