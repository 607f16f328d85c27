import { schemas } from '../generated/schemas.ts';

/** Grammar of organisation and system ids: no dot, no wildcard, so each is one token of a NATS subject. */
const shortId = new RegExp(schemas.Order.properties.provider.pattern, 'u');

/** Grammar of resource ids: two to four tokens. */
const resourceId = new RegExp(schemas.Order.properties.resource.pattern, 'u');

/** Grammar of field names: a letter of any script, then letters, digits, `_` and `-`. */
const fieldName = new RegExp(schemas.Order.properties.fields.items.pattern, 'u');

/** @example isShortId('police') */
export function isShortId(value: unknown): value is string {
  return typeof value === 'string' && shortId.test(value);
}

/** @example isResourceId('population.resident') */
export function isResourceId(value: unknown): value is string {
  return typeof value === 'string' && resourceId.test(value);
}

/** @example isFieldName('citizenNumber') */
export function isFieldName(value: unknown): value is string {
  return typeof value === 'string' && fieldName.test(value);
}
