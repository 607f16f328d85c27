import type { FastifyInstance } from 'fastify';
import { type ProblemTable, pause, problemType } from '../../kernel/index.ts';
import type { Metrics } from './metrics.ts';

/** Is a part that the hub cannot do without there? Rejects or gives false when it is not. */
export type ReadinessCheck = () => Promise<boolean>;

/** Milliseconds after which a part that has not answered is not there. Whoever probes us has patience, too, and less of it. */
const standardPatienceMs = 2_000;

const open = { config: { access: { public: true } } } as const;

const liveness = {
  description: 'The hub runs.',
  type: 'object',
  required: ['status', 'demonstration'],
  additionalProperties: false,
  properties: {
    status: { type: 'string', enum: ['alive'] },
    demonstration: { type: 'boolean', description: 'Whether everything here is generated, and for show.' },
  },
} as const;

/** Liveness, readiness, metrics and the error table. */
export function operationRoutes(
  app: FastifyInstance,
  options: {
    metrics: Metrics;
    database: ReadinessCheck;
    nats: ReadinessCheck;
    problems: ProblemTable;
    /** Told to everybody who asks, so that pages say what is no real county. */
    demonstration?: boolean | undefined;
    patienceMs?: number | undefined;
  },
): void {
  const { metrics, demonstration = false, patienceMs = standardPatienceMs } = options;
  const isThere = (check: ReadinessCheck) => holds(check, patienceMs);
  app.get(
    '/healthz',
    { ...open, schema: { tags: ['operation'], summary: '存活 · Alive', response: { 200: liveness } } },
    () => ({ status: 'alive', demonstration }),
  );
  app.get(
    '/readyz',
    { ...open, schema: { tags: ['operation'], summary: '就绪 · Ready: database and NATS reachable' } },
    async (_request, reply) => {
      const [database, nats] = await Promise.all([isThere(options.database), isThere(options.nats)]);
      metrics.databaseReachable.set(database ? 1 : 0);
      metrics.natsConnected.set(nats ? 1 : 0);
      return reply
        .code(database && nats ? 200 : 503)
        .send({ status: database && nats ? 'ready' : 'not ready', database, nats });
    },
  );
  app.get('/metrics', { ...open, schema: { hide: true } }, async (_request, reply) => {
    metrics.natsConnected.set((await isThere(options.nats)) ? 1 : 0);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get('/v1/problems', { ...open, schema: { tags: ['operation'], summary: '错误码表 · The error table' } }, () => ({
    items: Object.entries(options.problems)
      .map(([code, row]) => ({
        code,
        type: problemType(code),
        status: row.status,
        title: row.title,
        reason: row.reason,
        remedy: row.remedy,
      }))
      .sort((a, b) => (a.code < b.code ? -1 : 1)),
  }));
}

async function holds(check: ReadinessCheck, patienceMs: number): Promise<boolean> {
  const answered = new AbortController();
  try {
    return await Promise.race([check(), pause(patienceMs, answered.signal).then(() => false)]);
  } catch {
    return false;
  } finally {
    answered.abort();
  }
}
