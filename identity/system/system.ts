import type { System as SystemJson } from '../generated/schemas.ts';
import type { OrganisationId, SystemId } from '../ids.ts';
import type { Status, SystemRow } from '../tables.ts';

/** A department's system (应用系统). It asks as a consumer or answers as a provider, never both with one identity. */
export interface System {
  readonly id: SystemId;
  readonly organisation: OrganisationId;
  readonly name: string;
  readonly kind: 'consumer' | 'provider';
  readonly status: Status;
  readonly version: number;
  readonly createdAt: Date;
}

export function systemOfRow(row: SystemRow): System {
  const { created_at, ...same } = row;
  return { ...same, createdAt: created_at };
}

export function systemToJson(system: System): SystemJson {
  return { ...system, createdAt: system.createdAt.toISOString() };
}
