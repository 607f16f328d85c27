import type { Operations } from '../generated/api.ts';
import { language } from '../language/language.ts';
import { readRefusal, unreachable } from './problem.ts';

/** An operation of the hub, as `GET /v1/resources/{id}`. */
export type Operation = keyof Operations;

type Part<O extends Operation, P extends string> = Operations[O] extends { [K in P]: infer T } ? T : undefined;

/** What an operation answers. */
export type Answer<O extends Operation> = Part<O, 'answer'>;
/** What an operation takes as its body. */
export type Body<O extends Operation> = Part<O, 'body'>;
/** What an operation takes after the question mark. */
export type Query<O extends Operation> = Part<O, 'query'>;

type Given<K extends string, T> = T extends undefined ? { readonly [P in K]?: undefined } : { readonly [P in K]: T };

export type CallOptions<O extends Operation> = Given<'params', Part<O, 'params'>> & {
  readonly query?: Query<O> | undefined;
} & Given<'body', Body<O>> & {
    /** The version that was read, for a change of what has one. */
    readonly ifMatch?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Whose session speaks, where the path does not say it. */
    readonly as?: Speaker | undefined;
  };

/** Who is speaking: the officer's session in a cookie with its token against forgery, or a holder's token in memory. */
const speaker: { csrf: string | undefined; holder: string | undefined } = { csrf: undefined, holder: undefined };

export function speakAsOfficer(csrf: string | undefined): void {
  speaker.csrf = csrf;
}

/** Kept in this page's memory alone: closing or loading the page ends what it can do. */
export function speakAsHolder(token: string | undefined): void {
  speaker.holder = token;
}

/** Whose session it was that is no more. */
export type Speaker = 'officer' | 'holder';

const listeners = new Set<(code: string, whose: Speaker) => void>();

/** Tells `listener` the code of each refusal for want of a session, and whose, until the returned function is called. */
export function onSessionLost(listener: (code: string, whose: Speaker) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let lastAnswerAt = Date.now();
const users = new Set<(at: number) => void>();

/** Notes that the session was used just now, in another tab. */
export function noteUse(): void {
  lastAnswerAt = Date.now();
}

/** Calls `listener` each time the hub has answered a request of this tab, with when. */
export function onUse(listener: (at: number) => void): void {
  users.add(listener);
}

/** When the hub last answered a request with our session: that is when its idle time began. */
export function lastUse(): number {
  return lastAnswerAt;
}

/**
 * Sends an operation and gives the answer as it came. @throws RefusalError
 * The address holds path and query alone; personal numbers belong into bodies.
 */
export async function send(options: {
  readonly method: string;
  readonly path: string;
  readonly query?: object | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly as?: Speaker | undefined;
}): Promise<Response> {
  const { method, body } = options;
  const headers = new Headers({ 'accept-language': language.value === 'zh' ? 'zh-CN' : 'en', ...options.headers });
  const whose = options.as ?? (options.path.startsWith('/v1/holder') ? 'holder' : 'officer');
  if (speaker.holder !== undefined && whose === 'holder') headers.set('authorization', `Bearer ${speaker.holder}`);
  else if (method !== 'GET' && speaker.csrf !== undefined) headers.set('x-csrf-token', speaker.csrf);
  let payload: BodyInit | undefined;
  if (body instanceof FormData || body instanceof Blob || typeof body === 'string') payload = body;
  else if (body !== undefined) {
    payload = JSON.stringify(body);
    headers.set('content-type', 'application/json');
  }
  let answer: Response;
  try {
    answer = await fetch(`${options.path}${queryText(options.query)}`, {
      method,
      headers,
      ...(payload === undefined ? {} : { body: payload }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
  if (answer.ok) {
    lastAnswerAt = Date.now();
    for (const listener of users) listener(lastAnswerAt);
    return answer;
  }
  const failure = await readRefusal(answer);
  if (answer.status === 401) for (const listener of listeners) listener(failure.refusal.code, whose);
  throw failure;
}

/** Calls an operation of the hub with what the description says it takes, and gives what it answers. @throws RefusalError */
export async function call<O extends Operation>(operation: O, options: CallOptions<O>): Promise<Answer<O>> {
  return (await callWithVersion(operation, options)).answer;
}

/** The same, with the version of what was read or written (its ETag), to be sent back with the next change. */
export async function callWithVersion<O extends Operation>(
  operation: O,
  options: CallOptions<O>,
): Promise<{ answer: Answer<O>; version: string | undefined }> {
  const [method = 'GET', pattern = ''] = operation.split(' ');
  const params = (options.params ?? {}) as Readonly<Record<string, string>>;
  const path = pattern.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')));
  const answer = await send({
    method,
    path,
    query: options.query as object | undefined,
    body: options.body,
    headers: options.ifMatch === undefined ? undefined : { 'if-match': options.ifMatch },
    signal: options.signal,
    as: options.as,
  });
  const isJson = /\bjson\b/.test(answer.headers.get('content-type') ?? '');
  const content = answer.status === 204 ? undefined : isJson ? await answer.json() : await answer.text();
  return { answer: content as Answer<O>, version: answer.headers.get('etag') ?? undefined };
}

function queryText(query: object | undefined): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== '') text.append(name, String(value));
  const written = text.toString();
  return written === '' ? '' : `?${written}`;
}
