import type { FastifyInstance } from 'fastify';
import { createSandboxes, parseResourceId, type Resource, readResource } from '../../catalog/index.ts';
import { type Actor, actorOf, actorReference } from '../../identity/index.ts';
import { type Clock, type Database, kernelProblems, sha256 } from '../../kernel/index.ts';
import type { QueryRequest } from '../generated/schemas.ts';
import { httpProblems } from '../http/problems.ts';
import { questionOf } from '../query/question.ts';
import { resourceOpenApi } from './resource-openapi.ts';
import { answerFromSandbox } from './sandbox-answer.ts';

const minute = 60_000;

const params = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', maxLength: 255, description: 'Id of the resource.', example: 'population.resident' },
  },
} as const;

interface ById {
  Params: { id: string };
}

/** What programs need of one resource before there is a grant: its OpenAPI document and its sandbox. */
export function contractRoutes(
  app: FastifyInstance,
  parts: { database: Database; clock: Clock; publicUrl: string; sandboxPerMinute: number },
): void {
  const { database, clock, publicUrl, sandboxPerMinute } = parts;
  const openSandbox = createSandboxes({ database });
  const byAsker = app.createRateLimit({
    max: sandboxPerMinute,
    timeWindow: minute,
    keyGenerator: (request) => `sandbox:${actorReference(actorOf(request))}`,
  });
  const read = (actor: Actor, id: string): Promise<Resource> =>
    readResource({ database, actor, id: parseResourceId(id) });

  app.get<ById>(
    '/v1/resources/:id/openapi.json',
    {
      config: { access: { officers: 'any', systems: 'any' } },
      schema: {
        tags: ['directory'],
        summary: '该资源的 OpenAPI 3.1 文件 · OpenAPI 3.1 document of this resource',
        params,
      },
    },
    async (request, reply) => {
      const resource = await read(actorOf(request), request.params.id);
      const document = JSON.stringify(resourceOpenApi({ resource, sandbox: await openSandbox(resource), publicUrl }));
      // RFC 9110 §8.8.3. It changes with the record, with code tables and with the hub itself.
      reply.header('etag', `"${sha256(document).toString('base64url')}"`);
      return reply.type('application/json; charset=utf-8').send(document);
    },
  );

  app.post<ById & { Body: QueryRequest }>(
    '/v1/resources/:id/sandbox',
    {
      config: { access: { officers: 'any', systems: 'any' } },
      schema: {
        tags: ['directory'],
        summary: '沙箱：生成的样例应答，无须授权 · The sandbox: made-up answers, without a grant',
        params,
        body: { $ref: 'QueryRequest#' },
        response: { 200: { description: 'Made-up data of the right shape.', $ref: 'SandboxAnswer#' } },
      },
    },
    async (request, reply) => {
      const allowance = await byAsker(request);
      if (!allowance.isAllowed && allowance.isExceeded) {
        const retryAfterSeconds = Math.max(1, allowance.ttlInSeconds);
        throw httpProblems.TOO_MANY_REQUESTS({ limit: sandboxPerMinute }, { retryAfterSeconds });
      }
      const resource = await read(actorOf(request), request.params.id);
      const question = questionOf(request.body);
      if (question.resource !== resource.id) {
        const errors = [{ pointer: '/resource', detail: 'not the resource of this address' }];
        throw kernelProblems.INVALID_INPUT({ count: 1 }, { errors });
      }
      const answer = answerFromSandbox({
        ...{ resource, question, now: clock.now() },
        sandbox: await openSandbox(resource),
      });
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
}
