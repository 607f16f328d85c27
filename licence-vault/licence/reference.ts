import { parseLicenceIdentifier } from '../identifier/identifier.ts';
import type { LicenceReference } from './licence.ts';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Is it the vault's own id of a licence, a UUID in any case? */
export function isLicenceId(text: string): boolean {
  return uuidPattern.test(text);
}

/**
 * Reads what a caller named a licence by.
 * @throws LICENCE_IDENTIFIER_INVALID for what is neither an id nor a right identifier
 */
export function parseLicenceReference(text: string): LicenceReference {
  return isLicenceId(text) ? { id: text.toLowerCase() } : { identifier: parseLicenceIdentifier(text) };
}
