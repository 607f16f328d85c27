import cookie from '@fastify/cookie';
import jwt, { type TokenOrHeader } from '@fastify/jwt';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { actorReference, requireAccess } from '../../identity/index.ts';
import {
  type Clock,
  continueTrace,
  type JsonSchema,
  kernelProblems,
  type Logger,
  type Random,
  type Trace,
  traceparentOf,
} from '../../kernel/index.ts';
import { type AccessTokenClaims, type Authenticator, authenticate } from './authenticate.ts';
import { consolePages } from './console-pages.ts';
import { documentApi, openDocumentation } from './documentation.ts';
import { readJsonBodies } from './json-body.ts';
import { KnownTokens } from './known-tokens.ts';
import type { Metrics } from './metrics.ts';
import { sendProblem } from './problem-response.ts';
import { httpProblems } from './problems.ts';
import { heedIdempotencyKeys } from './repetition/idempotent-routes.ts';
import type { Repetitions } from './repetition/repetitions.ts';
import './request-context.ts';
import { LateLogger } from './request-log.ts';
import { securityHeaders } from './security-headers.ts';
import { serialiserFactory } from './serialisation.ts';
import { requireSignatures, type SignatureCheck } from './signature/require-signatures.ts';
import { schemaCompiler } from './validation.ts';

export interface HttpServerOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly publicUrl: string;
  readonly authenticator: Authenticator;
  /** PEM of the key with this id, for access tokens. Rejects when there is none. */
  readonly tokenKey: (keyId: string) => Promise<string>;
  /** Does the key with this id verify access tokens now, as far as is known without asking anybody? */
  readonly verifiesTokens: (keyId: string) => boolean;
  readonly cookieName: string;
  /** Every schema that routes refer to by name. */
  readonly schemas: readonly JsonSchema[];
  readonly rateLimitPerMinute: number;
  /** How requests of systems are held to their signatures. */
  readonly signatures: SignatureCheck;
  /** Carries requests with an Idempotency-Key out once. */
  readonly repetitions: Repetitions;
  /** Folder of the built console; without one there are no pages. */
  readonly consoleFolder?: string | undefined;
  /** Adds the routes; runs after every hook is in place. */
  readonly routes: (app: FastifyInstance) => void;
}

/** Bodies larger than this are refused with 413; a route may set its own limit. */
const bodyLimitBytes = 256 * 1024;
const uploadLimitBytes = 20 * 1024 * 1024;
/** Authenticated callers share an address behind a department's gateway, so they are counted by who they are. */
const authenticatedShare = 100;
const minute = 60_000;

/**
 * The HTTP surface: one fastify instance in which every route states who may call it, every body is checked against its
 * schema before a handler sees it, and every error leaves as a problem with a code, a reason and a remedy.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { metrics } = options;
  const app = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    // Query strings may hold search words; the route pattern is enough for the log.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => options.random.uuid(),
    // In a log a request is known by its trace; the logger with that takes this one's place as soon as the trace is read.
    childLoggerFactory: (logger) => logger,
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    schemaController: { compilersFactory: { buildSerializer: serialiserFactory } },
    // An address that cannot be read meets none of the hooks below.
    frameworkErrors: (error, request, reply) => {
      request.trace = continueTrace(undefined, options.random);
      sendProblem(error, request, reply as never);
    },
  });

  readJsonBodies(app);
  app.setValidatorCompiler(schemaCompiler(options.schemas));
  for (const schema of options.schemas) app.addSchema(schema);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    if (!answersWithPage(request, reply)) sendProblem(kernelProblems.NOT_FOUND(), request, reply);
    return reply;
  });

  app.decorateRequest('actor', undefined);
  app.decorateRequest('problemCode', undefined);
  app.decorateRequest('trace', null as unknown as Trace);
  const fixed = await securityHeaders({ https: options.publicUrl.startsWith('https:') });
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', (request, reply, done) => {
    request.trace = continueTrace(request.headers.traceparent?.toString(), options.random);
    request.log = new LateLogger(options.logger as FastifyBaseLogger, { traceId: request.trace.traceId });
    reply.headers(fixed);
    reply.header('traceparent', traceparentOf(request.trace));
    if (closing) {
      reply.header('connection', 'close');
      done(httpProblems.SHUTTING_DOWN({}, { retryAfterSeconds: 0 }));
    } else done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.of(request.method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1000);
    if (request.problemCode !== undefined) metrics.refusals.inc({ code: request.problemCode });
    if (options.logger.isLevelEnabled('debug')) {
      const ms = Math.round(reply.elapsedTime);
      request.log.debug({ method: request.method, route, status: reply.statusCode, ms }, 'answered');
    }
    done();
  });

  await app.register(cookie);
  await app.register(jwt, {
    secret: { public: (_request: FastifyRequest, token: TokenOrHeader) => options.tokenKey(keyIdOf(token)) },
    decode: { complete: true },
    verify: {
      algorithms: ['ES256'],
      allowedIss: options.publicUrl,
      allowedAud: options.publicUrl,
      checkTyp: 'at+jwt',
      requiredClaims: ['iss', 'aud', 'sub', 'client_id', 'exp', 'iat', 'jti', 'client_key'],
    },
  });
  await app.register(rateLimit, { global: false });
  await app.register(multipart, {
    limits: { fileSize: uploadLimitBytes, files: 1, fields: 8, parts: 9, fieldSize: 8 * 1024 },
  });
  openDocumentation(app);
  addAccessControl(app, options);
  requireSignatures(app, options.signatures);
  heedIdempotencyKeys(app, options.repetitions);
  await documentApi(app, { publicUrl: options.publicUrl });
  const answersWithPage = await consolePages(app, { folder: options.consoleFolder });
  options.routes(app);
  return app;
}

/** Proves who asks, slows down who asks too often, and holds every route to its access rule. */
function addAccessControl(app: FastifyInstance, options: HttpServerOptions): void {
  const { rateLimitPerMinute, clock } = options;
  const knownTokens = new KnownTokens<AccessTokenClaims>({ clock, verifies: options.verifiesTokens });
  const byAddress = app.createRateLimit({
    max: rateLimitPerMinute,
    timeWindow: minute,
    keyGenerator: (request) => request.ip,
  });
  const byActor = app.createRateLimit({
    max: rateLimitPerMinute * authenticatedShare,
    timeWindow: minute,
    keyGenerator: ({ actor }) => (actor === undefined ? 'nobody' : actorReference(actor)),
  });
  // A holder is one person with a few pages to look at: no more than a stranger has, wherever they sit.
  const byHolder = app.createRateLimit({
    max: rateLimitPerMinute,
    timeWindow: minute,
    keyGenerator: ({ actor }) => (actor?.kind === 'holder' ? `holder:${actor.index.toString('base64url')}` : 'nobody'),
  });
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined)
      throw new Error(`route ${String(route.method)} ${route.url} has no access rule`);
  });
  app.addHook('onRequest', async (request) => {
    const { access: rule, sameForAll } = request.routeOptions.config;
    if (sameForAll === true) return;
    if (rule === undefined) {
      // No route: the not-found handler answers, and strangers who probe are slowed down like everybody else.
      await slowDown(byAddress, request, rateLimitPerMinute);
      return;
    }
    try {
      request.actor = await authenticate({
        request,
        authenticator: options.authenticator,
        knownTokens,
        cookieName: options.cookieName,
      });
    } catch (error) {
      await slowDown(byAddress, request, rateLimitPerMinute);
      throw error;
    }
    const { actor } = request;
    if (actor === undefined) await slowDown(byAddress, request, rateLimitPerMinute);
    else if (actor.kind === 'holder') await slowDown(byHolder, request, rateLimitPerMinute);
    else await slowDown(byActor, request, rateLimitPerMinute * authenticatedShare);
    requireAccess(rule, request.actor);
  });
}

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;

async function slowDown(limiter: Limiter, request: Parameters<Limiter>[0], limit: number): Promise<void> {
  const result = await limiter(request);
  if (!result.isAllowed && result.isExceeded) {
    throw httpProblems.TOO_MANY_REQUESTS({ limit }, { retryAfterSeconds: Math.max(1, result.ttlInSeconds) });
  }
}

function keyIdOf(token: TokenOrHeader): string {
  const header: unknown = 'header' in token ? token.header : token;
  return typeof header === 'object' && header !== null && 'kid' in header && typeof header.kid === 'string'
    ? header.kid
    : '';
}
