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
  readonly trace: Trace;
  readonly signal: AbortSignal;
}

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
 * Sends one request: JSON in, JSON out, a problem as an error.
 * @returns the document; undefined for an answer without a body
 * @throws HufuProblem, HufuUnreachable
 */
export async function sendToHub(request: HubRequest, wire: Wire): Promise<unknown> {
  const response = await send(request, wire);
  const text = await read(response, wire);
  const body = text === '' ? undefined : parse(text);
  if (response.ok) {
    if (body === notJson) throw new HufuUnreachable('HUB_ANSWER_INVALID', wire.hub);
    return body;
  }
  const retryAfterSeconds = readRetryAfter(response.headers.get('retry-after'), wire.clock.now());
  throw problemOf({ status: response.status, body, traceId: request.trace.traceId, retryAfterSeconds });
}

async function send(request: HubRequest, wire: Wire): Promise<Response> {
  const { form, upload, body } = request;
  const json = body === undefined ? undefined : JSON.stringify(body);
  const content = upload ?? (form === undefined ? json : new URLSearchParams(form));
  const ask = wire.fetch;
  try {
    return await ask(`${wire.hub}${request.path}`, {
      method: request.method,
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-language': wire.language === 'zh' ? 'zh-CN' : 'en',
        traceparent: traceparentOf(request.trace),
        ...(typeof content === 'string' ? { 'content-type': 'application/json' } : {}),
        ...(request.bearer === undefined ? {} : { authorization: `Bearer ${request.bearer}` }),
        ...request.headers,
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

async function read(response: Response, wire: Wire): Promise<string> {
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
  return Buffer.concat(chunks).toString();
}

const notJson = Symbol('not JSON');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return notJson;
  }
}
