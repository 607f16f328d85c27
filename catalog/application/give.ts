import type { Actor } from '../../identity/index.ts';
import type { Database, Random } from '../../kernel/index.ts';
import { isUniqueViolation } from '../../kernel/index.ts';
import { giveGrant } from '../grant/create-grant.ts';
import type { Grant, GrantTerms } from '../grant/grant.ts';
import { findGrant } from '../grant/grant-store.ts';
import { readGrantDraft } from '../grant/read-draft.ts';
import { beyondGrant, renewGrant } from '../grant/renew-grant.ts';
import { requireNoFinding } from '../grant/requirements.ts';
import type { Resource } from '../resource/resource.ts';
import { type Application, approvedForm, grantDraftOf } from './application.ts';
import { applicationProblems } from './problems.ts';

const dayMs = 86_400_000;

interface Given {
  readonly application: Application;
  readonly resource: Resource;
  readonly at: Date;
}

/**
 * Judges what an application would give now, as a grant is judged that an administrator gives.
 * @returns the terms, and the grant that they renew, locked
 * @throws the first finding of `grantFindings`; APPLICATION_RENEWAL_REFUSED for a grant that is not active, or over when the
 * application is submitted; APPLICATION_RENEWAL_WIDER
 */
export async function judgeForm(
  tx: Database,
  { application, resource, at }: Given,
): Promise<{ terms: GrantTerms; renewed: Grant | undefined }> {
  const form = approvedForm(application);
  const renewed = application.renews === undefined ? undefined : await findGrant(tx, application.renews, 'change');
  // A renewal lasts from the end of what it renews; one that ended while it was decided upon, from now on.
  const base = renewed !== undefined && renewed.validUntil > at ? renewed.validUntil : at;
  const from = renewed?.validFrom ?? at;
  const terms = readGrantDraft(grantDraftOf(form, { from, until: new Date(base.getTime() + form.days * dayMs) }));
  if (renewed !== undefined) requireRenewable(application, { renewed, terms, at });
  await requireNoFinding({ tx, terms, resource, now: at });
  return { terms, renewed };
}

/** Gives the grant that an application comes to, or lets the one it renews last longer. @throws as {@link judgeForm} */
export async function giveWhatIsApproved(tx: Database, given: Given & { actor: Actor; random: Random }) {
  const { application, actor, at, random } = given;
  const { terms, renewed } = await judgeForm(tx, given);
  const reason = `application ${application.id}`;
  if (renewed !== undefined) return renewGrant(tx, { grant: renewed, terms, actor, at, reason });
  return giveGrant(tx, { random, terms, provider: application.provider, actor, at, reason });
}

function requireRenewable(
  { submittedAt }: Application,
  { renewed, terms, at }: { renewed: Grant; terms: GrantTerms; at: Date },
): void {
  // What was asked for in time is not refused because it was decided late.
  const over = renewed.validUntil <= (submittedAt ?? at);
  if (renewed.status !== 'active' || over) {
    throw applicationProblems.APPLICATION_RENEWAL_REFUSED({ state: over ? 'over' : renewed.status });
  }
  const beyond = beyondGrant(terms, renewed);
  if (beyond.length > 0) {
    const errors = beyond.slice(0, 50).map((pointer) => ({ pointer, detail: 'not in the grant that is renewed' }));
    throw applicationProblems.APPLICATION_RENEWAL_WIDER({ count: beyond.length }, { errors });
  }
}

/** The refusal for a second renewal of one grant at a time; anything else passes through. */
export function renewalTaken(error: unknown): unknown {
  const second =
    isUniqueViolation(error) && String((error as { constraint?: unknown }).constraint) === 'application_renews_once';
  return second ? applicationProblems.APPLICATION_RENEWAL_REFUSED({ state: 'being renewed already' }) : error;
}
