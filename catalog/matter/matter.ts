import type { OrganisationId } from '../../identity/index.ts';
import type { Matter as MatterBody } from '../generated/schemas.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { MatterStatus } from './lifecycle.ts';
import type { MatterCode } from './matter-code.ts';

/** One thing that a case needs (所需材料): fields of a resource and what for, or a licence. */
export type Material = ResourceMaterial | LicenceMaterial;

export interface ResourceMaterial {
  readonly kind: 'resource';
  readonly resource: ResourceId;
  readonly fields: readonly string[];
  readonly purpose: string;
}

export interface LicenceMaterial {
  readonly kind: 'licence';
  /** Code of the licence type; the vault knows which there are. */
  readonly licenceType: string;
}

export interface MatterContent {
  readonly code: MatterCode;
  readonly name: string;
  readonly organisation: OrganisationId;
  readonly legalBasis: string;
  readonly materials: readonly Material[];
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

/** The matter as the interface shows it. */
export function matterBody(matter: Matter): MatterBody {
  return {
    ...matter,
    materials: matter.materials.map((material) =>
      material.kind === 'resource' ? { ...material, fields: [...material.fields] } : material,
    ),
    createdAt: matter.createdAt.toISOString(),
    updatedAt: matter.updatedAt.toISOString(),
  };
}
