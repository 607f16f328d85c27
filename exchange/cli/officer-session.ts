import { type HubRequest, sendToHub } from '../../connectors/index.ts';
import { continueTrace, type Language, systemClock, systemRandom } from '../../kernel/index.ts';
import { streamFromHub } from './hub-stream.ts';

/** An officer's session with a hub, for scripts: logged in by password, ended when disposed. */
export interface OfficerSession extends AsyncDisposable {
  /** @throws HufuProblem, HufuUnreachable */
  get(path: string): Promise<unknown>;
  /** @throws HufuProblem, HufuUnreachable */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<unknown>;
  /** @throws HufuProblem, HufuUnreachable */
  upload(path: string, form: FormData): Promise<unknown>;
  /**
   * Sends a file and gives the answer as it comes, of whatever length and however long it takes.
   * @throws HufuProblem, HufuUnreachable
   */
  stream(
    path: string,
    options: {
      accept: string;
      file?: Uint8Array;
      type?: string;
      method?: 'POST' | 'PUT';
      ifMatch?: string | undefined;
    },
  ): Promise<Response>;
}

const timeoutMs = 30_000;

/** Logs an officer in. @throws HufuProblem (INVALID_CREDENTIALS, LOGIN_LOCKED), HufuUnreachable */
export async function openOfficerSession(options: {
  hub: string;
  login: string;
  password: string;
  language: Language;
}): Promise<OfficerSession> {
  const wire = { hub: options.hub.replace(/\/+$/, ''), language: options.language, fetch, clock: systemClock };
  const call = (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    more: Partial<Pick<HubRequest, 'body' | 'upload' | 'bearer' | 'headers'>> = {},
  ) =>
    sendToHub(
      { method, path, ...more, trace: continueTrace(undefined, systemRandom), signal: AbortSignal.timeout(timeoutMs) },
      wire,
    );
  const { login, password } = options;
  const opened = await call('POST', '/v1/session', { body: { login, password, as: 'bearer' } });
  const bearer = tokenOf(opened);
  return {
    get: (path) => call('GET', path, { bearer }),
    post: (path, body, headers) => call('POST', path, { body, bearer, headers }),
    upload: (path, upload) => call('POST', path, { upload, bearer }),
    stream: (path, streamed) => streamFromHub(path, { ...streamed, ...wire, bearer }),
    async [Symbol.asyncDispose]() {
      await call('DELETE', '/v1/session', { bearer });
    },
  };
}

function tokenOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string') return body.token;
  throw new Error('the hub opened no session');
}
