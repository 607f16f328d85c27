import type { ColumnType } from 'kysely';
import type { OfficerId, OrganisationId, SystemId } from './ids.ts';
import type { UnifiedCode } from './number/unified-code.ts';
import type { Role } from './role.ts';

/** Suspended things are kept and refused; nothing that ever acted is deleted. */
export type Status = 'active' | 'suspended';

/** Written as JSON text, read as the value. */
type Json<T> = ColumnType<T, string, string>;

/** A public key on P-256 as JSON Web Key (RFC 7518 §6.2), with the members that make the key and no others. */
export interface P256Jwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** A public Ed25519 key as JSON Web Key (RFC 8037 §2), with the members that make the key and no others. */
export interface Ed25519Jwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}

export type PublicJwk = P256Jwk | Ed25519Jwk;

/** What a key of the hub signs: access tokens, orders to connectors, licences. */
export type SigningUse = 'token' | 'order' | 'licence';

export interface OrganisationRow {
  id: OrganisationId;
  unified_code: UnifiedCode;
  name: string;
  kind: 'department' | 'administration';
  status: Status;
  version: number;
  created_at: Date;
}

export interface SystemRow {
  id: SystemId;
  organisation: OrganisationId;
  name: string;
  kind: 'consumer' | 'provider';
  status: Status;
  version: number;
  created_at: Date;
}

export interface SystemKeyTable {
  /** RFC 7638 thumbprint, so one key has one id everywhere. */
  kid: string;
  system: SystemId;
  alg: 'ES256' | 'EdDSA';
  jwk: Json<PublicJwk>;
  not_before: Date;
  not_after: Date | null;
  revoked_at: Date | null;
  created_at: Date;
}

export interface OfficerRow {
  id: OfficerId;
  login: string;
  name: string;
  organisation: OrganisationId;
  roles: Role[];
  password_hash: string;
  status: Status;
  version: number;
  created_at: Date;
}

export interface OfficerSessionRow {
  token_hash: Buffer;
  officer: OfficerId;
  via: 'bearer' | 'cookie';
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
}

export interface LoginAttemptRow {
  login_hash: Buffer;
  failures: number;
  locked_until: Date | null;
  last_at: Date;
}

export interface AssertionJtiRow {
  system: SystemId;
  jti_hash: Buffer;
  expires_at: Date;
}

export interface SigningKeyTable {
  kid: string;
  use: SigningUse;
  alg: 'ES256';
  public_jwk: Json<P256Jwk>;
  /** PKCS#8, sealed under a key derived from the master key. */
  private_box: Buffer;
  created_at: Date;
  /** Published from its creation, used from this moment. */
  active_from: Date;
  /** Published and trusted up to this moment. */
  retires_at: Date | null;
}

export interface NatsUserRow {
  public_key: string;
  system: SystemId;
  issued_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

/** The tables of the PostgreSQL schema `identity`. */
export interface IdentityTables {
  'identity.organisation': OrganisationRow;
  'identity.system': SystemRow;
  'identity.system_key': SystemKeyTable;
  'identity.officer': OfficerRow;
  'identity.officer_session': OfficerSessionRow;
  'identity.login_attempt': LoginAttemptRow;
  'identity.assertion_jti': AssertionJtiRow;
  'identity.signing_key': SigningKeyTable;
  'identity.nats_user': NatsUserRow;
}
