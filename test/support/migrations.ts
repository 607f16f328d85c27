import { catalogMigrations } from '../../catalog/migrations/index.ts';
import { exchangeMigrations } from '../../exchange/migrations/index.ts';
import { identityMigrations } from '../../identity/migrations/index.ts';
import type { MigrationFolder } from '../../kernel/index.ts';
import { licenceVaultMigrations } from '../../licence-vault/migrations/index.ts';

/** The migrations of the whole house, in the order in which a hub applies them when it starts. */
export function allMigrations(): readonly MigrationFolder[] {
  return [identityMigrations, catalogMigrations, licenceVaultMigrations, exchangeMigrations];
}
