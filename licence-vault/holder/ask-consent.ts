import { type Actor, type Holder, type HolderActor, type OrganisationId, parseHolder } from '../../identity/index.ts';
import type { Database, Text } from '../../kernel/index.ts';
import { holderIndex } from '../licence/holder-index.ts';
import { usedBy } from '../licence/licence-use.ts';
import { type Purpose, requireNobodyNamed } from '../licence/purpose.ts';
import type { IssuerDirectory } from '../licence-type/issuer.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import { vaultProblems } from '../problems.ts';
import { type ConsentParts, consentingTo, giveConsent } from './consent.ts';
import type { Consent } from './consent-store.ts';
import { holderProblems } from './problems.ts';
import { caseHash } from './sharing.ts';
import type { HolderVaultTables } from './tables.ts';

/** How a holder is asked, and how their yes comes back: by a one-time code; the wiring joins it to the holders' door. */
export interface ConsentCodes {
  requestConsent(asked: {
    readonly holder: Holder;
    readonly organisation: OrganisationId;
    readonly consentTo: Text;
  }): Promise<{ readonly request: string; readonly expiresAt: Date }>;
  /** Whose yes it is. */
  confirmConsent(tried: { readonly request: string; readonly code: string }): Promise<HolderActor>;
}

/** What asking for consent needs of the house. */
export type AskParts = ConsentParts & {
  readonly codes: ConsentCodes;
  readonly issuers: IssuerDirectory;
  readonly matterName: (code: string) => string | undefined;
};

/**
 * Asks a holder at the counter to let one type be used for this case: they get a code that says what it is for, and hand it to the
 * clerk if they agree. The answer is the same for every holder, whatever they have and have decided. Recorded, so that a holder
 * sees who asked.
 * @throws INVALID_INPUT for a purpose that holds a citizen number, LICENCE_TYPE_UNKNOWN, CONSENT_PURPOSE_UNKNOWN, CONSENT_NOT_NEEDED,
 *   HOLDER_KIND_UNKNOWN, CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID, and what sending a code refuses
 */
export async function askConsent(
  options: AskParts & {
    readonly actor: Actor;
    readonly holder: { readonly kind: string; readonly number: string };
    /** Code or short name. */
    readonly type: string;
    readonly purpose: Purpose;
  },
): Promise<{ readonly request: string; readonly expiresAt: Date }> {
  const { database, keys, actor, purpose } = options;
  // Before anybody is sent a code.
  requireNobodyNamed(purpose);
  const at = options.clock.now();
  const holder = parseHolder(options.holder, { today: at, origin: 'stored', pointer: '/holder' });
  const type = await readLicenceType(database, options.type);
  if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  const draft = { organisation: actor.organisation, matter: purpose.matter };
  const organisation = await consentingTo({ ...options, draft }, type);
  const matterName = options.matterName(purpose.matter) ?? purpose.matter;
  const asker = (await options.issuers.issuer(organisation))?.name ?? organisation;
  const consentTo = {
    zh: `同意${asker}为“${matterName}”使用您的${type.title.zh}一次`,
    en: `Lets ${asker} use your ${type.title.en} for one case of ${matterName}`,
  };
  const asked = await options.codes.requestConsent({ holder, organisation, consentTo });
  await database.transaction(async (tx) => {
    await tx
      .tables<HolderVaultTables>()
      .insertInto('vault.consent_request')
      .values({
        ...{ id: asked.request, organisation, matter: purpose.matter, type: type.code },
        case_hash: caseHash(keys, purpose.case),
        expires_at: asked.expiresAt,
      })
      .execute();
    await options.recordUse(
      {
        ...{ event: 'consent-asked', type: type.code, holderIndex: holderIndex(keys, holder) },
        ...{ ...usedBy(actor, purpose), outcome: 'answered', at },
      },
      tx,
    );
  });
  return asked;
}

/**
 * Takes the code that the holder handed over: it is their consent to what was asked, for that case and for nobody else.
 * @throws CONSENT_REQUEST_UNKNOWN also for another organisation's, HOLDER_CODE_WRONG, HOLDER_CODE_SPENT, CONSENT_STOPPED
 */
export async function confirmConsent(
  options: AskParts & { readonly actor: Actor; readonly request: string; readonly code: string },
): Promise<Consent> {
  const { database, actor, request } = options;
  const row = await database
    .tables<HolderVaultTables>()
    .selectFrom('vault.consent_request')
    .selectAll()
    .where('id', '=', request)
    .where('organisation', '=', actor.organisation)
    .executeTakeFirst();
  if (row === undefined) throw holderProblems.CONSENT_REQUEST_UNKNOWN();
  const holder = await options.codes.confirmConsent(options);
  const { organisation, matter, type } = row;
  const { consent } = await giveConsent({
    ...options,
    actor: holder,
    draft: { organisation, matter, type, case: row.case_hash },
  });
  return consent;
}

/** Clears away requests whose codes have run out. */
export async function purgeConsentRequests(options: {
  readonly database: Database;
  readonly now: Date;
}): Promise<void> {
  await options.database
    .tables<HolderVaultTables>()
    .deleteFrom('vault.consent_request')
    .where('expires_at', '<=', options.now)
    .execute();
}
