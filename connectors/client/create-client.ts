import type { KeyObject } from 'node:crypto';
import {
  after,
  type Clock,
  continueTrace,
  type Language,
  type Random,
  systemClock,
  systemRandom,
} from '../../kernel/index.ts';
import { RequestSigner, signRequest, writeItem } from '../protocol/index.ts';
import {
  type Explanation,
  isExplanation,
  isLookupAnswer,
  isSandboxLookup,
  isSandboxVerify,
  isVerifyAnswer,
  type LookupAnswer,
  type LookupQuestion,
  type SandboxLookupAnswer,
  type SandboxVerifyAnswer,
  type VerifyAnswer,
  type VerifyQuestion,
} from './answers.ts';
import { HufuProblem, HufuUnreachable, leaving } from './errors.ts';
import { type HubRequest, type SignSending, sendToHub, type Wire } from './hub-http.ts';
import { defaultRetryPolicy, type Repetition, type RetryPolicy, tryRepeatedly } from './retry.ts';
import { type AccessToken, clientKey, createTokenSource } from './token-source.ts';

export interface ClientOptions {
  /** Address of the hub, e.g. `https://hufu.example.gov.cn`. */
  readonly hub: string;
  /** Short id of the system, as registered. */
  readonly system: string;
  /** Private key of the system, as a JWK or imported: P-256 or Ed25519. */
  readonly key: Readonly<Record<string, unknown>> | KeyObject;
  /** Id under which the key is registered. */
  readonly kid: string;
  /** Language of problems. Default zh. */
  readonly language?: Language | undefined;
  /** Milliseconds for one call with all its tries. Default 30 s. */
  readonly timeoutMs?: number | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** The hub's outward address, where that is not `hub`: assertions and signatures are made out to it. */
  readonly audience?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** Go on with a trace of the caller's (W3C Trace Context). */
  readonly traceparent?: string | undefined;
}

export interface PostOptions extends CallOptions {
  /**
   * The same text for the same intent: the hub then does it once, whatever becomes of the answers. Without it each call
   * makes a new one, which its own retries share; a client that never tries again sends none.
   */
  readonly idempotencyKey?: string | undefined;
}

/** A consumer system's way to the hub. */
export interface HufuClient {
  /** Asks for records. @example client.query<{ name: string }>({ resource, match, fields: ['name'], purpose }) */
  query<T extends object = Record<string, unknown>>(
    question: LookupQuestion,
    options?: PostOptions,
  ): Promise<LookupAnswer<T>>;
  /** Asks whether claims are true; no data comes back. */
  verify(question: VerifyQuestion, options?: PostOptions): Promise<VerifyAnswer>;
  /** Asks what would be decided on a question, and why; nobody is asked and nothing charged. */
  explain(question: LookupQuestion | VerifyQuestion, options?: PostOptions): Promise<Explanation>;
  /**
   * Asks the resource's sandbox: made-up data of the right shape, the same each time, for a question that needs no grant.
   * @example client.sandbox<{ name: string }>({ resource, match, fields: ['name'], purpose })
   */
  sandbox<T extends object = Record<string, unknown>>(
    question: LookupQuestion,
    options?: CallOptions,
  ): Promise<SandboxLookupAnswer<T>>;
  sandbox(question: VerifyQuestion, options?: CallOptions): Promise<SandboxVerifyAnswer>;
  /** Any other route: what it answers is the caller's to know. JSON comes as its value, a text as a string, else bytes. */
  get(path: string, options?: CallOptions): Promise<unknown>;
  post(path: string, body: unknown, options?: PostOptions): Promise<unknown>;
  /**
   * The headers with which another program may send this one request, once and within a minute: `authorization`,
   * `content-digest`, `signature-input`, `signature`.
   * @param content the body to the byte
   */
  headersFor(method: HubRequest['method'], path: string, content: Uint8Array | string): Promise<Record<string, string>>;
}

const defaultTimeoutMs = 30_000;
const tokenTimeoutMs = 10_000;
const tokenPath = '/v1/oauth/token';
const explainPath = '/v1/query/explain';
/** Of a signature's nonce. */
const nonceBytes = 16;

/**
 * Makes a client for one system. It gets its tokens by itself, keeps each until shortly before it expires, and tries
 * again where that is safe.
 * @throws TypeError for a key that is none, or an address that is no http address
 * @example
 * const client = createClient({ hub, system: 'hrss-pension', key, kid });
 * const { rows } = await client.query<{ name: string }>({
 *   resource: 'population.resident', match: { citizenNumber }, fields: ['name'], purpose: { matter, case: caseNumber },
 * });
 */
export function createClient(options: ClientOptions): HufuClient {
  const { clock = systemClock, random = systemRandom, language = 'zh' } = options;
  const hub = hubAddress(options.hub);
  const policy = { ...defaultRetryPolicy, ...options.retry };
  const wire: Wire = { hub, language, fetch: options.fetch ?? fetch, clock };
  const common = { hub, policy, clock, random };
  const key = { ...clientKey(options.key), kid: options.kid };
  const audience = (options.audience ?? hub).replace(/\/+$/, '');
  const signer = new RequestSigner({ key, clock, random });
  const sign: SignSending = async ({ path, ...sending }) => ({
    ...(await signer.sign({ ...sending, targetUri: `${audience}${path}` })),
  });
  const tokens = createTokenSource({
    system: options.system,
    kid: options.kid,
    key,
    audience,
    fetchToken,
    clock,
    random,
  });

  async function fetchToken(newAssertion: () => Promise<string>): Promise<AccessToken> {
    // A time of its own: several callers may be waiting for the one token.
    const { signal, until } = timeFor({}, tokenTimeoutMs);
    const trace = continueTrace(undefined, random);
    const asked = clock.now();
    const body = await tryRepeatedly(
      async () => {
        const form = {
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await newAssertion(),
        };
        return sendToHub({ method: 'POST', path: tokenPath, form, trace, signal }, wire);
      },
      { ...common, repetition: 'always', signal, until },
    );
    const { access_token: value, expires_in: seconds } = (body ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof value !== 'string' || typeof seconds !== 'number') throw new HufuUnreachable('HUB_ANSWER_INVALID', hub);
    return { value, expiresAt: after(asked, seconds * 1_000) };
  }

  /** All tries of one call are one trace and carry the same headers, so to the hub they are one request. */
  async function call(
    request: Pick<HubRequest, 'method' | 'path' | 'body' | 'headers'> & { repetition: Repetition },
    own: CallOptions,
  ): Promise<unknown> {
    const { repetition, ...rest } = { ...request, path: pathOf(request.path) };
    const { signal, until } = timeFor(own, options.timeoutMs ?? defaultTimeoutMs);
    const trace = continueTrace(own.traceparent, random);
    const withToken = async (bearer: string) =>
      tryRepeatedly(() => sendToHub({ ...rest, bearer, sign, trace, signal }, wire), {
        ...common,
        repetition,
        signal,
        until,
      });
    try {
      const token = await tokens.get(signal);
      try {
        return await withToken(token);
      } catch (error) {
        // A token that was fine a moment ago may have been withdrawn: once, a new one is tried.
        if (!(error instanceof HufuProblem && error.status === 401) || error.code.startsWith('SIGNATURE_')) throw error;
        tokens.drop(token);
        return await withToken(await tokens.get(signal));
      }
    } catch (error) {
      throw signal.aborted && error === signal.reason ? leaving(signal, hub) : error;
    }
  }

  function timeFor({ signal, timeoutMs }: CallOptions, standard: number): { signal: AbortSignal; until: Date } {
    const timeout = AbortSignal.timeout(timeoutMs ?? standard);
    return {
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      until: after(clock.now(), timeoutMs ?? standard),
    };
  }

  /** To the sandbox of a resource; it changes nothing, so a repetition needs no key. */
  function sandbox<T extends object>(question: LookupQuestion, own?: CallOptions): Promise<SandboxLookupAnswer<T>>;
  function sandbox(question: VerifyQuestion, own?: CallOptions): Promise<SandboxVerifyAnswer>;
  async function sandbox(question: LookupQuestion | VerifyQuestion, own: CallOptions = {}): Promise<unknown> {
    const path = `/v1/resources/${encodeURIComponent(question.resource)}/sandbox`;
    const isVerify = 'claims' in question;
    const body = { ...question, mode: isVerify ? 'verify' : 'lookup' };
    const answer = await call({ method: 'POST', path, body, repetition: 'always' }, own);
    if (!(isVerify ? isSandboxVerify(answer) : isSandboxLookup(answer)))
      throw new HufuUnreachable('HUB_ANSWER_INVALID', hub);
    return answer;
  }

  function post(path: string, body: unknown, own: PostOptions, repetition: Repetition): Promise<unknown> {
    const intent = own.idempotencyKey ?? (policy.retries > 0 && path !== explainPath ? random.uuid() : undefined);
    const headers = intent === undefined ? {} : { 'idempotency-key': writeItem(intent) };
    return call({ method: 'POST', path, body, headers, repetition }, own);
  }

  async function ask<A>(
    path: string,
    question: LookupQuestion | VerifyQuestion,
    fits: (value: unknown) => value is A,
    own: PostOptions = {},
  ): Promise<A> {
    const body = { ...question, mode: 'claims' in question ? 'verify' : 'lookup' };
    const answer = await post(path, body, own, 'always');
    if (!fits(answer)) throw new HufuUnreachable('HUB_ANSWER_INVALID', hub);
    return answer;
  }

  return {
    query: <T extends object>(question: LookupQuestion, own?: PostOptions) =>
      ask<LookupAnswer<T>>('/v1/query', question, isLookupAnswer, own),
    verify: (question, own) => ask('/v1/query', question, isVerifyAnswer, own),
    explain: (question, own) => ask(explainPath, question, isExplanation, own),
    sandbox,
    get: (path, own = {}) => call({ method: 'GET', path, repetition: 'always' }, own),
    post: (path, body, own = {}) => post(path, body, own, 'unless-arrived'),
    async headersFor(method, path, content) {
      const { signal } = timeFor({}, tokenTimeoutMs);
      const authorization = `Bearer ${await tokens.get(signal)}`;
      return {
        authorization,
        ...signRequest({
          ...{ method, targetUri: `${audience}${pathOf(path)}`, authorization, content, key },
          ...{ now: clock.now(), nonce: random.bytes(nonceBytes).toString('base64url') },
        }),
      };
    },
  };
}

function hubAddress(hub: string): string {
  const fits = URL.canParse(hub) && ['http:', 'https:'].includes(new URL(hub).protocol);
  if (!fits) throw new TypeError('the hub’s address has to begin with http:// or https://');
  return hub.replace(/\/+$/, '');
}

/** `//host` would leave the hub, and take the token along. */
function pathOf(path: string): string {
  if (!/^\/(?!\/)/.test(path)) throw new TypeError('a path begins with one slash');
  return path;
}
