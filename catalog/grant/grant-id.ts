import type { Brand } from '../../kernel/index.ts';
import { grantProblems } from './problems.ts';

/** A grant's id: a UUID in lower case. */
export type GrantId = Brand<string, 'GrantId'>;

const grammar = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isGrantId(value: unknown): value is GrantId {
  return typeof value === 'string' && grammar.test(value);
}

/**
 * Makes a grant id of outside text; upper case is forgiven.
 * @throws GRANT_ID_MALFORMED
 */
export function parseGrantId(value: unknown): GrantId {
  const id = typeof value === 'string' ? value.toLowerCase() : value;
  if (!isGrantId(id)) throw grantProblems.GRANT_ID_MALFORMED();
  return id;
}
