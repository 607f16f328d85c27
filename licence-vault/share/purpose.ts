import type { Actor, OrganisationId } from '../../identity/index.ts';
import { canonicalJson, keyedHash } from '../../kernel/index.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import type { SharePurpose } from '../generated/schemas.ts';
import type { RecordUse } from '../licence/licence-use.ts';
import type { Purpose } from '../licence/purpose.ts';
import { shareProblems } from './problems.ts';

/** Codes of an organisation's active matters of a name; the wiring joins it to the catalogue. */
export type MattersNamed = (name: string, organisation: OrganisationId) => readonly string[];

/**
 * The purpose (用证目的) of a share operation in the vault's own terms: matter and case. A matter that the organisation does
 * not have becomes one with no code, which the vault refuses and records like any other unknown one.
 * @throws SHARE_SYSTEM_MISMATCH, SHARE_MATTER_AMBIGUOUS
 */
export function purposeOf(options: {
  readonly actor: Actor;
  readonly useFor: SharePurpose;
  readonly mattersNamed: MattersNamed;
}): Purpose {
  const { actor, useFor } = options;
  if (useFor.system !== actor.id)
    throw shareProblems.SHARE_SYSTEM_MISMATCH(
      {},
      { errors: [{ pointer: '/useFor/system', detail: 'must be your own id' }] },
    );
  const codes = options.mattersNamed(useFor.matterName, actor.organisation);
  const meant = useFor.matterCode === undefined ? codes : codes.filter((code) => code === useFor.matterCode);
  const [matter = '', another] = meant;
  if (another !== undefined) throw shareProblems.SHARE_MATTER_AMBIGUOUS({ count: meant.length });
  return { matter, case: useFor.eventCode };
}

/**
 * Records uses with what was said of the purpose besides matter and case: category and cause are free words that may name
 * people, so the record holds a keyed commitment to them. Whoever is later told the words can be proved right or wrong.
 */
export function recordingPurpose(options: {
  readonly keys: VaultKeys;
  readonly useFor: SharePurpose;
  readonly recordUse: RecordUse;
}): RecordUse {
  const { category, matterName, cause } = options.useFor;
  const words = canonicalJson(['share-purpose', category, matterName, cause]);
  const purpose = keyedHash(options.keys.referenceKey, words).toString('base64url');
  return (use, tx) => options.recordUse({ ...use, facts: { ...use.facts, channel: 'share', purpose } }, tx);
}
