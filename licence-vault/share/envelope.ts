import type { FastifyReply } from 'fastify';
import type { ProblemJson } from '../../kernel/index.ts';
import { keepsStatus, type ReturnCode, returnCodeOf } from './return-codes.ts';

/** What share operations answer with: a return code, a sentence and the data. */
export interface ShareAnswer<T> {
  readonly returnCode: ReturnCode;
  readonly message: string;
  readonly data: T | null;
}

export function answered<T>(data: T): ShareAnswer<T> {
  return { returnCode: '0', message: '成功 · done', data };
}

/** Nothing was found, with whatever is to be said of that. */
export function nothing<T>(data: T): ShareAnswer<T> {
  return { returnCode: '10', message: '无数据 · none', data };
}

/** What there may be is kept back by its holder; which types, the data says. */
export const noPermission = {
  returnCode: '100',
  message: '持证主体未同意或已停止共享 · kept back by the holder',
} as const;

/**
 * Puts a refusal of the house into the form of share operations. One that keeps its HTTP status stays the problem it is,
 * with return code and message beside its members (RFC 9457 §3.2).
 */
export function enveloped(payload: unknown, reply: FastifyReply): unknown {
  if (!String(reply.getHeader('content-type')).startsWith('application/problem+json')) return payload;
  // The house sends nothing else with this media type.
  const problem = payload as ProblemJson;
  const told = { returnCode: returnCodeOf(problem), message: problem.detail, data: null };
  if (keepsStatus(problem)) return { ...problem, ...told };
  reply.code(200).type('application/json; charset=utf-8');
  return { ...told, problem };
}
