import type { KeyObject } from 'node:crypto';
import type { Clock, Database } from '../kernel/index.ts';
import { joinRefreshes, seldom } from './fresh.ts';
import type { OfficerId, OrganisationId, SystemId } from './ids.ts';
import { keyObjectOf } from './keys/public-jwk.ts';
import type { UnifiedCode } from './number/unified-code.ts';
import { isInForce } from './system/system-key.ts';
import { systemKeyOfRow } from './system/system-key-store.ts';
import type { IdentityTables, PublicJwk } from './tables.ts';

export interface OrganisationFact {
  readonly id: OrganisationId;
  readonly name: string;
  readonly unifiedCode: UnifiedCode;
  readonly administration: boolean;
  readonly active: boolean;
}

export interface SystemFact {
  readonly id: SystemId;
  readonly name: string;
  readonly organisation: OrganisationId;
  readonly kind: 'consumer' | 'provider';
  /** The system and its organisation are active. */
  readonly active: boolean;
}

export interface OfficerFact {
  readonly id: OfficerId;
  readonly login: string;
  readonly organisation: OrganisationId;
  /** The officer and the organisation are active. */
  readonly active: boolean;
}

/** A key that counts now, of a system that is active. */
export interface SystemKeyFact {
  readonly kid: string;
  readonly system: SystemId;
  readonly organisation: OrganisationId;
  readonly systemKind: 'consumer' | 'provider';
  readonly alg: 'ES256' | 'EdDSA';
  readonly jwk: PublicJwk;
  readonly key: KeyObject;
}

/**
 * Who there is, in memory, for the request path: asking it waits for nobody. It is as new as the last refresh, which a
 * notice of a change or the clock brings about.
 */
export interface IdentityFacts {
  organisation(id: OrganisationId): OrganisationFact | undefined;
  organisations(): readonly OrganisationFact[];
  system(id: SystemId): SystemFact | undefined;
  systems(): readonly SystemFact[];
  officer(login: string): OfficerFact | undefined;
  /** Undefined for a key that is unknown, revoked, outside its period, or of a suspended system or organisation. */
  systemKey(kid: string): SystemKeyFact | undefined;
  /** Keys of a system that count now. */
  keysOf(system: SystemId): readonly SystemKeyFact[];
  /** Reads the database again; afterwards the facts are at least as new as the call. */
  refresh(): Promise<void>;
  /** For an id that is not known, which may be very new: reads again, but not oftener than every few seconds. */
  refreshSeldom(): Promise<void>;
}

const unknownIdPauseMs = 5_000;

interface Snapshot {
  readonly organisations: ReadonlyMap<OrganisationId, OrganisationFact>;
  readonly systems: ReadonlyMap<SystemId, SystemFact>;
  readonly officers: ReadonlyMap<string, OfficerFact>;
  readonly keys: ReadonlyMap<string, SystemKeyFact & Period>;
}

interface Period {
  readonly notBefore: Date;
  readonly notAfter: Date | undefined;
  readonly revokedAt: Date | undefined;
}

/** Loads the facts. Some thousand systems and officers are a few hundred kilobytes, so it always reads them all. */
export async function openIdentityFacts(options: { database: Database; clock: Clock }): Promise<IdentityFacts> {
  const { database, clock } = options;
  let facts: Snapshot = { organisations: new Map(), systems: new Map(), officers: new Map(), keys: new Map() };
  const refresh = joinRefreshes(async () => {
    facts = await load(database, facts);
  });
  await refresh();
  const counts = (key: SystemKeyFact & Period) =>
    isInForce(key, clock.now()) && facts.systems.get(key.system)?.active === true;
  return {
    organisation: (id) => facts.organisations.get(id),
    organisations: () => [...facts.organisations.values()],
    system: (id) => facts.systems.get(id),
    systems: () => [...facts.systems.values()],
    officer: (login) => facts.officers.get(login),
    systemKey(kid) {
      const key = facts.keys.get(kid);
      return key !== undefined && counts(key) ? key : undefined;
    },
    keysOf: (system) => [...facts.keys.values()].filter((key) => key.system === system && counts(key)),
    refresh,
    refreshSeldom: seldom({ clock, everyMs: unknownIdPauseMs, refresh }),
  };
}

async function load(database: Database, before: Snapshot): Promise<Snapshot> {
  const tables = database.tables<IdentityTables>();
  const [organisationRows, systemRows, officerRows, keyRows] = await Promise.all([
    tables.selectFrom('identity.organisation').selectAll().execute(),
    tables.selectFrom('identity.system').selectAll().execute(),
    tables.selectFrom('identity.officer').select(['id', 'login', 'organisation', 'status']).execute(),
    tables.selectFrom('identity.system_key').selectAll().where('revoked_at', 'is', null).execute(),
  ]);
  const organisations = new Map<OrganisationId, OrganisationFact>();
  for (const { id, name, unified_code, kind, status } of organisationRows) {
    const administration = kind === 'administration';
    organisations.set(id, { id, name, unifiedCode: unified_code, administration, active: status === 'active' });
  }
  const systems = new Map<SystemId, SystemFact>();
  for (const { id, name, organisation, kind, status } of systemRows) {
    const active = status === 'active' && organisations.get(organisation)?.active === true;
    systems.set(id, { id, name, organisation, kind, active });
  }
  const officers = new Map<string, OfficerFact>();
  for (const { id, login, organisation, status } of officerRows) {
    const active = status === 'active' && organisations.get(organisation)?.active === true;
    officers.set(login, { id, login, organisation, active });
  }
  const keys = new Map<string, SystemKeyFact & Period>();
  for (const row of keyRows) {
    const system = systems.get(row.system);
    if (system === undefined) continue;
    const { kid, alg, jwk, notBefore, notAfter, revokedAt } = systemKeyOfRow(row);
    // A kid is a digest of its key, so the object made for it before is still the right one.
    const key = before.keys.get(kid)?.key ?? keyObjectOf(jwk);
    const { organisation, kind: systemKind } = system;
    keys.set(kid, { kid, system: row.system, organisation, systemKind, alg, jwk, key, notBefore, notAfter, revokedAt });
  }
  return { organisations, systems, officers, keys };
}
