import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface CheckVector {
  readonly body: string;
  readonly check: string;
}

interface NumberVectors {
  readonly citizenId: readonly CheckVector[];
  readonly unifiedSocialCreditCode: readonly CheckVector[];
}

/** Known answers that may lie beside the checkout; undefined where they do not. */
export function sharedVector(): NumberVectors | undefined {
  const file = resolve(import.meta.dirname, '../../../shared/vectors/sm2/sm2-sm3.json');
  if (!existsSync(file)) {
    console.info('skipped: vectors not present');
    return undefined;
  }
  return JSON.parse(readFileSync(file, 'utf8')) as NumberVectors;
}
