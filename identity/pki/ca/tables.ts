import type { OrganisationId, SystemId } from '../../ids.ts';
import type { RevocationReason } from '../certificate/revocation-reason.ts';
import type { AuthorityProfile, CertificateProfile } from './profile.ts';

/** Which algorithms a hierarchy signs with: the national ones, or P-256 with SHA-256. */
export type Suite = 'sm2' | 'p256';

export interface PkiAuthorityRow {
  /** Such as `issuing-sm2-1`; it stands in the addresses of its list and certificate. */
  id: string;
  suite: Suite;
  role: 'root' | 'issuing';
  parent: string | null;
  /** In identity.pki_key. */
  key: string;
  certificate: Buffer;
  subject: string;
  demonstration: boolean;
  /** Retired ones issue nothing more and go on publishing lists. */
  status: 'active' | 'retired';
  crl_number: number;
  /** Something was revoked or released since the last list. */
  crl_stale: boolean;
  created_by: string;
  created_at: Date;
}

export interface PkiCertificateRow {
  id: string;
  authority: string;
  /** Content octets. */
  serial: Buffer;
  profile: CertificateProfile | AuthorityProfile;
  organisation: OrganisationId | null;
  system: SystemId | null;
  subject: string;
  common_name: string;
  spki_digest: Buffer;
  /** SHA-256 of the request it was issued on; null where the exchange keeps the key. */
  csr_digest: Buffer | null;
  key: string | null;
  der: Buffer;
  not_before: Date;
  not_after: Date;
  issued_by: string;
  issued_at: Date;
  /** The certificate this one continues. */
  renews: string | null;
  revoked_at: Date | null;
  reason: RevocationReason | null;
  invalid_from: Date | null;
  version: number;
}

/** Who revoked, held or released a certificate, and when; nothing here is ever changed. */
export interface PkiRevocationEventTable {
  certificate: string;
  event: 'revoked' | 'held' | 'released';
  reason: RevocationReason | null;
  by: string;
  at: Date;
}

export interface PkiCrlRow {
  authority: string;
  number: number;
  this_update: Date;
  next_update: Date;
  der: Buffer;
}

export interface PkiTrustAnchorRow {
  /** SHA-256 of the certificate, hex. */
  fingerprint: string;
  certificate: Buffer;
  subject: string;
  not_before: Date;
  not_after: Date;
  origin: 'own' | 'external';
  status: 'active' | 'disabled';
  /** Why it was added, disabled or enabled, in words. */
  reason: string;
  changed_by: string;
  changed_at: Date;
  added_by: string;
  added_at: Date;
  version: number;
}

/** The tables of the PostgreSQL schema `identity` that the certificate authority keeps. */
export interface AuthorityTables {
  'identity.pki_authority': PkiAuthorityRow;
  'identity.pki_certificate': PkiCertificateRow;
  'identity.pki_revocation_event': PkiRevocationEventTable;
  'identity.pki_crl': PkiCrlRow;
  'identity.pki_trust_anchor': PkiTrustAnchorRow;
}
