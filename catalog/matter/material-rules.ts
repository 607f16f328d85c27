import type { Actor } from '../../identity/index.ts';
import type { Database, PointerError } from '../../kernel/index.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { findResources } from '../resource/resource-store.ts';
import { maySee } from '../resource/visibility.ts';
import type { Material } from './matter.ts';
import { matterProblems } from './problems.ts';

/**
 * Checks the materials against the directory as it stands, and keeps it so until the transaction ends. What the matter
 * needed before it may go on needing, also while its resource is suspended or no longer to be seen.
 * @throws MATTER_MATERIAL_REFUSED naming the places
 */
export async function requireMaterials(options: {
  tx: Database;
  actor: Actor;
  materials: readonly Material[];
  before?: readonly Material[];
}): Promise<void> {
  const { tx, actor, materials, before = [] } = options;
  const ids = materials.flatMap((material) => (material.kind === 'resource' ? [material.resource] : []));
  const found = await findResources(tx, [...new Set(ids)]);
  const visible = new Map([...found].filter(([, resource]) => maySee(actor, resource)));
  const errors = materialErrors(materials, visible, before);
  if (errors.length > 0) {
    throw matterProblems.MATTER_MATERIAL_REFUSED({ count: errors.length }, { errors: errors.slice(0, 50) });
  }
}

/** What is wrong with the materials, given the resources that their writer may see. Pure. */
export function materialErrors(
  materials: readonly Material[],
  visible: ReadonlyMap<ResourceId, Pick<Resource, 'items'>>,
  before: readonly Material[] = [],
): readonly PointerError[] {
  const seen = new Set<string>();
  return materials.flatMap((material, index) => {
    const pointer = `/materials/${index}`;
    const key = material.kind === 'resource' ? `resource ${material.resource}` : `licence ${material.licenceType}`;
    if (seen.has(key)) return [{ pointer, detail: 'stands there already' }];
    seen.add(key);
    if (material.kind === 'licence') return [];
    const resource = visible.get(material.resource);
    const needed = fieldsKnown(before, material.resource);
    if (resource === undefined && needed.size === 0) {
      return [{ pointer: `${pointer}/resource`, detail: 'no such resource in the directory' }];
    }
    const fields = new Set([...needed, ...(resource?.items ?? []).map((item) => item.field)]);
    const { predicates = [] } = material;
    if (material.fields.length + predicates.length === 0)
      return [{ pointer: `${pointer}/fields`, detail: 'neither fields nor predicates' }];
    return [
      ...material.fields.map((field, place) => ({ field, pointer: `${pointer}/fields/${place}` })),
      ...predicates.map(({ field }, place) => ({ field, pointer: `${pointer}/predicates/${place}/field` })),
    ].flatMap((each) =>
      fields.has(each.field) ? [] : [{ pointer: each.pointer, detail: 'the resource has no such field' }],
    );
  });
}

/** The fields that materials speak of already, by value or by predicate. */
function fieldsKnown(materials: readonly Material[], resource: ResourceId): ReadonlySet<string> {
  return new Set(
    materials.flatMap((material) =>
      material.kind === 'resource' && material.resource === resource
        ? [...material.fields, ...(material.predicates ?? []).map(({ field }) => field)]
        : [],
    ),
  );
}
