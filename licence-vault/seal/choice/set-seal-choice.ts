import {
  actorReference,
  identityProblems,
  isOrganisationId,
  type OfficerActor,
  type OrganisationId,
  requireReach,
} from '../../../identity/index.ts';
import { type Clock, type Database, kernelProblems, requireVersion } from '../../../kernel/index.ts';
import { isIssuer, type LicenceType } from '../../licence-type/licence-type.ts';
import { readLicenceType } from '../../licence-type/licence-type-store.ts';
import { vaultProblems } from '../../problems.ts';
import { sealProblems } from '../problems.ts';
import { sealStates } from '../registry/seal-life.ts';
import { reachableSeal } from '../registry/seal-parts.ts';
import { everyOrganisation, insertChoice, lockChoice, type SealChoice } from './choice-store.ts';
import { requireFor } from './choose-seal.ts';

/** Which seal shall be used for what. */
export interface SealChoiceRequest {
  /** Short id, or `*` for the county's one approval seal. */
  readonly organisation: string;
  /** Code or short name of a licence type; left out: all of them. */
  readonly type?: string | null | undefined;
  /** Id of the seal; null takes the choice back. */
  readonly seal: string | null;
}

/**
 * Chooses the seal that licences bear from now on, or takes a choice back. Seal keepers choose among their organisation's
 * seals, those of the data administration for all; the county's one approval seal is theirs alone to name.
 * @param options.ifMatch the revision of the choice before; undefined only where there was none
 * @throws NOT_IN_REACH, LICENCE_TYPE_UNKNOWN, SEAL_NOT_FOUND, SEAL_NOT_ACTIVE, SEAL_NOT_FOR_TYPE for a personal seal,
 *   another organisation's, and a type that the organisation does not issue; PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function setSealChoice(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly actor: OfficerActor;
  readonly choice: SealChoiceRequest;
  readonly ifMatch: string | undefined;
}): Promise<SealChoice> {
  const { actor, choice, clock } = options;
  const organisation = reachedOrganisation(actor, choice.organisation);
  return options.database.transaction(async (tx) => {
    const type = await typeFor(tx, organisation, choice.type ?? undefined);
    const before = await lockChoice(tx, { organisation, type: type?.code });
    if (before !== undefined) requireVersion(options.ifMatch, before.revision);
    if (choice.seal !== null) {
      const seal = await reachableSeal(tx, actor, choice.seal, { lock: 'use' });
      requireFor(seal, organisation);
      if (seal.state !== 'active') {
        const { zh, en } = sealStates[seal.state];
        throw sealProblems.SEAL_NOT_ACTIVE({ stateZh: zh, stateEn: en });
      }
    }
    const made: SealChoice = {
      organisation,
      type: type?.code,
      seal: choice.seal ?? undefined,
      chosenBy: actorReference(actor),
      chosenAt: clock.now(),
      revision: (before?.revision ?? 0) + 1,
    };
    await insertChoice(tx, made);
    return made;
  });
}

function reachedOrganisation(actor: OfficerActor, organisation: string): OrganisationId | typeof everyOrganisation {
  if (organisation === everyOrganisation) {
    if (!actor.administration) throw identityProblems.NOT_IN_REACH();
    return everyOrganisation;
  }
  if (!isOrganisationId(organisation)) {
    const errors = [{ pointer: '/organisation', detail: 'is no short id of an organisation, nor *' }];
    throw kernelProblems.INVALID_INPUT({ count: 1 }, { errors });
  }
  requireReach(actor, organisation);
  return organisation;
}

async function typeFor(
  tx: Database,
  organisation: OrganisationId | typeof everyOrganisation,
  codeOrName: string | undefined,
): Promise<LicenceType | undefined> {
  if (codeOrName === undefined) return undefined;
  const type = await readLicenceType(tx, codeOrName);
  if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  if (organisation !== everyOrganisation && !isIssuer(type, organisation)) {
    throw sealProblems.SEAL_NOT_FOR_TYPE({
      whyZh: '该机构不是此类证照的颁发机构',
      whyEn: 'the organisation does not issue licences of this type',
    });
  }
  return type;
}
