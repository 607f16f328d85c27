import type { Actor } from '../../identity/index.ts';
import { Problem } from '../../kernel/index.ts';
import type { SharingParts } from '../holder/sharing.ts';
import { vaultProblems } from '../problems.ts';
import type { TwinSigning } from './file/pdf-twin.ts';
import { type LicenceUse, type RecordUse, usedBy } from './licence-use.ts';
import type { LicenceTypesOfMatter, Purpose } from './purpose.ts';

/** What finding and reading need of the house. */
export interface UseParts extends SharingParts {
  readonly licenceTypesOfMatter: LicenceTypesOfMatter;
  readonly recordUse: RecordUse;
  /** Left out: licences are not given as PDF. */
  readonly pdf?: TwinSigning | undefined;
}

/** What a use is about, as far as it is known when it is recorded. */
export type UseSubject = Pick<LicenceUse, 'event' | 'licence' | 'identifier' | 'type' | 'holderIndex'>;

/**
 * The types that the actor may see for this purpose. An attempt for a matter that is not theirs is recorded before it is
 * refused, so that the holder can be shown that too; the code given is left out, since it is no matter of ours.
 * @throws LICENCE_PURPOSE_UNKNOWN
 */
export async function typesForPurpose(
  options: UseParts & { readonly actor: Actor; readonly purpose: Purpose; readonly subject: UseSubject },
): Promise<readonly string[]> {
  const { actor, purpose } = options;
  const types = await options.licenceTypesOfMatter(purpose.matter, actor.organisation);
  if (types !== undefined) return types;
  const refusal = vaultProblems.LICENCE_PURPOSE_UNKNOWN(
    {},
    { errors: [{ pointer: '/matter', detail: 'is no active matter of your organisation' }] },
  );
  await recordAttempt({ ...options, purpose: undefined, outcome: 'refused', code: refusal.code });
  throw refusal;
}

/** Records a use that came to nothing, in a transaction of its own. */
export async function recordAttempt(
  options: Pick<UseParts, 'database' | 'clock' | 'recordUse'> & {
    readonly actor: Actor;
    readonly purpose: Purpose | undefined;
    readonly subject: UseSubject;
    readonly outcome: 'refused' | 'failed';
    readonly code: string;
  },
): Promise<void> {
  const { actor, purpose, subject, outcome, code } = options;
  const use = { ...subject, ...usedBy(actor, purpose), outcome, code, at: options.clock.now() };
  await options.database.transaction((tx) => options.recordUse(use, tx));
}

/** Opens something stored; what is damaged or missing is recorded as a failed use, and the refusal goes on to the caller. */
export async function openOrReport<T>(
  open: () => T | Promise<T>,
  onDamage: (code: string) => Promise<void>,
): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof Problem) await onDamage(error.code);
    throw error;
  }
}
