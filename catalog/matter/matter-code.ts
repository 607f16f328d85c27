import type { Brand } from '../../kernel/index.ts';
import { matterProblems } from './problems.ts';

/** A matter's code (事项编码), such as `HRSS-PENSION-01`. */
export type MatterCode = Brand<string, 'MatterCode'>;

/** 3 to 64 capitals, digits and hyphens, neither first nor last a hyphen; also for JSON Schemas. */
export const matterCodePattern = '^[A-Z0-9][A-Z0-9-]{1,62}[A-Z0-9]$';

const grammar = new RegExp(matterCodePattern);

/** Is this the code of a matter, as far as its form goes? */
export function isMatterCode(value: unknown): value is MatterCode {
  return typeof value === 'string' && grammar.test(value);
}

/**
 * Makes a matter code of outside text.
 * @throws MATTER_CODE_MALFORMED
 * @example parseMatterCode('HRSS-PENSION-01')
 */
export function parseMatterCode(value: unknown): MatterCode {
  if (!isMatterCode(value)) throw matterProblems.MATTER_CODE_MALFORMED();
  return value;
}
