import { existsSync } from 'node:fs';
import type { MigrationFolder } from '../../kernel/index.ts';

/** Folders with tables, in the order in which a hub migrates them. */
const faces = {
  identity: 'identityMigrations',
  catalog: 'catalogMigrations',
  'licence-vault': 'licenceVaultMigrations',
  exchange: 'exchangeMigrations',
} as const;

/** The migrations of the whole house, as a hub applies them when it starts. */
export async function allMigrations(): Promise<readonly MigrationFolder[]> {
  const found: MigrationFolder[] = [];
  for (const [folder, name] of Object.entries(faces)) {
    const url = new URL(`../../${folder}/index.ts`, import.meta.url);
    if (!existsSync(url)) continue;
    const face: Record<string, unknown> = await import(url.href);
    const migrations = face[name];
    if (migrations !== undefined) found.push(migrations as MigrationFolder);
  }
  return found;
}
