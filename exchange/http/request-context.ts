import type { Trace } from '../../kernel/index.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where this request stands in its trace; set before anything else looks at it. */
    trace: Trace;
    /** The code of the problem this request was answered with, for the metrics. */
    problemCode: string | undefined;
  }
}
