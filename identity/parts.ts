import type { Clock, Database, Random } from '../kernel/index.ts';
import type { OnIdentityChange } from './change.ts';
import type { SigningKeys } from './keys/signing-keys.ts';
import type { Passwords } from './officer/password.ts';
import type { Sessions } from './session/sessions.ts';
import type { NatsCredentialIssuing } from './system/issue-connector-credentials.ts';

/** What identity's routes work with; the hub's wiring builds it. */
export interface IdentityParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** The key-encryption key that new keys are put under: `kek-` and a number; left out: the first. */
  readonly keyEncryptionKey?: string | undefined;
  /** Outward address without a trailing slash: issuer and audience of tokens. */
  readonly publicUrl: string;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly signingKeys: SigningKeys;
  /** Undefined: NATS asks for no credentials, or somebody else issues them. */
  readonly natsIssuing?: NatsCredentialIssuing | undefined;
  readonly onChange?: OnIdentityChange | undefined;
}
