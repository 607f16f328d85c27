import {
  applyRevocations,
  type NatsAuthority,
  type NatsCredentialIssuing,
  natsProblems,
  natsRevocations,
} from '../../identity/index.ts';
import { type Clock, type Database, type Lifecycle, type Logger, pause } from '../../kernel/index.ts';
import { openNatsLink } from './nats-link.ts';

/** A server that lost its folder, or was away at a revocation, has the list again within this time. */
const repeatEveryMs = 60_000;

/**
 * How this hub issues NATS credentials and has revoked ones refused. Undefined where the server asks for none. Where an
 * operator elsewhere keeps the account's keys, users can be issued and revocation is theirs.
 */
export async function natsIssuing(options: {
  authority: NatsAuthority | undefined;
  url: string;
  database: Database;
  clock: Clock;
  logger: Logger;
  lifecycle: Lifecycle;
}): Promise<NatsCredentialIssuing | undefined> {
  const { authority, database, clock, logger, lifecycle } = options;
  if (authority === undefined) return undefined;
  if (authority.operator === undefined)
    return { authority, push: () => Promise.reject(natsProblems.NATS_OPERATOR_ELSEWHERE()) };
  const system = lifecycle.use(
    'nats system link',
    await openNatsLink({ ...options, kind: 'hub-system', name: 'hub-system' }),
  );
  const push = async () => {
    await applyRevocations({
      connection: system.connection,
      authority,
      revocations: () => natsRevocations(database, clock.now()),
      clock,
    });
  };
  await push();
  const repeat = async () => {
    while (!lifecycle.signal.aborted) {
      await pause(repeatEveryMs, lifecycle.signal);
      if (!lifecycle.signal.aborted)
        await push().catch((error: unknown) => logger.warn({ err: error }, 'NATS revocations will be pushed again'));
    }
  };
  void repeat();
  return { authority, push };
}
