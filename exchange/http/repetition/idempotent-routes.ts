import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseString } from '../../../connectors/protocol/index.ts';
import { actorOf, actorReference } from '../../../identity/index.ts';
import { codeOf } from '../../unavailable.ts';
import { repetitionProblems } from './problems.ts';
import type { Attempt, KeptAnswer, Repetitions } from './repetitions.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked before a kept answer is given again: throws when the caller may not have it any more. */
    stillAllowed?: (request: FastifyRequest) => void;
  }
  interface FastifyRequest {
    /** The try that this request is, when it has an Idempotency-Key. */
    attempt: Attempt | undefined;
  }
}

const longestKey = 255;
const nothing = Buffer.alloc(0);
/** What an answer says besides its body. */
const keptHeaders = ['content-type', 'etag', 'location', 'cache-control'] as const;

/**
 * Heeds `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) on the routes that say so: the first request with a
 * key is carried out, a repetition gets its answer with `Idempotency-Replayed: true`. Without the header nothing is stored
 * and nothing is asked of the database. Call after `requireSignatures`, before the routes are added.
 */
export function heedIdempotencyKeys(app: FastifyInstance, repetitions: Repetitions): void {
  app.decorateRequest('attempt', undefined);
  app.addHook('onRoute', (route) => {
    const manner = route.config?.idempotent;
    if (manner === undefined) return;
    route.preHandler = [
      (request: FastifyRequest, reply: FastifyReply) =>
        begin({ request, reply, repetitions, takesOver: manner === 'again' }),
      ...[route.preHandler ?? []].flat(),
    ];
    route.onSend = [...[route.onSend ?? []].flat(), finish];
  });
}

async function begin(options: {
  request: FastifyRequest;
  reply: FastifyReply;
  repetitions: Repetitions;
  takesOver: boolean;
}): Promise<FastifyReply | undefined> {
  const { request, reply, repetitions, takesOver } = options;
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const key = parseString(String(header));
  if (key === undefined || key === '' || key.length > longestKey) {
    throw repetitionProblems.IDEMPOTENCY_KEY_MALFORMED({ longest: longestKey });
  }
  // A copy of the request that somebody else sends gets no answer, kept or not.
  await request.admission?.claim();
  const begun = await repetitions.begin({
    caller: actorReference(actorOf(request)),
    key,
    content: [`${request.method} ${request.originalUrl}\n`, request.content ?? nothing],
    takesOver,
  });
  if ('attempt' in begun) {
    request.attempt = begun.attempt;
    return undefined;
  }
  request.routeOptions.config.stillAllowed?.(request);
  const { status, headers, body } = begun.answer;
  return reply
    .code(status)
    .headers({ ...headers, 'idempotency-replayed': 'true' })
    .serializer(asItIs)
    .send(body);
}

function asItIs(payload: unknown): string {
  return String(payload);
}

/** Keeps what is about to be answered. It is answered also when that fails: then a repetition is a try of its own. */
async function finish(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const { attempt } = request;
  if (attempt === undefined) return payload;
  try {
    if (reply.statusCode < 300 && typeof payload === 'string') {
      await attempt.keep(answerOf(reply, payload));
    } else if (
      reply.statusCode < 500 ||
      reply.statusCode === 503 ||
      request.routeOptions.config.idempotent === 'again'
    ) {
      await attempt.leave();
    }
  } catch (error) {
    request.log.warn({ cause: codeOf(error) }, 'an answer could not be kept for a repetition');
  }
  return payload;
}

function answerOf(reply: FastifyReply, body: string): KeptAnswer {
  const headers: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = reply.getHeader(name);
    if (typeof value === 'string') headers[name] = value;
  }
  return { status: reply.statusCode, headers, body };
}
