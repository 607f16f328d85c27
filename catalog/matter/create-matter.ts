import { actorReference } from '../../identity/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { MatterDraft } from '../generated/schemas.ts';
import { requireMaterials } from './material-rules.ts';
import type { Matter } from './matter.ts';
import { insertMatter } from './matter-store.ts';
import { requireOfficers } from './officer-rules.ts';
import { matterProblems } from './problems.ts';
import { readMatterDraft } from './read-draft.ts';

/**
 * Registers a matter, in use from now on, for a catalogue administrator of the organisation that handles it.
 * @throws ROLE_REQUIRED, NOT_IN_REACH, MATTER_ORGANISATION_UNKNOWN, MATTER_OFFICER_REFUSED, MATTER_MATERIAL_REFUSED, MATTER_CODE_TAKEN
 */
export async function createMatter(options: ActingDeps & { draft: MatterDraft }): Promise<Matter> {
  const { actor } = options;
  const content = readMatterDraft(options.draft);
  requireCatalogueAdministrator(actor, content.organisation);
  if (options.parties.organisation(content.organisation)?.active !== true) {
    throw matterProblems.MATTER_ORGANISATION_UNKNOWN();
  }
  requireOfficers({ parties: options.parties, organisation: content.organisation, officers: content.officers });
  const at = options.clock.now();
  const by = actorReference(actor);
  const matter: Matter = {
    ...content,
    status: 'active',
    version: 1,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  };
  const change: CatalogChange = { kind: 'matter', subject: matter.code, event: 'created', version: 1 };
  await options.database.transaction(async (tx) => {
    await requireMaterials({ tx, actor, materials: content.materials });
    await insertMatter(tx, matter);
    await recordChange(tx, { change, actor, at, before: undefined, after: matter });
  });
  await options.onChange?.(change);
  return matter;
}
