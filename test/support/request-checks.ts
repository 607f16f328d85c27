import type { HttpServerOptions } from '../../exchange/http/server.ts';
import { systemClock } from '../../kernel/index.ts';

/** For servers of tests whose callers are officers, who sign nothing: systems are let in to read alone. */
export const officersOnly: Pick<HttpServerOptions, 'signatures' | 'repetitions'> = {
  signatures: {
    ...{ clock: systemClock, publicUrl: 'http://hub.test', systemKey: () => undefined },
    nonces: { isNew: () => false, claim: async () => false, purge: async () => {} },
  },
  repetitions: { begin: () => Promise.reject(new Error('nothing is kept here')), purge: async () => {} },
};
