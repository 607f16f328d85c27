import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { coveredComponents, requestTag } from '../../../connectors/protocol/index.ts';
import type { SystemActor, SystemKeyFact } from '../../../identity/index.ts';
import type { Clock } from '../../../kernel/index.ts';
import { type Admission, admissionBy } from './admission.ts';
import { claimOf, type NonceLedger } from './nonce-ledger.ts';
import { signatureProblems } from './problems.ts';
import { createRootCheck } from './root-check.ts';
import { type ArrivedRequest, verifyRequest } from './verify-request.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The handler sees to {@link admissionOf} itself and lets nothing out before the nonce is claimed. Without this the
     * handler does not begin before.
     */
    admits?: true;
  }
  interface FastifyRequest {
    /** The body's bytes as they came; undefined where there was none, or it is read otherwise than as JSON. */
    content: Buffer | undefined;
    /** See {@link admissionOf}. */
    admission: Admission | undefined;
  }
}

/** Looks at the signature of a system's request. */
export type SignatureCheck = (request: ArrivedRequest, actor: SystemActor) => Promise<Admission>;

/** The check as RFC 9421 has it, with keys that are registered and nonces that count once. */
export function signatureCheck(parts: {
  readonly clock: Clock;
  /** A key that counts now. */
  readonly systemKey: (keyId: string) => SystemKeyFact | undefined;
  readonly publicUrl: string;
  readonly nonces: NonceLedger;
}): SignatureCheck {
  const { clock, systemKey, publicUrl, nonces } = parts;
  const roots = createRootCheck();
  return async (request, actor) => {
    const { nonce, expires } = await verifyRequest({ request, actor, systemKey, roots, publicUrl, now: clock.now() });
    const claim = claimOf({ system: actor.id, nonce, expires });
    if (!nonces.isNew(claim)) throw signatureProblems.SIGNATURE_REPLAYED();
    return admissionBy(nonces, claim);
  };
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const nothing = Buffer.alloc(0);

/**
 * Holds systems to signing what they send (RFC 9421): every route that systems may call and that is more than read asks
 * for their signature, unless it says why it needs none; so does a reading that says it discloses what is personal.
 * Officers prove themselves by their session. Call before the routes are added.
 */
export function requireSignatures(app: FastifyInstance, check: SignatureCheck): void {
  app.decorateRequest('content', undefined);
  app.decorateRequest('admission', undefined);
  app.addHook('onRoute', (route) => {
    if (!needsSignature(route)) return;
    const before = [route.preValidation ?? []].flat();
    route.preValidation = [(request, reply) => admit(request, reply, check), ...before];
  });
}

/** How a signed request gets its nonce claimed. @throws Error for one whose signature nobody has looked at */
export function admissionOf(request: FastifyRequest): Admission {
  if (request.admission === undefined) throw new Error('the request was let through without a look at its signature');
  return request.admission;
}

function needsSignature({ method, config }: RouteOptions): boolean {
  const access = config?.access;
  if (access === undefined || 'public' in access || access.systems === undefined) return false;
  if (config?.signed === true) return true;
  return config?.unsigned === undefined && [method].flat().some((each) => !safeMethods.has(each));
}

async function admit(request: FastifyRequest, reply: FastifyReply, check: SignatureCheck): Promise<void> {
  const { actor, method, originalUrl: path, headers, content = nothing } = request;
  if (actor?.kind !== 'system') return;
  try {
    request.admission = await check({ method, path, headers, content }, actor);
  } catch (error) {
    // What would be accepted (RFC 9421 §5.1).
    reply.header('accept-signature', acceptSignature(headers['idempotency-key'] !== undefined));
    throw error;
  }
  if (request.routeOptions.config.admits !== true) await request.admission.claim();
}

function acceptSignature(withIdempotencyKey: boolean): string {
  const components = coveredComponents(withIdempotencyKey).map((name) => `"${name}"`);
  return `hufu=(${components.join(' ')});created;expires;nonce;keyid;tag="${requestTag}"`;
}
