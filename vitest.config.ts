import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'house',
          include: ['test/**/*.test.ts'],
          exclude: ['test/console/**'],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        // The pages, in a browser, on a demonstration county of their own.
        extends: true,
        test: {
          name: 'console',
          include: ['test/console/**/*.test.ts'],
          globalSetup: ['test/console/support/demonstration.ts'],
          testTimeout: 60_000,
        },
      },
    ],
    pool: 'forks',
    // Tests wait for PostgreSQL, NATS and processes much of the time: two processes more than there are cores keep them busy.
    maxWorkers: Math.max(4, availableParallelism() + 2),
    // Files share a process and what it has loaded; loading the house anew for each would take longer than the tests.
    isolate: false,
    // Room for what is thrown away soon: the collector comes less often.
    execArgv: ['--min-semi-space-size=16', '--max-semi-space-size=64'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A test that needs a second try to pass is wrong.
    retry: 0,
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
