import type { Migration } from '../../kernel/index.ts';

/** Nonces of signed requests, which count once on whichever hub, in four tables that take turns and are emptied whole. */
export const requestNonces: Migration = {
  name: '0005-request-nonces',
  sql: `
create table exchange.request_nonce (
  turn smallint not null,
  claim uuid not null,
  primary key (turn, claim)
) partition by list (turn);
create table exchange.request_nonce_0 partition of exchange.request_nonce for values in (0);
create table exchange.request_nonce_1 partition of exchange.request_nonce for values in (1);
create table exchange.request_nonce_2 partition of exchange.request_nonce for values in (2);
create table exchange.request_nonce_3 partition of exchange.request_nonce for values in (3);
`,
};
