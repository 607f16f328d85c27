import { parseOrganisationId } from '../../identity/index.ts';
import type { MatterDraft } from '../generated/schemas.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { requireStorable } from '../storable.ts';
import type { MatterContent } from './matter.ts';
import { parseMatterCode } from './matter-code.ts';

/**
 * Makes a matter's content of what an administrator sent.
 * @throws INVALID_INPUT, MATTER_CODE_MALFORMED, ORGANISATION_ID_MALFORMED, RESOURCE_ID_MALFORMED
 */
export function readMatterDraft(draft: MatterDraft): MatterContent {
  requireStorable(draft);
  return {
    code: parseMatterCode(draft.code),
    name: draft.name.trim(),
    organisation: parseOrganisationId(draft.organisation),
    legalBasis: draft.legalBasis,
    officers: draft.officers ?? [],
    materials: draft.materials.map((material) =>
      material.kind === 'resource' ? { ...material, resource: parseResourceId(material.resource) } : material,
    ),
  };
}
