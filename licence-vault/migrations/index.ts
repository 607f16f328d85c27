import type { MigrationFolder } from '../../kernel/index.ts';
import { sealRegister } from '../seal/registry/migration.ts';
import { licences } from './0001-licences.ts';
import { licenceTypeEditions } from './0010-licence-type-editions.ts';

export const licenceVaultMigrations: MigrationFolder = {
  schema: 'vault',
  migrations: [licences, sealRegister, licenceTypeEditions],
};
