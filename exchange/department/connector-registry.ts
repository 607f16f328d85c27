import { type HealthReport, healthIntervalMs } from '../../connectors/protocol/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';

/** How a resource is served at the department's side. */
export interface ResourceSight {
  readonly organisation: string;
  readonly system: string;
  readonly resource: string;
  readonly healthy: boolean;
  readonly version: string;
  /** When a connector last reported on it. */
  readonly lastSeen: Date;
}

/** What an agent said last of a resource. */
interface AgentSight {
  /** Milliseconds since 1970. */
  readonly seen: number;
  readonly ok: boolean;
  readonly lists: boolean;
}

interface ConnectorSeenTable {
  'exchange.connector_seen': {
    organisation: string;
    system: string;
    resource: string;
    healthy: boolean;
    version: string;
    last_seen: Date;
  };
}

/** What the hub knows of the departments' connectors, from their own reports. */
export interface ConnectorRegistry {
  /** Takes a report whose signature and subject have been checked. */
  note(report: HealthReport): void;
  /** RFC 3339, or undefined when no connector of the organisation ever reported on the resource. */
  lastSeen(organisation: string, resource: string): string | undefined;
  /** Agents of the organisation that reported of late that they serve the resource well. */
  agents(organisation: string, resource: string): number;
  /** Agents of the organisation that reported of late on the resource, whether they serve it well or not: who shares its orders. */
  present(organisation: string, resource: string): number;
  /** Has an agent of the organisation reported of late that it can list the resource? */
  lists(organisation: string, resource: string): boolean;
  all(): readonly ResourceSight[];
  /** Stores what is new, so that a restarted hub still knows when a silent provider was last seen. */
  save(): Promise<void>;
}

/** Milliseconds after which an agent that has not reported is no longer counted: two reports may be lost. */
const agentLifeMs = 3 * healthIntervalMs;

/** Opens the registry with what earlier hubs stored. */
export async function openConnectorRegistry(options: { database: Database; clock: Clock }): Promise<ConnectorRegistry> {
  const tables = options.database.tables<ConnectorSeenTable>();
  const sights = new Map<string, ResourceSight>();
  const unsaved = new Set<string>();
  const agents = new Map<string, Map<string, AgentSight>>();
  const keyOf = (organisation: string, system: string, resource: string) => `${organisation} ${system} ${resource}`;
  for (const row of await tables.selectFrom('exchange.connector_seen').selectAll().execute()) {
    const { last_seen: lastSeen, ...rest } = row;
    sights.set(keyOf(row.organisation, row.system, row.resource), { ...rest, lastSeen });
  }
  const count = (organisation: string, resource: string, counts: (agent: AgentSight) => boolean): number => {
    const oldest = options.clock.now().getTime() - agentLifeMs;
    let sum = 0;
    for (const agent of agents.get(`${organisation} ${resource}`)?.values() ?? [])
      if (agent.seen >= oldest && counts(agent)) sum += 1;
    return sum;
  };
  return {
    note(report) {
      for (const { id, ok, lists = false } of report.resources) {
        const key = keyOf(report.organisation, report.system, id);
        sights.set(key, {
          organisation: report.organisation,
          system: report.system,
          resource: id,
          healthy: ok,
          version: report.version,
          lastSeen: options.clock.now(),
        });
        unsaved.add(key);
        const place = `${report.organisation} ${id}`;
        const serving = agents.get(place) ?? new Map<string, AgentSight>();
        agents.set(place, serving);
        const now = options.clock.now().getTime();
        for (const [instance, { seen }] of serving) if (now - seen > agentLifeMs) serving.delete(instance);
        serving.set(report.instance, { seen: now, ok, lists });
      }
    },
    agents: (organisation, resource) => count(organisation, resource, ({ ok }) => ok),
    present: (organisation, resource) => count(organisation, resource, () => true),
    lists: (organisation, resource) => count(organisation, resource, ({ lists }) => lists) > 0,
    lastSeen(organisation, resource) {
      let latest: Date | undefined;
      for (const sight of sights.values()) {
        if (sight.organisation !== organisation || sight.resource !== resource) continue;
        if (latest === undefined || sight.lastSeen > latest) latest = sight.lastSeen;
      }
      return latest?.toISOString();
    },
    all: () => [...sights.values()],
    async save() {
      const keys = [...unsaved];
      const rows = keys
        .flatMap((key) => sights.get(key) ?? [])
        .map(({ lastSeen, ...rest }) => ({ ...rest, last_seen: lastSeen }));
      if (rows.length === 0) return;
      // Before, not after: what is reported meanwhile is for the next time.
      unsaved.clear();
      try {
        await tables
          .insertInto('exchange.connector_seen')
          .values(rows)
          .onConflict((conflict) =>
            conflict.columns(['organisation', 'system', 'resource']).doUpdateSet((eb) => ({
              healthy: eb.ref('excluded.healthy'),
              version: eb.ref('excluded.version'),
              last_seen: eb.fn('greatest', ['exchange.connector_seen.last_seen', 'excluded.last_seen']),
            })),
          )
          .execute();
      } catch (error) {
        for (const key of keys) unsaved.add(key);
        throw error;
      }
    },
  };
}
