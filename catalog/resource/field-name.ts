/** The grammar of an information item's field, also for JSON Schemas. */
export const fieldNamePattern = '^[A-Za-z][A-Za-z0-9_]{0,62}$';

const grammar = new RegExp(fieldNamePattern);

/**
 * May this name a field? Names that every object has already (`constructor`, `toString` …) may not: somewhere, some
 * program that reads rows would take the inherited one for the value.
 */
export function isFieldName(value: string): boolean {
  return grammar.test(value) && !(value in Object.prototype);
}
