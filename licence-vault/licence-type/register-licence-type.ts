import type { OrganisationId } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { checkDefinition } from './check-definition.ts';
import type { LicenceTypeDefinition } from './licence-type.ts';
import { insertIssuers, insertLicenceType, readLicenceType } from './licence-type-store.ts';

/**
 * Puts a type that comes with the program or with a deployment into the directory, and appoints its first issuers.
 * May be repeated at every start: a type that is there is left as the deployment has it, issuers only come to it.
 * @returns true when the type was new
 * @throws Error when the definition contradicts itself, or its short name belongs to another type
 */
export async function registerLicenceType(options: {
  database: Database;
  clock: Clock;
  definition: LicenceTypeDefinition;
  issuers?: readonly OrganisationId[] | undefined;
}): Promise<boolean> {
  const { definition } = options;
  const errors = checkDefinition(definition);
  if (errors.length > 0) {
    throw new Error(
      `the licence type ${definition.name} cannot be used: ${errors.map((e) => `${e.pointer} ${e.detail}`).join('; ')}`,
    );
  }
  return options.database.transaction(async (tx) => {
    const isNew = await insertLicenceType(tx, definition, options.clock.now());
    if (!isNew && (await readLicenceType(tx, definition.code)) === undefined) {
      throw new Error(`another licence type is called ${definition.name} already`);
    }
    await insertIssuers(tx, definition.code, options.issuers ?? []);
    return isNew;
  });
}
