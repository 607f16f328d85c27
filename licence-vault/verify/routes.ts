// Loads what the plugin adds to requests: `isMultipart` and `file`.
import type {} from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AccessRule, actorOf } from '../../identity/index.ts';
import { compileSchema, kernelProblems, type PointerError, preferredLanguage, sha256 } from '../../kernel/index.ts';
import { schemas, type Verification } from '../generated/schemas.ts';
import { keepingReceipts } from '../licence/licence-use.ts';
import { isLicenceId } from '../licence/reference.ts';
import { fileVerdictJson } from './file-verdict.ts';
import { type VerificationSubject, type VerifyParts, verifyLicence } from './verify-licence.ts';

/**
 * A verdict shows nothing that is written on a licence but what the caller presented, and of a number the term, without which
 * nobody could say whether it holds; so whoever has a credential may ask for one.
 */
const verifiers: AccessRule = { officers: 'any', systems: 'any' };

const tags = ['licences'];

/** `POST /v1/verify`: a document, a file (JSON, OFD, PDF, the photo of a QR), the text of a QR, an identifier or an id in; a verdict with its steps out. */
export function verifyRoutes(app: FastifyInstance, deps: VerifyParts): void {
  app.post<{ Body: Verification | undefined }>(
    '/v1/verify',
    {
      config: {
        access: verifiers,
        unsigned:
          'a verdict shows nothing that is written on a licence but its term, and of a genuine QR what it says itself',
      },
      schema: {
        tags,
        summary: '验证证照 · Verify a licence',
        body: {
          content: {
            'application/json': { schema: { $ref: 'Verification#' } },
            'multipart/form-data': {
              schema: {
                description:
                  'The licence, JSON, OFD or PDF, or the photo or scan of its QR, PNG or JPEG, in the part "file"; before it, if wanted, "at", "matter" and "case" as in Verification.',
              },
            },
          },
        },
        response: { 200: { $ref: 'Verdict#' } },
      },
    },
    async (request) => {
      const asked = request.isMultipart() ? await uploaded(request) : askedIn(request.body ?? {});
      const { receipts, recordUse } = keepingReceipts(deps);
      const { subject, at, purpose } = asked;
      const actor = actorOf(request);
      const verdict = await verifyLicence({ ...deps, recordUse, actor, subject, at, purpose });
      return {
        ...fileVerdictJson(verdict, preferredLanguage(request.headers['accept-language'])),
        ...(asked.digest === undefined ? {} : { digest: asked.digest }),
        receipt: receipts.at(-1),
      };
    },
  );
}

/** The names that a form may give besides the file; what else it says is not asked for and not looked at. */
const formFields = ['at', 'matter', 'case'] as const;

/** @throws INVALID_INPUT for a form without a file, or with fields that are not as {@link Verification} has them */
async function uploaded(request: FastifyRequest): Promise<Asked> {
  const file = await request.file();
  if (file === undefined) throw invalid([{ pointer: '/file', detail: 'required field is missing' }]);
  const document = await file.toBuffer();
  const given = formFields.flatMap((name): [string, string][] => {
    const field = [file.fields[name]].flat()[0];
    return field?.type === 'field' && typeof field.value === 'string' ? [[name, field.value]] : [];
  });
  const asked: Verification = Object.fromEntries(given);
  const errors = checkFields(asked);
  if (errors.length > 0) throw invalid(errors);
  return { ...circumstances(asked), subject: { document }, digest: sha256(document).toString('hex') };
}

const checkFields = compileSchema(schemas.Verification);

interface Asked extends Pick<Parameters<typeof verifyLicence>[0], 'subject' | 'at' | 'purpose'> {
  /** Of the file as it came, for whoever writes a record of the verification. */
  readonly digest?: string | undefined;
}

function askedIn(body: Verification): Asked {
  return { ...circumstances(body), subject: subjectOf(body) };
}

/** As of when, and for what. */
function circumstances({ at, matter, case: caseNumber }: Verification) {
  return { at: at === undefined ? undefined : new Date(at), purpose: { matter, case: caseNumber } };
}

function subjectOf({ document, identifier, id, qr }: Verification): VerificationSubject {
  const given = [document, identifier, id, qr].filter((subject) => subject !== undefined);
  if (given.length !== 1) throw invalid([{ pointer: '', detail: 'give one of document, identifier, id and qr' }]);
  if (qr !== undefined) return { qr };
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
