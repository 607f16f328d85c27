import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { databaseProblem, kernelProblems, Problem, pointerErrors, preferredLanguage } from '../../kernel/index.ts';
import { codeOf } from '../unavailable.ts';
import { httpProblems } from './problems.ts';
import './request-context.ts';

/** Answers any error as a problem (RFC 9457). Faults are logged in full and told to the caller by trace id alone. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  // A fault is told in full; an outage is what its code says, and under load there are many of them.
  if (problem.status === 500) request.log.error({ err: error, code: problem.code }, 'request failed');
  else if (problem.status > 500)
    request.log.warn({ code: problem.code, cause: codeOf(problem.cause) }, 'request failed');
  else request.log.info({ code: problem.code, status: problem.status }, 'request refused');
  request.problemCode = problem.code;
  const language = preferredLanguage(request.headers['accept-language']);
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="hufu"');
  return reply
    .code(problem.status)
    .header('content-language', language === 'zh' ? 'zh-CN' : 'en')
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problem.toJson({ language, instance: `urn:uuid:${request.id}`, traceId: request.trace.traceId }));
}

/** What the caller may know of an error: a Problem as it is, the framework's refusals by their code, anything else as a fault. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return kernelProblems.INTERNAL({}, { cause: error });
  const { code, statusCode = 500, validation, validationContext } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const errors = pointerErrors(validation as Parameters<typeof pointerErrors>[0]);
    const placed = errors.map((e) => ({
      ...e,
      pointer: validationContext === 'body' ? e.pointer : `/${validationContext}${e.pointer}`,
    }));
    return kernelProblems.INVALID_INPUT({ count: placed.length }, { errors: placed });
  }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return httpProblems.BODY_TOO_LARGE();
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return httpProblems.UNSUPPORTED_CONTENT_TYPE();
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return httpProblems.MALFORMED_BODY({ format: 'JSON' });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return httpProblems.MALFORMED_BODY({ format: 'HTTP' });
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
    case 'FST_PROTO_VIOLATION':
      return httpProblems.MALFORMED_BODY({ format: 'multipart/form-data' });
    default:
      // The framework's other refusals: an address it cannot decode, a body that broke off.
      if (statusCode >= 400 && statusCode < 500) return httpProblems.MALFORMED_REQUEST({}, { cause: error });
      return databaseProblem(error) ?? kernelProblems.INTERNAL({}, { cause: error });
  }
}
