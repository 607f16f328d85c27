import { inject } from 'vitest';
import { type EmbeddedNats, type NatsOptions, startNats } from '../../ops/embedded/index.ts';
import { serverFolder } from './temporary-folder.ts';

/** The run's nats-server: JetStream on, no credentials asked. All test files share it, so use subjects of your own. */
export function testNatsUrl(): string {
  return inject('natsUrl');
}

/** A nats-server of the test's own, for tests that kill it or need a configuration. Its data is removed when it stops, unless told otherwise. */
export async function startOwnNats(options: Partial<NatsOptions> = {}): Promise<EmbeddedNats> {
  const storeDirectory = options.storeDirectory ?? (await serverFolder('nats')).path;
  return startNats({ program: inject('natsServerProgram'), temporary: true, ...options, storeDirectory });
}
