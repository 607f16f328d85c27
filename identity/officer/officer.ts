import type { OfficerActor } from '../actor.ts';
import type { Officer as OfficerJson } from '../generated/schemas.ts';
import type { OfficerId, OrganisationId } from '../ids.ts';
import type { Role } from '../role.ts';
import type { OfficerRow, Status } from '../tables.ts';
import { officerProblems } from './problems.ts';

/** An officer's account (工作人员). The password hash is no part of it: it never leaves the store but to be compared. */
export interface Officer {
  readonly id: OfficerId;
  readonly login: string;
  readonly name: string;
  readonly organisation: OrganisationId;
  readonly roles: readonly Role[];
  readonly status: Status;
  readonly version: number;
  readonly createdAt: Date;
}

/** Begins with a letter, so no personal number fits. The schema OfficerRegistration says the same. */
const loginPattern = /^[a-z][a-z0-9._-]{2,63}$/;

/** @throws LOGIN_MALFORMED */
export function requireLogin(login: string): void {
  if (!loginPattern.test(login)) throw officerProblems.LOGIN_MALFORMED();
}

/** @throws OWN_ACCOUNT when the officer acting is the one acted upon */
export function requireSomebodyElse(actor: OfficerActor, id: OfficerId): void {
  if (actor.id === id) throw officerProblems.OWN_ACCOUNT();
}

export function officerOfRow(row: Omit<OfficerRow, 'password_hash'>): Officer {
  const { id, login, name, organisation, roles, status, version, created_at } = row;
  return { id, login, name, organisation, roles, status, version, createdAt: created_at };
}

export function officerToJson(officer: Officer): OfficerJson {
  return { ...officer, roles: [...officer.roles], createdAt: officer.createdAt.toISOString() };
}
