import type { Brand } from '../../kernel/index.ts';
import { resourceIdProblems } from './id-problems.ts';

/**
 * A resource's id (资源标识), such as `population.resident`. It stands in NATS subjects, where its dots part tokens and
 * `*` and `>` would be wildcards, so nothing but the grammar below ever becomes one.
 */
export type ResourceId = Brand<string, 'ResourceId'>;

/** Two to four words of at most 63 characters, joined by dots; also for JSON Schemas. */
export const resourceIdPattern = '^[a-z][a-z0-9-]{0,62}(\\.[a-z][a-z0-9-]{0,62}){1,3}$';

const grammar = new RegExp(resourceIdPattern);

/** Is this the id of a resource, as far as its form goes? */
export function isResourceId(value: unknown): value is ResourceId {
  return typeof value === 'string' && grammar.test(value);
}

/**
 * Makes a resource id of outside text. The text is not repeated in the refusal.
 * @throws RESOURCE_ID_MALFORMED
 * @example parseResourceId('population.resident')
 */
export function parseResourceId(value: unknown): ResourceId {
  if (!isResourceId(value)) throw resourceIdProblems.RESOURCE_ID_MALFORMED();
  return value;
}
