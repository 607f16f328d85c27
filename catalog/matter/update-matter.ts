import { actorReference } from '../../identity/index.ts';
import { requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { MatterDraft } from '../generated/schemas.ts';
import { requireMaterials } from './material-rules.ts';
import type { Matter } from './matter.ts';
import type { MatterCode } from './matter-code.ts';
import { findMatter, saveMatter } from './matter-store.ts';
import { requireOfficers } from './officer-rules.ts';
import { matterProblems } from './problems.ts';
import { readMatterDraft } from './read-draft.ts';

/**
 * Replaces what is written of a matter. Grants given for it stand as they are: what it no longer needs is refused at
 * the next query, and when their terms are next written.
 * @param options.ifMatch the ETag of the version the change is based on
 * @throws MATTER_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, MATTER_ENDED,
 * MATTER_IDENTITY_FIXED, MATTER_OFFICER_REFUSED, MATTER_MATERIAL_REFUSED
 */
export async function updateMatter(
  options: ActingDeps & { code: MatterCode; draft: MatterDraft; ifMatch: string | undefined },
): Promise<Matter> {
  const { actor, code } = options;
  const content = readMatterDraft(options.draft);
  const at = options.clock.now();
  const { matter, change } = await options.database.transaction(async (tx) => {
    const before = await findMatter(tx, code, 'change');
    if (before === undefined) throw matterProblems.MATTER_NOT_FOUND();
    requireCatalogueAdministrator(actor, before.organisation);
    requireVersion(options.ifMatch, before.version);
    if (before.status === 'ended') throw matterProblems.MATTER_ENDED();
    const member = (['code', 'organisation'] as const).find((name) => before[name] !== content[name]);
    if (member !== undefined) throw matterProblems.MATTER_IDENTITY_FIXED({ member });
    requireOfficers({
      ...{ parties: options.parties, organisation: content.organisation },
      officers: content.officers,
      before: before.officers,
    });
    await requireMaterials({ tx, actor, materials: content.materials, before: before.materials });
    const version = before.version + 1;
    const after: Matter = { ...before, ...content, version, updatedAt: at, updatedBy: actorReference(actor) };
    await saveMatter(tx, after);
    const entry: CatalogChange = { kind: 'matter', subject: code, event: 'updated', version };
    await recordChange(tx, { change: entry, actor, at, before, after });
    return { matter: after, change: entry };
  });
  await options.onChange?.(change);
  return matter;
}
