import type { HttpServerOptions } from '../../exchange/http/server.ts';

/** For servers of tests that are about something else: requests of systems count without a signature, and as often as they come. */
export const unchecked: Pick<HttpServerOptions, 'signatures' | 'repetitions'> = {
  signatures: async () => ({ claim: async () => {}, claimWith: (commit) => commit() }),
  repetitions: { begin: () => Promise.reject(new Error('nothing is kept here')), purge: async () => {} },
};
