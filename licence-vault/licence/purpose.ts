import type { OrganisationId } from '../../identity/index.ts';
import { requireNoPersonalNumber } from '../no-personal-number.ts';

/** For what a licence is looked up or read (用证目的): a matter of one's own organisation, and a case. */
export interface Purpose {
  readonly matter: string;
  readonly case: string;
}

/**
 * The licence types among a matter's materials, by code or short name; the wiring joins it to the catalogue.
 * Undefined: this organisation has no active matter of that code.
 */
export type LicenceTypesOfMatter = (
  matter: string,
  organisation: OrganisationId,
) => readonly string[] | undefined | Promise<readonly string[] | undefined>;

/**
 * Matter and case stand in the record in clear, and for ever.
 * @param pointer JSON pointer of the purpose
 * @throws INVALID_INPUT where one of them holds a citizen number
 */
export function requireNobodyNamed(
  purpose: { readonly matter?: string | undefined; readonly case?: string | undefined } | undefined,
  pointer = '',
): void {
  requireNoPersonalNumber({ [`${pointer}/matter`]: purpose?.matter, [`${pointer}/case`]: purpose?.case });
}
