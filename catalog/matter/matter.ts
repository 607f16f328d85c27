import type { OrganisationId } from '../../identity/index.ts';
import type { Matter as MatterBody } from '../generated/schemas.ts';
import type { PredicateKind } from '../grant/grant.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { MatterStatus } from './lifecycle.ts';
import type { MatterCode } from './matter-code.ts';

/** One thing that a case needs (所需材料): fields of a resource and what for, or a licence. */
export type Material = ResourceMaterial | LicenceMaterial;

export interface ResourceMaterial {
  readonly kind: 'resource';
  readonly resource: ResourceId;
  /** Fields whose values are needed. */
  readonly fields: readonly string[];
  /** What has to be known of fields whose values are not. */
  readonly predicates?: readonly NeededPredicate[] | undefined;
  readonly purpose: string;
}

/** Enough to know about a field: of age or not, in the county or not. */
export interface NeededPredicate {
  readonly field: string;
  readonly kind: PredicateKind;
}

export interface LicenceMaterial {
  readonly kind: 'licence';
  /** Code of the licence type; the vault knows which there are. */
  readonly licenceType: string;
  /** On what its use rests: the law of the matter, which is what holds when nothing is said, or the holder's consent alone. */
  readonly basis?: 'law' | 'consent';
}

export interface MatterContent {
  readonly code: MatterCode;
  readonly name: string;
  readonly organisation: OrganisationId;
  readonly legalBasis: string;
  readonly materials: readonly Material[];
  /** Logins of the officers assigned to it (经办人). */
  readonly officers: readonly string[];
}

/** A service matter (事项): the purpose for which an organisation may use data. */
export interface Matter extends MatterContent {
  readonly status: MatterStatus;
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** The fields of a resource that a case of the matter needs. */
export function fieldsNeeded(matter: Pick<Matter, 'materials'>, resource: ResourceId): ReadonlySet<string> {
  return new Set(
    matter.materials.flatMap((material) =>
      material.kind === 'resource' && material.resource === resource ? material.fields : [],
    ),
  );
}

/** May a case of the matter know this about the field of a resource? Who needs a value needs what follows from it too. */
export function needsPredicate(
  matter: Pick<Matter, 'materials'>,
  resource: ResourceId,
  { field, kind }: NeededPredicate,
): boolean {
  return matter.materials.some(
    (material) =>
      material.kind === 'resource' &&
      material.resource === resource &&
      (material.fields.includes(field) ||
        material.predicates?.some((each) => each.field === field && each.kind === kind) === true),
  );
}

/** Does a case of the matter need anything of the resource? */
export function needsResource(matter: Pick<Matter, 'materials'>, resource: ResourceId): boolean {
  return matter.materials.some((material) => material.kind === 'resource' && material.resource === resource);
}

/** The matter as the interface shows it. */
export function matterBody(matter: Matter): MatterBody {
  return {
    ...matter,
    materials: matter.materials.map((material) =>
      material.kind === 'resource' ? { ...resourceMaterialBody(material) } : material,
    ),
    officers: [...matter.officers],
    createdAt: matter.createdAt.toISOString(),
    updatedAt: matter.updatedAt.toISOString(),
  };
}

function resourceMaterialBody({ predicates, ...material }: ResourceMaterial) {
  const fields = [...material.fields];
  return predicates === undefined ? { ...material, fields } : { ...material, fields, predicates: [...predicates] };
}
