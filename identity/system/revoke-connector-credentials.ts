import type { Clock, Database } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { SystemId } from '../ids.ts';
import type { NatsCredentialIssuing } from './issue-connector-credentials.ts';
import { markNatsUserRevoked, type NatsUserRecord } from './nats-user-store.ts';
import { systemProblems } from './problems.ts';
import { lockSystem } from './system-store.ts';

/**
 * Revokes a NATS credential of a system in reach. It is recorded first and then pushed to the servers, which cut the
 * connection off before this resolves; if no server can be told, the caller hears so and may simply do it again.
 * @throws NATS_CREDENTIALS_UNMANAGED, NOT_FOUND, NATS_OPERATOR_ELSEWHERE, NATS_ACCOUNT_REFUSED, NATS_ACCOUNT_UNANSWERED
 */
export async function revokeConnectorCredentials(options: {
  database: Database;
  clock: Clock;
  issuing: NatsCredentialIssuing | undefined;
  actor: OfficerActor;
  system: SystemId;
  publicKey: string;
  onChange?: OnIdentityChange | undefined;
}): Promise<NatsUserRecord> {
  const { clock, issuing, actor, system, publicKey } = options;
  if (issuing === undefined) throw systemProblems.NATS_CREDENTIALS_UNMANAGED();
  const revoked = await options.database.transaction(async (tx) => {
    await lockSystem(tx, actor, system);
    return markNatsUserRevoked(tx, { system, publicKey, at: clock.now() });
  });
  await announce(options.onChange, { what: 'nats-user', event: 'revoked', id: publicKey, by: actor });
  await issuing.push();
  return revoked;
}
