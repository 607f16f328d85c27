import { pause } from '../../../kernel/index.ts';
import { neverArrived } from '../../never-arrived.ts';
import { parseBoundedJson } from '../../protocol/index.ts';
import { SourceError } from '../source.ts';

/** Nesting of a service's answer at most. */
const maxDepth = 32;

/** Milliseconds before the second try and, doubling, at most. */
const firstPauseMs = 50;
const longestPauseMs = 500;

export interface JsonRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Asks a service for JSON. Redirects are refused: whoever can redirect could lead our headers elsewhere. While the service
 * cannot be reached it is asked again, until the signal aborts.
 * @returns the document, or undefined for 404 and 204
 * @throws SourceError SOURCE_UNAVAILABLE (5xx, 429), SOURCE_ERROR (3xx, other 4xx), SOURCE_ANSWER_INVALID, SOURCE_TIMEOUT
 */
export async function fetchJson(request: JsonRequest): Promise<unknown> {
  const response = await reach(request);
  try {
    if (response.status === 404 || response.status === 204) return undefined;
    if (response.status >= 500 || response.status === 429) throw new SourceError('SOURCE_UNAVAILABLE');
    if (!response.ok) throw new SourceError('SOURCE_ERROR');
    const bytes = await bodyOf(response, request);
    const json = parseBoundedJson({ bytes, maxBytes: request.maxBytes, maxDepth });
    if (!json.ok) throw new SourceError('SOURCE_ANSWER_INVALID');
    return json.value;
  } finally {
    // What was not read is thrown away, or the connection would wait for a reader.
    if (!response.bodyUsed) await response.body?.cancel().catch(() => {});
  }
}

async function reach(request: JsonRequest): Promise<Response> {
  const { url, method, headers, body, signal } = request;
  for (let wait = firstPauseMs; ; wait = Math.min(2 * wait, longestPauseMs)) {
    try {
      return await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
        signal,
      });
    } catch (error) {
      if (signal.aborted) throw new SourceError('SOURCE_TIMEOUT', error);
      // A POST that may have arrived is not sent twice.
      if (!neverArrived(error) && method === 'POST') throw new SourceError('SOURCE_UNAVAILABLE', error);
      await pause(wait, signal);
      // Time ran out while the service could not be reached: that, not slowness, is what is wrong.
      if (signal.aborted) throw new SourceError('SOURCE_UNAVAILABLE', error);
    }
  }
}

async function bodyOf(response: Response, { maxBytes, signal }: JsonRequest): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > maxBytes) throw new SourceError('SOURCE_ANSWER_INVALID');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(signal.aborted ? 'SOURCE_TIMEOUT' : 'SOURCE_UNAVAILABLE', error);
  }
  return Buffer.concat(chunks);
}
