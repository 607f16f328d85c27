import type { MigrationFolder } from '../../kernel/index.ts';
import { sealRegister } from '../seal/registry/migration.ts';
import { licences } from './0001-licences.ts';
import { holders } from './0050-holder.ts';

export const licenceVaultMigrations: MigrationFolder = {
  schema: 'vault',
  migrations: [licences, sealRegister, holders],
};
