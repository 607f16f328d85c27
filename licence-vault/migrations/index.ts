import type { MigrationFolder } from '../../kernel/index.ts';
import { sealRegister } from '../seal/registry/migration.ts';
import { licences } from './0001-licences.ts';
import { licenceLinks } from './0060-licence-links.ts';
import { partitions } from './0120-partitions.ts';
import { licenceFiles } from './0121-licence-files.ts';

export const licenceVaultMigrations: MigrationFolder = {
  schema: 'vault',
  migrations: [licences, sealRegister, licenceLinks, partitions, licenceFiles],
};
