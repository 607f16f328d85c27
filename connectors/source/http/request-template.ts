import type { HttpSource } from '../../generated/schemas.ts';
import type { Scalar } from '../../protocol/index.ts';
import { type ReadRequest, SourceError } from '../source.ts';
import { inward } from '../values.ts';

const placeholder = /\{([^{}]*)\}/gu;

/** The fields that an address and body ask for. */
export function placeholdersOf(config: Pick<HttpSource, 'url' | 'body'>): readonly string[] {
  const texts = [config.url, ...Object.values(config.body ?? {}).filter((value) => typeof value === 'string')];
  return [...new Set(texts.flatMap((text) => [...text.matchAll(placeholder)].map(([, name = '']) => name)))];
}

/** Is the part before the path free of placeholders, so that no value can choose another host? */
export function hasFixedOrigin(url: string): boolean {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  return !/[{}?#\\]/.test(end < 0 ? url : url.slice(0, end));
}

export interface HttpRequest {
  readonly url: string;
  readonly body: string | undefined;
}

/**
 * The request for one order. In the address every value is percent-encoded whole; in the body a value takes the place of
 * a text that is nothing but its placeholder. Undefined when a value cannot occur in the source.
 * @throws SourceError MATCH_NOT_SUPPORTED without a value for a placeholder, VALUE_NOT_USABLE for one that would leave
 * its place in the path
 */
export function fillTemplate(
  config: Pick<HttpSource, 'url' | 'body' | 'method'>,
  request: Pick<ReadRequest, 'resource' | 'match'>,
): HttpRequest | undefined {
  const values = new Map<string, Scalar>();
  for (const name of placeholdersOf(config)) {
    const field = request.resource.fields.get(name);
    const given = request.match[name];
    if (field === undefined || given === undefined) throw new SourceError('MATCH_NOT_SUPPORTED');
    const value = inward(field, given);
    if (value === undefined) return undefined;
    values.set(name, value);
  }
  const url = config.url.replaceAll(placeholder, (_, name: string) => encodeSegment(String(values.get(name) ?? '')));
  if (config.method !== 'POST') return { url, body: undefined };
  const body = Object.entries(config.body ?? {}).map(([name, value]) => [name, bodyValue(value, values)]);
  return { url, body: JSON.stringify(Object.fromEntries(body)) };
}

/** `.` and `..` cannot be percent-encoded away: an address is normalised before it is sent. */
function encodeSegment(value: string): string {
  if (value === '' || value === '.' || value === '..' || !value.isWellFormed())
    throw new SourceError('VALUE_NOT_USABLE');
  return encodeURIComponent(value);
}

function bodyValue(value: Scalar, values: ReadonlyMap<string, Scalar>): Scalar {
  const [, name] = typeof value === 'string' ? (/^\{([^{}]*)\}$/u.exec(value) ?? []) : [];
  return name === undefined ? value : (values.get(name) ?? value);
}
