import type { Migration } from '../../kernel/index.ts';

/**
 * Requests with an Idempotency-Key, for a few minutes: which key goes with which request, as keyed digests, and the answer
 * that was given, encrypted. A row is unlocked by nothing that stands in it.
 */
export const repeatedRequests: Migration = {
  name: '0005-repeated-requests',
  sql: `
create table exchange.repeated_request (
  id uuid primary key,
  request bytea not null,
  attempt uuid not null,
  -- 'begun': nothing is charged yet; 'recording': the record, and the charge with it, may stand.
  stage text not null default 'begun' check (stage in ('begun', 'recording', 'answered')),
  answer bytea check ((answer is null) = (stage <> 'answered')),
  held_until timestamptz not null,
  expires_at timestamptz not null
) with (fillfactor = 70);
create index repeated_request_by_end on exchange.repeated_request (expires_at);
`,
};
