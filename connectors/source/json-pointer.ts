/**
 * The value at a JSON pointer (RFC 6901); undefined where there is nothing. Only a value's own members count.
 * @example valueAt({ data: [{ id: 1 }] }, '/data/0/id') // 1
 */
export function valueAt(document: unknown, pointer: string): unknown {
  if (pointer === '') return document;
  let value = document;
  for (const token of pointer.slice(1).split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
