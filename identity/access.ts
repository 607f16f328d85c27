import type { Caller } from './actor.ts';
import { identityProblems } from './problems.ts';
import type { Role } from './role.ts';

/**
 * Who may call a route. Every route declares one in `config.access`; a route without a rule stops the start-up, so
 * nothing is open by forgetting. Which organisation's things the caller may touch is decided by the use case.
 */
export type AccessRule =
  | { readonly public: true }
  | {
      /** Officers with one of these roles, or any officer. */
      readonly officers?: readonly Role[] | 'any';
      /** Systems of one of these kinds, or any system. */
      readonly systems?: readonly ('consumer' | 'provider')[] | 'any';
      /** Holders in a session of their own; what they reach is what is theirs. */
      readonly holders?: true;
    };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: AccessRule;
    /** A reading that systems have to sign as well, since it discloses what is personal. */
    signed?: true;
    /** Why a system that changes or reads something here need not sign its request (RFC 9421). */
    unsigned?: string;
    /**
     * Heeds `Idempotency-Key`. When a try died midway, the next one with its key may do it `again`, or never, because it is
     * to be done `once`.
     */
    idempotent?: 'again' | 'once';
  }
  interface FastifyRequest {
    /** Set by the access hook; undefined only on public routes. */
    actor: Caller | undefined;
  }
}

/** @throws NOT_AUTHENTICATED without an actor, ROLE_REQUIRED for one the rule does not name. */
export function requireAccess(rule: AccessRule, actor: Caller | undefined): void {
  if ('public' in rule) return;
  if (actor === undefined) throw identityProblems.NOT_AUTHENTICATED();
  if (actor.kind === 'officer' && allowsOfficer(rule.officers, actor.roles)) return;
  if (actor.kind === 'system' && (rule.systems === 'any' || rule.systems?.includes(actor.systemKind) === true)) return;
  if (actor.kind === 'holder' && rule.holders === true) return;
  throw identityProblems.ROLE_REQUIRED({ needed: describe(rule) });
}

function allowsOfficer(needed: readonly Role[] | 'any' | undefined, held: readonly Role[]): boolean {
  return needed === 'any' || (needed?.some((role) => held.includes(role)) ?? false);
}

function describe(rule: Exclude<AccessRule, { public: true }>): string {
  const officers = rule.officers === 'any' ? ['officer'] : (rule.officers ?? []);
  const systems = rule.systems === 'any' ? ['system'] : (rule.systems ?? []).map((kind) => `${kind} system`);
  return [...officers, ...systems, ...(rule.holders === true ? ['holder'] : [])].join(' / ');
}
