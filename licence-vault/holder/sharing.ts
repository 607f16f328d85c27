import type { Actor, OrganisationId } from '../../identity/index.ts';
import { type Clock, type Database, keyedHash, type Problem } from '../../kernel/index.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import type { StoredLicence } from '../licence/licence.ts';
import type { LicenceUse } from '../licence/licence-use.ts';
import type { Purpose } from '../licence/purpose.ts';
import { readTypeNames, type TypeName } from '../licence-type/licence-type-store.ts';
import { vaultProblems } from '../problems.ts';
import { claimConsent, hasConsent, type WantedConsent } from './consent-store.ts';
import { holderProblems } from './problems.ts';
import { covers, type Stop, stopsAgainst } from './stop-store.ts';

/** On what the use of licences for a matter rests. */
export interface MatterGrounds {
  /** The law that the matter rests on, in its own words. */
  readonly law: string;
  /** Those of its licence types, as its materials name them, that are used with the holder's consent alone. */
  readonly byConsent: readonly string[];
}

/** The grounds of a matter of this organisation; the wiring joins it to the catalogue. Undefined: it has no such active matter. */
export type GroundsOfMatter = (
  matter: string,
  organisation: OrganisationId,
) => MatterGrounds | undefined | Promise<MatterGrounds | undefined>;

/** What heeding a holder's decisions needs of the house. */
export interface SharingParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: VaultKeys;
  readonly groundsOfMatter: GroundsOfMatter;
}

/** Who wants to use a holder's licences, and for what. */
export interface WantedUse {
  readonly actor: Actor;
  readonly purpose: Purpose;
  readonly holderIndex: Buffer;
}

/** What goes into the record of a use besides: nothing for one by law that nobody has objected to. */
export type SharingFacts = NonNullable<LicenceUse['facts']>;

/**
 * What the holder lets be done with one licence, just before it is done. A use by consent takes the consent for this case; one by
 * law goes on whatever the holder has stopped, and its record then says by which law. Asked by everything that gives licence
 * data for a matter, after `typesForPurpose`.
 * @returns what goes into the record, or the refusal: LICENCE_CONSENT_NEEDED, LICENCE_SHARING_STOPPED
 */
export async function sharingOf(
  options: SharingParts &
    WantedUse & {
      readonly licence: Pick<StoredLicence, 'type' | 'typeName'>;
      /** It is only found, which uses no consent up. */
      readonly onlyFound?: boolean | undefined;
    },
): Promise<SharingFacts | Problem> {
  const { database, keys, actor, purpose, holderIndex, licence } = options;
  const name: TypeName = { code: licence.type, name: licence.typeName };
  const { law, byConsent } = await groundsOf(options);
  const stops = await stopsAgainst(database, { holderIndex, organisation: actor.organisation });
  const stopped = stops.some((stop) => covers(stop, name.code));
  if (!isNamed(byConsent, name)) return stopped ? { stopped, basis: 'law', law } : {};
  if (stopped) return holderProblems.LICENCE_SHARING_STOPPED({ type: name.name });
  const wanted: WantedConsent = {
    holderIndex,
    organisation: actor.organisation,
    matter: purpose.matter,
    type: name.code,
    caseHash: caseHash(keys, purpose.case),
    now: options.clock.now(),
  };
  const needed = holderProblems.LICENCE_CONSENT_NEEDED({ matter: purpose.matter, type: name.name });
  if (options.onlyFound === true) return (await hasConsent(database, wanted)) ? { basis: 'consent' } : needed;
  const consent = await claimConsent(database, wanted);
  return consent === undefined ? needed : { basis: 'consent', consent };
}

/** Types that may be looked for, and those that are kept back. */
export interface SharedTypes {
  /** As the matter's materials name them. */
  readonly open: readonly string[];
  readonly withheld: readonly { readonly type: string; readonly code: string }[];
  /** What goes into the record of a licence found. */
  readonly factsOf: (licence: Pick<StoredLicence, 'type' | 'typeName'>) => SharingFacts;
}

/**
 * The same for a search: which of the matter's types the holder lets be found. A type that is kept back is named whether the
 * holder has such a licence or not, so naming it tells nothing. Finding uses no consent up.
 */
export async function sharedTypes(
  options: SharingParts & WantedUse & { readonly types: readonly string[] },
): Promise<SharedTypes> {
  const { database, keys, actor, purpose, holderIndex, types } = options;
  const { law, byConsent } = await groundsOf(options);
  const stops = await stopsAgainst(database, { holderIndex, organisation: actor.organisation });
  const factsOf: SharedTypes['factsOf'] = ({ type, typeName }) => {
    if (isNamed(byConsent, { code: type, name: typeName })) return { basis: 'consent' };
    return stops.some((stop) => covers(stop, type)) ? { stopped: true, basis: 'law', law } : {};
  };
  const open = types.filter((type) => !byConsent.includes(type));
  if (open.length === types.length) return { open, withheld: [], factsOf };
  const withheld: { type: string; code: string }[] = [];
  for (const name of await readTypeNames(database, byConsent)) {
    const refusal = await keptBack(database, stops, {
      holderIndex,
      organisation: actor.organisation,
      matter: purpose.matter,
      type: name.code,
      caseHash: caseHash(keys, purpose.case),
      now: options.clock.now(),
    });
    if (refusal === undefined) open.push(name.code);
    else withheld.push({ type: name.name, code: refusal });
  }
  return { open, withheld, factsOf };
}

/** What stands for a case in a consent: texts of people may hold a number, so it is kept as a keyed hash. */
export function caseHash(keys: VaultKeys, caseNumber: string): Buffer {
  return keyedHash(keys.referenceKey, `consent case ${caseNumber.trim()}`);
}

async function keptBack(
  database: Database,
  stops: readonly Stop[],
  wanted: WantedConsent,
): Promise<'LICENCE_SHARING_STOPPED' | 'LICENCE_CONSENT_NEEDED' | undefined> {
  if (stops.some((stop) => covers(stop, wanted.type))) return 'LICENCE_SHARING_STOPPED';
  return (await hasConsent(database, wanted)) ? undefined : 'LICENCE_CONSENT_NEEDED';
}

/** @throws LICENCE_PURPOSE_UNKNOWN of a matter that has ended since its types were asked for */
async function groundsOf(options: Pick<SharingParts, 'groundsOfMatter'> & Omit<WantedUse, 'holderIndex'>) {
  const grounds = await options.groundsOfMatter(options.purpose.matter, options.actor.organisation);
  if (grounds === undefined) throw vaultProblems.LICENCE_PURPOSE_UNKNOWN();
  return grounds;
}

function isNamed(types: readonly string[], { code, name }: TypeName): boolean {
  return types.includes(code) || types.includes(name);
}
