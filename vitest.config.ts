import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // Tests wait for PostgreSQL and NATS much of the time, so every core gets a process, also on a machine with two.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A test that needs a second try to pass is wrong.
    retry: 0,
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
