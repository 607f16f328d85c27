import type { Actor } from '../actor.ts';
import type { Organisation as OrganisationJson } from '../generated/schemas.ts';
import type { OrganisationId } from '../ids.ts';
import type { UnifiedCode } from '../number/unified-code.ts';
import type { OrganisationRow, Status } from '../tables.ts';
import { organisationProblems } from './problems.ts';

/** An organisation (机构): a department, or the data administration. */
export interface Organisation {
  readonly id: OrganisationId;
  readonly unifiedCode: UnifiedCode;
  readonly name: string;
  readonly kind: 'department' | 'administration';
  readonly status: Status;
  readonly version: number;
  readonly createdAt: Date;
}

/** The data administration's officers act as such in the role `operator`, which the route has checked. @throws ADMINISTRATION_REQUIRED */
export function requireAdministration(actor: Actor): void {
  if (actor.kind !== 'officer' || !actor.administration) throw organisationProblems.ADMINISTRATION_REQUIRED();
}

/** The status after a change, which may be the one it had. @throws ADMINISTRATION_STAYS_ACTIVE */
export function nextStatus(organisation: Pick<Organisation, 'kind'>, wanted: Status): Status {
  if (organisation.kind === 'administration' && wanted === 'suspended') {
    throw organisationProblems.ADMINISTRATION_STAYS_ACTIVE();
  }
  return wanted;
}

export function organisationOfRow(row: OrganisationRow): Organisation {
  const { unified_code, created_at, ...same } = row;
  return { ...same, unifiedCode: unified_code, createdAt: created_at };
}

export function organisationToJson(organisation: Organisation): OrganisationJson {
  return { ...organisation, createdAt: organisation.createdAt.toISOString() };
}
