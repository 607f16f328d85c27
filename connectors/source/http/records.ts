/** A list of JSON objects, as a service gives records. */
export function isPlainList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
}
