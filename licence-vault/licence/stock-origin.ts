import type { LicenceIssue } from '../generated/schemas.ts';

/** Where a stock record (存量证照) comes from: the licence was made before, on paper or in another system. */
export type StockOrigin = Readonly<NonNullable<LicenceIssue['origin']>>;
