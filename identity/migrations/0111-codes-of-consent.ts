import type { Migration } from '../../kernel/index.ts';

/** A code that somebody at a counter asks for opens no session: it says yes to one thing, and to no other. */
export const codesOfConsent: Migration = {
  name: '0111-codes-of-consent',
  sql: `
alter table identity.holder_code
  add column use text not null default 'session' check (use in ('session', 'consent'));
alter table identity.holder_code alter column use drop default;
`,
};
