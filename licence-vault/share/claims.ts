import { type Holder, parseHolder } from '../../identity/index.ts';
import { canonicalJson } from '../../kernel/index.ts';
import type { LicenceDocument, ShareVerifyInfo } from '../generated/schemas.ts';

/** For each claim: is it so? Null: the licence says nothing of it. */
export interface CheckedClaims {
  readonly holder?: boolean;
  readonly holderName?: boolean;
  readonly items?: Readonly<Record<string, boolean | null>>;
}

type Claimed = Pick<ShareVerifyInfo, 'holderKind' | 'holderNumber' | 'holderName' | 'items'>;

/**
 * The holder that is claimed, if one is: kind and number go together, so that nobody tries numbers without a kind.
 * @throws HOLDER_KIND_UNKNOWN, CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID
 */
export function claimedHolder({ holderKind, holderNumber }: Claimed, today: Date): Holder | undefined {
  if (holderKind === undefined && holderNumber === undefined) return undefined;
  const holder = { kind: holderKind ?? '', number: holderNumber ?? '' };
  return parseHolder(holder, { today, origin: 'stored' });
}

/** Compares what is claimed with what the licence says. Pure; tells true and false and no value. */
export function checkClaims(options: {
  readonly licence: LicenceDocument['licence'];
  readonly claimed: Claimed;
  readonly holder: Holder | undefined;
}): CheckedClaims {
  const { licence, claimed, holder } = options;
  const { holderName, items } = claimed;
  const isSame = (name: string, value: unknown) =>
    Object.hasOwn(licence.data, name) ? canonicalJson(licence.data[name]) === canonicalJson(value) : null;
  return {
    ...(holder === undefined
      ? {}
      : { holder: licence.holder.kind === holder.kind && licence.holder.number === holder.number }),
    ...(holderName === undefined ? {} : { holderName: licence.holder.name === holderName.trim() }),
    ...(items === undefined
      ? {}
      : { items: Object.fromEntries(Object.entries(items).map(([name, value]) => [name, isSame(name, value)])) }),
  };
}
