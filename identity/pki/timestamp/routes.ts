import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '../../../kernel/index.ts';
import type { PkiParts } from '../ca/parts.ts';
import { wantsProblem } from '../ca/wants-problem.ts';
import { issueTimeStamp } from './issue-time-stamp.ts';
import { timeStampProblems } from './problems.ts';
import { largestTimeStampRequest } from './request.ts';
import { failure, writeRejection } from './write-response.ts';

/** What RFC 3161 calls our refusals. */
const failures: Readonly<Record<string, (typeof failure)[keyof typeof failure]>> = {
  TIMESTAMP_REQUEST_MALFORMED: failure.badDataFormat,
  TIMESTAMP_IMPRINT_UNSUPPORTED: failure.badAlgorithm,
  TIMESTAMP_POLICY_UNKNOWN: failure.unacceptedPolicy,
  TIMESTAMP_EXTENSION_UNKNOWN: failure.unacceptedExtension,
  AUTHORITY_MISSING: failure.systemFailure,
  AUTHORITY_ENDING: failure.systemFailure,
};

/**
 * Time stamps (RFC 3161 §3.4) for whoever is known here: each is a signature of ours, so strangers get none. Refusals are
 * told in the protocol's own way, or as a problem to who asks for one.
 */
export function timeStampRoutes(app: FastifyInstance, parts: PkiParts): void {
  // A context of its own: the content type is read here and nowhere else.
  app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/timestamp-query',
      { parseAs: 'buffer', bodyLimit: largestTimeStampRequest },
      (_request, body, done) => done(null, body),
    );

    scope.post<{ Body: Buffer }>(
      '/v1/pki/timestamp',
      {
        config: {
          access: { officers: 'any', systems: 'any' },
          unsigned: 'clients of RFC 3161 know nothing of it, and a time stamp discloses nothing',
        },
        schema: { tags: ['pki'], summary: '时间戳（RFC 3161） · Time stamp (RFC 3161)' },
        bodyLimit: largestTimeStampRequest,
      },
      async (request, reply) => {
        const { body } = request;
        if (!Buffer.isBuffer(body)) {
          throw timeStampProblems.TIMESTAMP_REQUEST_MALFORMED({
            whyZh: '内容类型应为 application/timestamp-query',
            whyEn: 'its type must be application/timestamp-query',
          });
        }
        try {
          return sendReply(reply, await issueTimeStamp(parts, body));
        } catch (error) {
          const bit = error instanceof Problem ? failures[error.code] : undefined;
          if (!(error instanceof Problem) || bit === undefined || wantsProblem(request.headers.accept)) throw error;
          return sendReply(reply, writeRejection({ failure: bit, text: `${error.code}: ${error.texts('zh').detail}` }));
        }
      },
    );
  });
}

function sendReply(reply: FastifyReply, response: Buffer): FastifyReply {
  return reply.header('cache-control', 'no-store').type('application/timestamp-reply').send(response);
}
