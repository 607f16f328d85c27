import { type Actor, requireReach } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import { vaultProblems } from '../problems.ts';
import { readHistory, type StoredOperation } from './history-store.ts';
import type { LicenceReference, StoredLicence } from './licence.ts';
import { findLicence } from './licence-store.ts';
import { type LicenceUse, type RecordUse, usedBy } from './licence-use.ts';
import { openWordsOf } from './words.ts';

/**
 * What the vault tells of a licence without a purpose, to the organisation that issued it and the data administration.
 * Others find licences by holder, or verify them.
 * @throws LICENCE_NOT_FOUND, NOT_IN_REACH
 */
export async function showLicence(options: {
  readonly database: Database;
  readonly actor: Actor;
  readonly reference: LicenceReference;
}): Promise<StoredLicence> {
  const found = await findLicence(options.database, options.reference);
  if (found === undefined) throw vaultProblems.LICENCE_NOT_FOUND();
  requireReach(options.actor, found.issuer);
  const { document: _, ...licence } = found;
  return licence;
}

/** A line of a licence's history with the words that went with it. */
export interface ShownOperation extends Omit<StoredOperation, 'sealedReason' | 'wordsKey'> {
  readonly legalReason?: string;
  readonly stateText?: string;
}

/**
 * Everything that was done to a licence and why, oldest first; for its issuer and the data administration. The reasons may
 * name people, so showing them is recorded as a reading.
 * @throws LICENCE_NOT_FOUND, NOT_IN_REACH, LICENCE_DAMAGED
 */
export async function showHistory(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: VaultKeys;
  readonly recordUse: RecordUse;
  readonly actor: Actor;
  readonly reference: LicenceReference;
}): Promise<readonly ShownOperation[]> {
  const { database, keys } = options;
  const licence = await showLicence(options);
  const { id, identifier, type, holderIndex } = licence;
  const lines = await readHistory(database, id);
  const shown = lines.map(({ sealedReason, wordsKey, ...line }) => ({
    ...line,
    ...(sealedReason === undefined
      ? {}
      : wordsOf(openWordsOf({ keys, licence, sequence: line.sequence, sealedReason, wordsKey }))),
  }));
  const use: LicenceUse = {
    event: 'licence-read',
    licence: id,
    identifier,
    type,
    holderIndex,
    ...usedBy(options.actor),
    outcome: 'answered',
    facts: { part: 'history', lines: shown.length },
    at: options.clock.now(),
  };
  await database.transaction((tx) => options.recordUse(use, tx));
  return shown;
}

function wordsOf(words: unknown): Pick<ShownOperation, 'legalReason' | 'stateText'> {
  if (typeof words !== 'object' || words === null) return {};
  const { legalReason, stateText } = words as Readonly<Record<string, unknown>>;
  return {
    ...(typeof legalReason === 'string' ? { legalReason } : {}),
    ...(typeof stateText === 'string' ? { stateText } : {}),
  };
}
