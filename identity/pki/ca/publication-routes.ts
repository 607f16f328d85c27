import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { kernelProblems, Problem } from '../../../kernel/index.ts';
import { answerOcsp, type OcspOutcome } from './answer-ocsp.ts';
import { findAuthority, requireIssuing } from './authority-store.ts';
import { largestOcspRequest } from './ocsp-request.ts';
import { writeOcspRefusal } from './ocsp-response.ts';
import type { PkiParts } from './parts.ts';
import { caProblems } from './problems.ts';
import { currentCrl } from './publish-crl.ts';
import type { PkiCrlRow, Suite } from './tables.ts';
import { wantsProblem } from './wants-problem.ts';

const tags = ['pki'];
const open = { config: { access: { public: true } } } as const;

const authorityParams = {
  type: 'object',
  required: ['authority'],
  additionalProperties: false,
  properties: { authority: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,63}$' } },
} as const;

/** Shared caches may keep a list this long; a revocation shows there no later. */
const crlSharedSeconds = 300;

/** What every verifier fetches: lists, authorities' certificates, and the status of single certificates. All of it is public. */
export function publicationRoutes(app: FastifyInstance, parts: PkiParts): void {
  const { clock, database } = parts;

  app.get<{ Params: { authority: string } }>(
    '/v1/pki/crl/:authority',
    { ...open, schema: { tags, summary: '吊销列表（DER） · Revocation list (DER)', params: authorityParams } },
    async (request, reply) => sendCrl(await currentCrl(parts, request.params.authority), request, reply),
  );

  app.get<{ Querystring: { suite: Suite } }>(
    '/v1/pki/crl',
    {
      ...open,
      schema: {
        tags,
        summary: '当前签发机构的吊销列表（DER） · Revocation list of the issuing authority in service (DER)',
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { suite: { type: 'string', enum: ['sm2', 'p256'], default: 'sm2' } },
        },
      },
    },
    async (request, reply) => {
      const { id } = await requireIssuing(database, request.query.suite);
      return sendCrl(await currentCrl(parts, id), request, reply);
    },
  );

  app.get<{ Params: { authority: string } }>(
    '/v1/pki/authorities/:authority/certificate',
    {
      ...open,
      schema: { tags, summary: '认证机构证书（DER） · An authority’s certificate (DER)', params: authorityParams },
    },
    async (request, reply) => {
      const authority = await findAuthority(database, request.params.authority);
      if (authority === undefined) throw kernelProblems.NOT_FOUND();
      reply.header('cache-control', 'public, max-age=86400').type('application/pkix-cert');
      return reply.send(authority.certificate.raw);
    },
  );

  function sendCrl(crl: PkiCrlRow, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const left = Math.floor((crl.next_update.getTime() - clock.now().getTime()) / 1000);
    const etag = `"${crl.authority}-${crl.number}"`;
    reply
      .header('cache-control', `public, max-age=${Math.max(0, Math.min(crlSharedSeconds, left))}`)
      .header('etag', etag)
      .header('last-modified', crl.this_update.toUTCString());
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.header('expires', crl.next_update.toUTCString()).type('application/pkix-crl').send(crl.der);
  }

  // A context of its own: the content type is read here and nowhere else.
  app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/ocsp-request',
      { parseAs: 'buffer', bodyLimit: largestOcspRequest },
      (_request, body, done) => done(null, body),
    );

    scope.post<{ Body: Buffer }>(
      '/v1/pki/ocsp',
      {
        ...open,
        schema: { tags, summary: '证书在线状态（RFC 6960） · Status of a certificate (RFC 6960)' },
        bodyLimit: largestOcspRequest,
      },
      async (request, reply) => {
        const { body } = request;
        if (!Buffer.isBuffer(body))
          throw caProblems.OCSP_REQUEST_MALFORMED({
            whyZh: '内容类型应为 application/ocsp-request',
            whyEn: 'its type must be application/ocsp-request',
          });
        return sendOcsp(await outcome(parts, body, request), reply);
      },
    );

    // RFC 6960 appendix A.1: base64 in the path, mostly escaped and sometimes not, hence all the rest of it.
    scope.get<{ Params: { '*': string } }>(
      '/v1/pki/ocsp/*',
      { ...open, schema: { tags, summary: '证书在线状态（GET） · Status of a certificate (GET)' } },
      async (request, reply) => {
        const der = decodeBase64(request.params['*']);
        const { keepUntil, response } = await outcome(parts, der, request);
        return sendOcsp({ keepUntil, response }, reply, clock.now());
      },
    );
  });
}

/** What RFC 6960 calls our refusals. */
const refusals: Readonly<Record<string, 'malformedRequest' | 'internalError'>> = {
  OCSP_REQUEST_MALFORMED: 'malformedRequest',
  AUTHORITY_ENDING: 'internalError',
};

/** A refusal is told in the protocol's own way, unless the asker would rather have a problem document. */
async function outcome(parts: PkiParts, request: Buffer, { headers }: FastifyRequest): Promise<OcspOutcome> {
  try {
    return await answerOcsp(parts, request);
  } catch (error) {
    const status = error instanceof Problem ? refusals[error.code] : undefined;
    if (status === undefined || wantsProblem(headers.accept)) throw error;
    return { response: writeOcspRefusal(status), keepUntil: undefined };
  }
}

/** @param now for answers that may be kept: those to GET (RFC 5019 §6) */
function sendOcsp({ response, keepUntil }: OcspOutcome, reply: FastifyReply, now?: Date): FastifyReply {
  const seconds =
    keepUntil === undefined || now === undefined ? 0 : Math.floor((keepUntil.getTime() - now.getTime()) / 1000);
  const kept = Math.min(seconds, crlSharedSeconds);
  reply.header('cache-control', kept > 0 ? `public, max-age=${kept}, no-transform, must-revalidate` : 'no-store');
  return reply.type('application/ocsp-response').send(response);
}

function decodeBase64(text: string): Buffer {
  const base64 = text.replace(/ /g, '+');
  if (base64.length > 2 * largestOcspRequest || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) {
    throw caProblems.OCSP_REQUEST_MALFORMED({ whyZh: '不是 base64', whyEn: 'it is not base64' });
  }
  return Buffer.from(base64, 'base64');
}
