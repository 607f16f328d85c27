// Loads what the plugin adds to requests: `isMultipart` and `file`.
import type {} from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import { kernelProblems, type PointerError, preferredLanguage } from '../../kernel/index.ts';
import type { Verification } from '../generated/schemas.ts';
import { isLicenceId } from '../licence/reference.ts';
import { verdictJson } from './verdict.ts';
import { type VerificationSubject, type VerifyParts, verifyLicence } from './verify-licence.ts';

/** A verdict shows nothing that is written on a licence, so whoever has a credential may ask for one. */
const verifiers: AccessRule = { officers: 'any', systems: 'any' };

/** `POST /v1/verify`: a document, a file, an identifier or an id in; a verdict with its steps out. */
export function verifyRoutes(app: FastifyInstance, deps: VerifyParts): void {
  app.post<{ Body: Verification | undefined }>(
    '/v1/verify',
    {
      config: { access: verifiers },
      schema: {
        summary: '验证证照 · Verify a licence',
        body: {
          content: {
            'application/json': { schema: { $ref: 'Verification#' } },
            'multipart/form-data': { schema: { description: 'The licence in the part "file".' } },
          },
        },
        response: { 200: { $ref: 'Verdict#' } },
      },
    },
    async (request) => {
      const asked = request.isMultipart()
        ? { subject: { document: await uploaded(request) } }
        : askedIn(request.body ?? {});
      const verdict = await verifyLicence({ ...deps, actor: actorOf(request), ...asked });
      return verdictJson(verdict, preferredLanguage(request.headers['accept-language']));
    },
  );
}

async function uploaded(request: FastifyRequest): Promise<Buffer> {
  const file = await request.file();
  if (file === undefined) throw invalid([{ pointer: '/file', detail: 'required field is missing' }]);
  return file.toBuffer();
}

function askedIn(body: Verification) {
  const { at, matter, case: caseNumber } = body;
  return {
    subject: subjectOf(body),
    at: at === undefined ? undefined : new Date(at),
    purpose: { matter, case: caseNumber },
  };
}

function subjectOf({ document, identifier, id }: Verification): VerificationSubject {
  const given = [document, identifier, id].filter((subject) => subject !== undefined);
  if (given.length !== 1) throw invalid([{ pointer: '', detail: 'give one of document, identifier and id' }]);
  if (document !== undefined) return { document: bytesOf(document) };
  const name = identifier ?? id ?? '';
  // People mix up the two names of a licence, and one cannot be taken for the other.
  return isLicenceId(name) ? { id: name.toLowerCase() } : { identifier: name };
}

/** The document as bytes again; one nested too deep to be written becomes no document, and is told so in the verdict. */
function bytesOf(document: object): Buffer {
  try {
    return Buffer.from(JSON.stringify(document));
  } catch (error) {
    if (error instanceof RangeError) return Buffer.alloc(0);
    throw error;
  }
}

function invalid(errors: readonly PointerError[]) {
  return kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
}
