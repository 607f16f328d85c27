import type { HolderActor, OrganisationId } from '../../identity/index.ts';
import { isOrganisationId } from '../../identity/index.ts';
import { after, equalInConstantTime, type Random } from '../../kernel/index.ts';
import { type LicenceUse, type RecordUse, usedBy } from '../licence/licence-use.ts';
import type { LicenceTypesOfMatter } from '../licence/purpose.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import { vaultProblems } from '../problems.ts';
import { type Consent, consentsOf, insertConsent, withdraw } from './consent-store.ts';
import { holderProblems } from './problems.ts';
import { caseHash, type SharingParts } from './sharing.ts';
import { covers, decideInTurn, stopsAgainst } from './stop-store.ts';

/** What consenting needs of the house. */
export interface ConsentParts extends SharingParts {
  readonly random: Random;
  readonly licenceTypesOfMatter: LicenceTypesOfMatter;
  readonly recordUse: RecordUse;
}

/** What a holder consents to. */
export interface ConsentDraft {
  readonly organisation: string;
  readonly matter: string;
  /** Code or short name. */
  readonly type: string;
  /** Left out: the first case that uses it. As bytes: what stands for the case already. */
  readonly case?: string | Buffer | undefined;
  /** Left out: a day. */
  readonly until?: Date | undefined;
}

const day = 86_400_000;
const standardTermMs = day;
const longestTermMs = 30 * day;

/**
 * Lets an organisation use licences of a type for one case of a matter. The same consent again is the one that stands already.
 * @returns the consent, and whether it is new
 * @throws LICENCE_TYPE_UNKNOWN, CONSENT_PURPOSE_UNKNOWN, CONSENT_NOT_NEEDED, CONSENT_STOPPED, CONSENT_TERM_WRONG
 */
export async function giveConsent(
  options: ConsentParts & { readonly actor: HolderActor; readonly draft: ConsentDraft },
): Promise<{ readonly consent: Consent; readonly created: boolean }> {
  const { database, keys, actor, draft } = options;
  const now = options.clock.now();
  const until = draft.until ?? after(now, standardTermMs);
  const latest = after(now, longestTermMs);
  if (until <= now || until > latest) throw holderProblems.CONSENT_TERM_WRONG({ latest: latest.toISOString() });
  const type = await readLicenceType(database, draft.type);
  if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  const organisation = await consentingTo(options, type);
  const wanted: Consent = {
    ...{ id: options.random.uuid(), organisation, matter: draft.matter, type: type.code },
    caseHash: typeof draft.case === 'string' ? caseHash(keys, draft.case) : draft.case,
    ...{ givenAt: now, until, firstUsedAt: undefined },
  };
  return database.transaction(async (tx) => {
    await decideInTurn(tx, actor.index);
    const stops = await stopsAgainst(tx, { holderIndex: actor.index, organisation });
    if (stops.some((stop) => covers(stop, type.code))) throw holderProblems.CONSENT_STOPPED();
    const before = (await consentsOf(tx, actor.index, now)).find((each) => isSame(each, wanted));
    if (before !== undefined) return { consent: before, created: false };
    await insertConsent(tx, actor.index, wanted);
    await options.recordUse(useOf('consent-given', actor, wanted, now), tx);
    return { consent: wanted, created: true };
  });
}

/** Takes a consent back; what was read under it stays read. @throws CONSENT_NOT_FOUND also for another holder's */
export async function withdrawConsent(
  options: Pick<ConsentParts, 'database' | 'clock' | 'recordUse'> & {
    readonly actor: HolderActor;
    readonly id: string;
  },
): Promise<void> {
  const { database, actor, id } = options;
  const now = options.clock.now();
  await database.transaction(async (tx) => {
    const consent = await withdraw(tx, actor.index, id, now);
    if (consent === undefined) throw holderProblems.CONSENT_NOT_FOUND();
    await options.recordUse(useOf('consent-withdrawn', actor, consent, now), tx);
  });
}

/** Of whose matter a consent would be. @throws CONSENT_PURPOSE_UNKNOWN, CONSENT_NOT_NEEDED */
export async function consentingTo(
  options: Pick<ConsentParts, 'licenceTypesOfMatter' | 'groundsOfMatter'> & {
    readonly draft: Pick<ConsentDraft, 'organisation' | 'matter'>;
  },
  type: LicenceType,
): Promise<OrganisationId> {
  const { organisation, matter } = options.draft;
  const isNamed = (types: readonly string[]) => types.includes(type.code) || types.includes(type.name);
  if (isOrganisationId(organisation)) {
    const [types, grounds] = await Promise.all([
      options.licenceTypesOfMatter(matter, organisation),
      options.groundsOfMatter(matter, organisation),
    ]);
    if (types !== undefined && grounds !== undefined && isNamed(types)) {
      if (!isNamed(grounds.byConsent)) throw holderProblems.CONSENT_NOT_NEEDED({ law: grounds.law });
      return organisation;
    }
  }
  throw holderProblems.CONSENT_PURPOSE_UNKNOWN();
}

/** Not used yet, and to the same end. */
function isSame(one: Consent, other: Consent): boolean {
  const [a, b] = [one.caseHash, other.caseHash];
  return (
    one.firstUsedAt === undefined &&
    one.organisation === other.organisation &&
    one.matter === other.matter &&
    one.type === other.type &&
    one.until >= other.until &&
    (a === undefined || b === undefined ? a === b : equalInConstantTime(a, b))
  );
}

function useOf(
  event: 'consent-given' | 'consent-withdrawn',
  actor: HolderActor,
  consent: Consent,
  at: Date,
): LicenceUse {
  const { id, organisation: recipient, matter, type, until } = consent;
  return {
    ...{ event, type, holderIndex: actor.index, ...usedBy(actor, { matter }), outcome: 'answered', at },
    facts: { recipient, consent: id, until: until.toISOString() },
  };
}
