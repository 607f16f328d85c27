import type { Clock, Language, Trace } from '../../kernel/index.ts';
import { traceparentOf } from '../../kernel/index.ts';
import { HufuUnreachable, problemOf } from './errors.ts';
import { readRetryAfter } from './retry.ts';

/** One request to the hub. */
export interface HubRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with `/`. Personal numbers belong in the body, never here. */
  readonly path: string;
  readonly body?: unknown;
  /** Sent as `application/x-www-form-urlencoded` in place of a JSON body. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** Sent as `multipart/form-data` in place of a JSON body. */
  readonly upload?: FormData | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly bearer?: string | undefined;
  /** Signs what is about to be sent, for each sending anew. */
  readonly sign?: SignSending | undefined;
  readonly trace: Trace;
  readonly signal: AbortSignal;
}

/** Gives the headers that sign one sending. */
export type SignSending = (sending: {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly content: Uint8Array | string;
  readonly idempotencyKey: string | undefined;
}) => Promise<Readonly<Record<string, string>>>;

export interface Wire {
  /** Address without a slash at its end. */
  readonly hub: string;
  readonly language: Language;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** Bytes of an answer at most. */
const maxBytes = 32 * 1_048_576;

/**
 * Sends one request: JSON in; a problem as an error.
 * @returns a JSON document as its value, a text (such as `types.d.ts`) as a string, anything else as bytes; undefined for
 * an answer without a body
 * @throws HufuProblem, HufuUnreachable
 */
export async function sendToHub(request: HubRequest, wire: Wire): Promise<unknown> {
  const response = await send(request, wire);
  const bytes = await read(response, wire);
  const type = response.headers.get('content-type') ?? '';
  if (response.ok) {
    const body = bytes.length === 0 ? undefined : contentOf(type, bytes);
    // A page for people is no answer of a hub, but of something that stands before it.
    if (body === notJson || pageType.test(type)) throw new HufuUnreachable('HUB_ANSWER_INVALID', wire.hub);
    return body;
  }
  const body = bytes.length === 0 ? undefined : parse(bytes.toString());
  const retryAfterSeconds = readRetryAfter(response.headers.get('retry-after'), wire.clock.now());
  throw problemOf({ status: response.status, body, traceId: request.trace.traceId, retryAfterSeconds });
}

async function send(request: HubRequest, wire: Wire): Promise<Response> {
  const { form, upload, body, bearer, sign, method, path } = request;
  const json = body === undefined ? undefined : JSON.stringify(body);
  const content = upload ?? (form === undefined ? json : new URLSearchParams(form));
  const ask = wire.fetch;
  const authorization = bearer === undefined ? undefined : `Bearer ${bearer}`;
  const signature =
    authorization !== undefined && upload === undefined && form === undefined
      ? await sign?.({
          method,
          path,
          authorization,
          content: json ?? '',
          idempotencyKey: request.headers?.['idempotency-key'],
        })
      : undefined;
  try {
    return await ask(`${wire.hub}${path}`, {
      method,
      headers: {
        accept: 'application/json, application/problem+json, */*;q=0.5',
        'accept-language': wire.language === 'zh' ? 'zh-CN' : 'en',
        traceparent: traceparentOf(request.trace),
        ...(typeof content === 'string' ? { 'content-type': 'application/json' } : {}),
        ...(authorization === undefined ? {} : { authorization }),
        ...request.headers,
        ...signature,
      },
      ...(content === undefined ? {} : { body: content }),
      // Whoever redirects us would be handed our token.
      redirect: 'manual',
      signal: request.signal,
    });
  } catch (error) {
    throw new HufuUnreachable('HUB_UNREACHABLE', wire.hub, error);
  }
}

async function read(response: Response, wire: Wire): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > maxBytes) throw new HufuUnreachable('HUB_ANSWER_INVALID', wire.hub);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof HufuUnreachable ? error : new HufuUnreachable('HUB_UNREACHABLE', wire.hub, error);
  }
  return Buffer.concat(chunks);
}

const notJson = Symbol('not JSON');

const jsonType = /^application\/(?:[\w.-]+\+)?json\b/i;
const textType = /^(?:text\/|application\/typescript\b)/i;
const pageType = /^(?:text\/html|application\/xhtml)/i;

/** An answer that does not say what it is is taken for JSON, which every answer was once. */
function contentOf(type: string, bytes: Buffer): unknown {
  if (type === '' || jsonType.test(type)) return parse(bytes.toString());
  return textType.test(type) ? bytes.toString() : new Uint8Array(bytes);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return notJson;
  }
}
