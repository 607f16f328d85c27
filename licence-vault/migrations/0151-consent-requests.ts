import type { Migration } from '../../kernel/index.ts';

/** What an organisation asks a holder at its counter, until the holder's code comes back or has run out. */
export const consentRequests: Migration = {
  name: '0151-consent-requests',
  sql: `
create table vault.consent_request (
  id uuid primary key,
  organisation text not null,
  matter text not null,
  type text not null references vault.licence_type,
  case_hash bytea not null check (octet_length(case_hash) = 32),
  expires_at timestamptz not null
);
create index consent_request_by_end on vault.consent_request (expires_at);
`,
};
