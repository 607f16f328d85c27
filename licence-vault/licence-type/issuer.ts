import type { OrganisationId } from '../../identity/index.ts';

/** Who issued a licence, as it stands on the licence. */
export interface Issuer {
  /** Unified social credit code. */
  readonly code: string;
  readonly name: string;
}

/** Looks up who an organisation is; the wiring joins it to the register of organisations. */
export interface IssuerDirectory {
  /** Undefined: no active organisation with a unified code has this id. */
  issuer(organisation: OrganisationId): Promise<Issuer | undefined>;
}
