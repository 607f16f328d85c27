import { parseOrganisationId } from '../../identity/index.ts';
import type { ResourceDraft } from '../generated/schemas.ts';
import { requireStorable } from '../storable.ts';
import { deriveRowSchema } from './derive-row-schema.ts';
import type { ResourceContent } from './resource.ts';
import { requireResourceCode } from './resource-code.ts';
import { parseResourceId } from './resource-id.ts';

/**
 * Makes a resource's content of what an administrator sent: ids and codes parsed, texts trimmed, what was left out filled in.
 * @throws INVALID_INPUT, RESOURCE_ID_MALFORMED, RESOURCE_CODE_MALFORMED, ORGANISATION_ID_MALFORMED
 */
export function readResourceDraft(draft: ResourceDraft): ResourceContent {
  requireStorable(draft);
  const { items, matchKeys } = draft;
  return {
    id: parseResourceId(draft.id),
    code: requireResourceCode(draft.code, '/code'),
    name: draft.name.trim(),
    nameEn: draft.nameEn.trim(),
    provider: parseOrganisationId(draft.provider),
    abstract: draft.abstract,
    class: draft.class,
    format: draft.format,
    items,
    sharing: draft.sharing,
    openness: draft.openness,
    updateCycle: draft.updateCycle,
    publicationDate: draft.publicationDate,
    relatedResources: (draft.relatedResources ?? []).map((code, index) =>
      requireResourceCode(code, `/relatedResources/${index}`),
    ),
    relations: (draft.relations ?? []).map(({ kind, code }, index) => ({
      kind,
      code: requireResourceCode(code, `/relations/${index}/code`),
    })),
    census: draft.census,
    extension: draft.extension ?? {},
    synthetic: draft.synthetic ?? false,
    rowSchema: draft.rowSchema ?? deriveRowSchema(items, matchKeys),
    matchKeys,
  };
}
