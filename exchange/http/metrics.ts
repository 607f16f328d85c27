import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Timings } from './timings.ts';

/** What the hub counts. Labels are codes, ids of resources and route patterns; never a person, a case or an address. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Timings<'method' | 'route' | 'status'>;
  readonly refusals: Counter<'code'>;
  readonly queries: Counter<'resource' | 'mode' | 'outcome'>;
  readonly providerSeconds: Timings<'resource' | 'outcome'>;
  readonly stageSeconds: Timings<'stage'>;
  readonly queriesInHand: Gauge;
  readonly declined: Counter<'why'>;
  readonly circuit: Gauge<'provider' | 'resource'>;
  readonly hedges: Counter<'outcome'>;
  readonly quotaLeases: Counter<'outcome'>;
  readonly evidenceBatch: Timings;
  readonly natsConnected: Gauge;
  readonly databaseReachable: Gauge;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Timings({
      name: 'hufu_http_request_seconds',
      help: 'Time to answer a request.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registry,
    }),
    refusals: new Counter({
      name: 'hufu_problems_total',
      help: 'Refusals and faults by code.',
      labelNames: ['code'],
      registers,
    }),
    queries: new Counter({
      name: 'hufu_queries_total',
      help: 'Governed queries by outcome.',
      labelNames: ['resource', 'mode', 'outcome'],
      registers,
    }),
    providerSeconds: new Timings({
      name: 'hufu_provider_seconds',
      help: 'Time from order to verified answer.',
      labelNames: ['resource', 'outcome'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registry,
    }),
    stageSeconds: new Timings({
      name: 'hufu_query_stage_seconds',
      help: 'Time of each part of a query: decide, quota, order, wait, check, evidence.',
      labelNames: ['stage'],
      buckets: [0.00005, 0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registry,
    }),
    queriesInHand: new Gauge({ name: 'hufu_queries_in_hand', help: 'Queries that were let in.', registers }),
    declined: new Counter({
      name: 'hufu_queries_declined_total',
      help: 'Queries declined before anything was decided.',
      labelNames: ['why'],
      registers,
    }),
    circuit: new Gauge({
      name: 'hufu_circuit_state',
      help: '0 asked as usual, 1 being probed, 2 left alone.',
      labelNames: ['provider', 'resource'],
      registers,
    }),
    hedges: new Counter({
      name: 'hufu_hedges_total',
      help: 'Second orders, by whether they were answered first.',
      labelNames: ['outcome'],
      registers,
    }),
    quotaLeases: new Counter({
      name: 'hufu_quota_leases_total',
      help: 'Questions for more of a quota.',
      labelNames: ['outcome'],
      registers,
    }),
    evidenceBatch: new Timings({
      name: 'hufu_evidence_batch_entries',
      help: 'Entries committed together.',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registry,
    }),
    natsConnected: new Gauge({ name: 'hufu_nats_connected', help: '1 while the hub is connected to NATS.', registers }),
    databaseReachable: new Gauge({
      name: 'hufu_database_reachable',
      help: '1 when the last readiness check reached PostgreSQL.',
      registers,
    }),
  };
}
