import type { OrganisationId, SystemId } from '../../identity/index.ts';
import type {
  Grant as GrantBody,
  RowCondition as WrittenCondition,
  GrantedPredicate as WrittenPredicate,
} from '../generated/schemas.ts';
import type { MatterCode } from '../matter/matter-code.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import type { GrantId } from './grant-id.ts';
import type { GrantStatus } from './lifecycle.ts';

export type QueryMode = 'lookup' | 'verify';

/** A fixed condition on rows, such as "only residents of our own town". */
export interface RowCondition {
  readonly field: string;
  readonly op: 'eq' | 'in' | 'prefix';
  /** One text for `eq` and `prefix`, several for `in`. */
  readonly value: string | readonly string[];
}

/** Hours of day in Beijing: `from` ≤ hour < `until`. */
export interface Hours {
  readonly from: number;
  readonly until: number;
}

export type PredicateKind = WrittenPredicate['kind'];

/**
 * What may be claimed of a field besides its value. Its bounds are all that may be claimed with, so that nobody finds the
 * value by asking again and again with other ones: of n thresholds, n + 1 intervals can be told apart and nothing finer.
 */
export interface GrantedPredicate {
  readonly field: string;
  readonly kind: PredicateKind;
  /** Thresholds, division codes, or the members of the one set, each as a text. */
  readonly allowed: readonly string[];
}

/** A day's limit for one matter of a grant, within the limit of the whole. */
export interface MatterQuota {
  readonly matter: MatterCode;
  readonly dailyQuota: number;
}

/** What a grant allows, to whom and how long: everything of it but where it stands. */
export interface GrantTerms {
  readonly consumer: { readonly organisation: OrganisationId; readonly system: SystemId | undefined };
  readonly resource: ResourceId;
  readonly modes: readonly QueryMode[];
  readonly fields: readonly string[];
  readonly verifyFields: readonly string[];
  readonly predicates: readonly GrantedPredicate[];
  readonly matchFields: readonly string[];
  readonly matters: readonly MatterCode[];
  readonly rowScope: readonly RowCondition[];
  readonly dailyQuota: number;
  readonly matterQuotas: readonly MatterQuota[];
  readonly perSecond: number | undefined;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly hours: Hours | undefined;
  /** A query has to name an officer assigned to its matter. */
  readonly requiresOfficer: boolean;
  /** On whose behalf the consumer may ask: short ids or unified codes; nobody else's. */
  readonly represents: readonly string[];
  readonly basis: string;
}

/** A grant (共享授权): who may ask which fields of a resource, for which matters. */
export interface Grant extends GrantTerms {
  readonly id: GrantId;
  /** The resource's provider, which gives the grant. */
  readonly provider: OrganisationId;
  readonly status: GrantStatus;
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** The grant as the interface shows it. */
export function grantBody(grant: Grant): GrantBody {
  const { perSecond, hours, consumer, matterQuotas, ...rest } = grant;
  const { organisation, system } = consumer;
  return {
    ...rest,
    consumer: system === undefined ? { organisation } : { organisation, system },
    modes: [...grant.modes],
    fields: [...grant.fields],
    verifyFields: [...grant.verifyFields],
    predicates: grant.predicates.map((each) => ({ ...each, allowed: [...each.allowed] })),
    matchFields: [...grant.matchFields],
    matters: [...grant.matters],
    rowScope: grant.rowScope.map(writtenCondition),
    ...(matterQuotas.length === 0 ? {} : { matterQuotas: matterQuotas.map((each) => ({ ...each })) }),
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(hours === undefined ? {} : { hours }),
    represents: [...grant.represents],
    validFrom: grant.validFrom.toISOString(),
    validUntil: grant.validUntil.toISOString(),
    createdAt: grant.createdAt.toISOString(),
    updatedAt: grant.updatedAt.toISOString(),
  };
}

function writtenCondition({ field, op, value }: RowCondition): WrittenCondition {
  return typeof value === 'string' ? { field, op, value } : { field, op, values: [...value] };
}
