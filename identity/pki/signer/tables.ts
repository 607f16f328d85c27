import type { OrganisationId } from '../../ids.ts';

/** What a kept key is for; it is sealed for that and opens for nothing else. */
export type KeyPurpose = 'root' | 'issuing' | 'ocsp-responder' | 'tsa' | 'seal-maker' | 'holder';

/** Kinds of keys that are kept or taken in. */
export type KeptKeyKind = 'SM2' | 'P-256' | 'RSA';

export interface PkiKeyRow {
  id: string;
  kind: KeptKeyKind;
  purpose: KeyPurpose;
  /** Whose it is; null: the exchange's own. */
  organisation: OrganisationId | null;
  spki: Buffer;
  spki_digest: Buffer;
  /** PKCS #8, sealed. */
  private_box: Buffer;
  /** The key-encryption key that the box lies under, unless it opens with the secret of a ceremony. */
  key_id: string;
  /** There when the box opens only with the secret of the ceremony as well. */
  secret_salt: Buffer | null;
  origin: 'made' | 'imported';
  created_by: string;
  created_at: Date;
}

/** The tables of the PostgreSQL schema `identity` that hold keys of certificates. */
export interface SignerTables {
  'identity.pki_key': PkiKeyRow;
}
