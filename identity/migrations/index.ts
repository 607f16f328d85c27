import type { MigrationFolder } from '../../kernel/index.ts';
import { whoMayAct } from './0001-who-may-act.ts';
import { certificateAuthority } from './0100-certificate-authority.ts';
import { holderSessions } from './0110-holder-sessions.ts';
import { codesOfConsent } from './0111-codes-of-consent.ts';
import { keyEncryption } from './0112-key-encryption.ts';

/** The steps of the PostgreSQL schema `identity`, in order. */
export const identityMigrations: MigrationFolder = {
  schema: 'identity',
  migrations: [whoMayAct, certificateAuthority, holderSessions, codesOfConsent, keyEncryption],
};
