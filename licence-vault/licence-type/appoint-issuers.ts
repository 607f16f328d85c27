import { type Actor, identityProblems, isOrganisationId, type OrganisationId } from '../../identity/index.ts';
import { type Database, kernelProblems, type PointerError, requireVersion } from '../../kernel/index.ts';
import { vaultProblems } from '../problems.ts';
import type { IssuerDirectory } from './issuer.ts';
import type { LicenceType } from './licence-type.ts';
import { lockLicenceType, readLicenceType, replaceIssuers } from './licence-type-store.ts';

/**
 * Says which organisations may issue a type; the list given takes the place of the one before. Licences issued already
 * stay with who issued them.
 * @throws NOT_IN_REACH for anybody but the data administration, LICENCE_TYPE_UNKNOWN, INVALID_INPUT for an organisation
 *   that is not registered, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function appointIssuers(options: {
  database: Database;
  issuers: IssuerDirectory;
  actor: Actor;
  /** Code or short name of the type. */
  type: string;
  organisations: readonly string[];
  ifMatch: string | undefined;
}): Promise<LicenceType> {
  const { actor, database } = options;
  if (actor.kind !== 'officer' || !actor.administration) throw identityProblems.NOT_IN_REACH();
  const organisations = await knownOrganisations(options.organisations, options.issuers);
  return database.transaction(async (tx) => {
    const type = await readLicenceType(tx, options.type);
    const version = type === undefined ? undefined : await lockLicenceType(tx, type.code);
    if (type === undefined || version === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
    requireVersion(options.ifMatch, version);
    await replaceIssuers(tx, type.code, organisations);
    return { ...type, issuers: organisations, version: version + 1 };
  });
}

async function knownOrganisations(names: readonly string[], issuers: IssuerDirectory): Promise<OrganisationId[]> {
  const known: OrganisationId[] = [];
  const errors: PointerError[] = [];
  for (const [index, name] of names.entries()) {
    if (isOrganisationId(name) && (await issuers.issuer(name)) !== undefined) known.push(name);
    else errors.push({ pointer: `/organisations/${index}`, detail: 'no organisation with a unified code has this id' });
  }
  if (errors.length > 0) throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
  return [...new Set(known)].sort();
}
