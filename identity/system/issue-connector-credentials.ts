import { after, type Clock, type Database } from '../../kernel/index.ts';
import type { OfficerActor } from '../actor.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import type { SystemId } from '../ids.ts';
import type { NatsAuthority } from '../nats/authority.ts';
import { connectorInbox } from '../nats/subjects.ts';
import { issueNatsUser } from '../nats/user-credentials.ts';
import { findOrganisation } from '../organisation/organisation-store.ts';
import { insertNatsUser, type NatsUserRecord } from './nats-user-store.ts';
import { systemProblems } from './problems.ts';
import { lockSystem } from './system-store.ts';

/** How a hub issues NATS credentials, and tells the servers which are revoked. */
export interface NatsCredentialIssuing {
  readonly authority: NatsAuthority;
  /** Brings the servers up to the stored list of revoked credentials. @throws Problem when no server took it */
  push(): Promise<void>;
}

const dayMs = 24 * 60 * 60_000;
/** Long enough that renewing is a yearly chore, short enough that a forgotten credential dies. */
const standardDays = 365;

/** What a department's agent needs to speak on NATS, told once. */
export interface ConnectorCredentials extends NatsUserRecord {
  readonly creds: string;
  readonly inboxPrefix: string;
}

/**
 * Issues a provider system in reach a NATS user that may use its own organisation's subjects and no others. The servers
 * need no notice of it.
 * @throws NATS_CREDENTIALS_UNMANAGED, NOT_FOUND, PROVIDER_REQUIRED, SYSTEM_SUSPENDED
 */
export async function issueConnectorCredentials(options: {
  database: Database;
  clock: Clock;
  issuing: NatsCredentialIssuing | undefined;
  actor: OfficerActor;
  system: SystemId;
  validDays?: number | undefined;
  onChange?: OnIdentityChange | undefined;
}): Promise<ConnectorCredentials> {
  const { clock, issuing, actor, system: id, validDays = standardDays } = options;
  if (issuing === undefined) throw systemProblems.NATS_CREDENTIALS_UNMANAGED();
  const issued = await options.database.transaction(async (tx) => {
    const system = await lockSystem(tx, actor, id);
    if (system.kind !== 'provider') throw systemProblems.PROVIDER_REQUIRED();
    const organisation = await findOrganisation(tx, system.organisation);
    if (system.status !== 'active' || organisation?.status !== 'active') throw systemProblems.SYSTEM_SUSPENDED();
    const expiresAt = after(clock.now(), validDays * dayMs);
    const { publicKey, creds, issuedAt } = issueNatsUser({
      authority: issuing.authority,
      clock,
      user: { kind: 'connector', organisation: system.organisation, system: id },
      expiresAt,
    });
    const record: NatsUserRecord = { publicKey, system: id, issuedAt, expiresAt, revokedAt: undefined };
    await insertNatsUser(tx, record);
    return { ...record, creds, inboxPrefix: connectorInbox({ organisation: system.organisation, system: id }) };
  });
  await announce(options.onChange, { what: 'nats-user', event: 'added', id: issued.publicKey, by: actor });
  return issued;
}
