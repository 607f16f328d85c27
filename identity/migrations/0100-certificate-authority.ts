import type { Migration } from '../../kernel/index.ts';

/** Keys under seal, the certificate authority's certificates, revocations and lists, and the trust anchors. */
export const certificateAuthority: Migration = {
  name: '0100-certificate-authority',
  sql: `
create table identity.pki_key (
  id uuid primary key,
  kind text not null check (kind in ('SM2', 'P-256', 'RSA')),
  purpose text not null check (purpose in ('root', 'issuing', 'ocsp-responder', 'tsa', 'seal-maker', 'holder')),
  organisation text references identity.organisation (id),
  spki bytea not null,
  spki_digest bytea not null constraint pki_key_once unique,
  private_box bytea not null,
  secret_salt bytea,
  origin text not null check (origin in ('made', 'imported')),
  created_by text not null,
  created_at timestamptz not null
);

create table identity.pki_authority (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{1,63}$'),
  suite text not null check (suite in ('sm2', 'p256')),
  role text not null check (role in ('root', 'issuing')),
  parent text references identity.pki_authority (id),
  key uuid not null references identity.pki_key (id),
  certificate bytea not null,
  subject text not null,
  demonstration boolean not null,
  status text not null check (status in ('active', 'retired')),
  crl_number bigint not null,
  crl_stale boolean not null,
  created_by text not null,
  created_at timestamptz not null,
  check ((role = 'root') = (parent is null))
);
-- Whoever asks for a certificate gets it from the one authority of the suite that is in service.
create unique index pki_authority_in_service on identity.pki_authority (suite, role) where status = 'active';

create table identity.pki_certificate (
  id uuid primary key,
  authority text not null references identity.pki_authority (id),
  serial bytea not null,
  profile text not null,
  organisation text references identity.organisation (id),
  system text references identity.system (id),
  subject text not null,
  common_name text not null,
  spki_digest bytea not null,
  csr_digest bytea,
  key uuid references identity.pki_key (id),
  der bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  issued_by text not null,
  issued_at timestamptz not null,
  renews uuid references identity.pki_certificate (id),
  revoked_at timestamptz,
  reason text,
  invalid_from timestamptz,
  version integer not null,
  constraint pki_certificate_serial_once unique (authority, serial),
  check ((revoked_at is null) = (reason is null))
);
create index pki_certificate_by_time on identity.pki_certificate (issued_at desc, id);
create index pki_certificate_by_organisation on identity.pki_certificate (organisation, issued_at desc, id);
create index pki_certificate_by_key on identity.pki_certificate (spki_digest);
create index pki_certificate_by_renewal on identity.pki_certificate (renews);
create index pki_certificate_revoked on identity.pki_certificate (authority, not_after) where revoked_at is not null;
create index pki_certificate_of_hub on identity.pki_certificate (authority, profile, not_after) where key is not null;

create table identity.pki_revocation_event (
  id bigint generated always as identity primary key,
  certificate uuid not null references identity.pki_certificate (id),
  event text not null check (event in ('revoked', 'held', 'released')),
  reason text,
  by text not null,
  at timestamptz not null
);
create index pki_revocation_event_by_certificate on identity.pki_revocation_event (certificate, id);

create table identity.pki_crl (
  authority text not null references identity.pki_authority (id),
  number bigint not null,
  this_update timestamptz not null,
  next_update timestamptz not null,
  der bytea not null,
  primary key (authority, number)
);

create table identity.pki_trust_anchor (
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
  certificate bytea not null,
  subject text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  origin text not null check (origin in ('own', 'external')),
  status text not null check (status in ('active', 'disabled')),
  reason text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  added_by text not null,
  added_at timestamptz not null,
  version integer not null
);
`,
};
