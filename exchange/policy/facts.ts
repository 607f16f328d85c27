import type { Grant, Matter, PredicateKind, QueryMode, Resource } from '../../catalog/index.ts';
import type { OfficerFact, OrganisationId, SystemId } from '../../identity/index.ts';

/** What the decision needs to know of a resource. */
export type ResourceFact = Pick<Resource, 'id' | 'provider' | 'status' | 'schemaVersion' | 'matchKeys' | 'version'>;

/** What the decision needs to know of a grant (共享授权). */
export type GrantFact = Pick<
  Grant,
  | 'id'
  | 'version'
  | 'consumer'
  | 'resource'
  | 'fields'
  | 'verifyFields'
  | 'predicates'
  | 'matchFields'
  | 'matters'
  | 'modes'
  | 'rowScope'
  | 'dailyQuota'
  | 'matterQuotas'
  | 'perSecond'
  | 'perSecond'
  | 'validFrom'
  | 'validUntil'
  | 'hours'
  | 'requiresOfficer'
  | 'represents'
>;

/** What the decision needs to know of a matter (事项): whose it is, what a case of it needs, who is assigned to it. */
export type MatterFact = Pick<Matter, 'code' | 'organisation' | 'status' | 'version' | 'materials' | 'officers'>;

/** A represented party. One that is no organisation of ours (an enterprise by its unified code) is known by that name alone. */
export interface RepresentedFact {
  /** As a grant may name it: short id, unified code, or both. */
  readonly names: readonly string[];
  /** Not an organisation of ours that is suspended. */
  readonly active: boolean;
}

/** Everything a decision rests on, already in memory: deciding reads nothing and waits for nobody. */
export interface DecisionFacts {
  readonly resource: ResourceFact | undefined;
  /** Grants in the status "active" of the asking system and its organisation on this resource. */
  readonly grants: readonly GrantFact[];
  readonly matter: MatterFact | undefined;
  /** The asking system and its organisation are active, also while its question is under way. */
  readonly askerActive: boolean;
  /** The organisation that provides the resource is active: one that is suspended provides nothing. */
  readonly providerActive: boolean;
  /** The officer whom the question names, if there is one of that login. */
  readonly officer: OfficerFact | undefined;
  /** The party that the question names as represented. */
  readonly represented: RepresentedFact | undefined;
  /** May the asker know whether the resource exists (its own, or the asker is the data administration)? */
  readonly mayKnow: boolean;
  readonly now: Date;
}

/** What is claimed of a field, as far as a decision needs it: a value to be equal to, or bounds of a kind of predicate. */
export interface ClaimShape {
  readonly field: string;
  readonly kind: 'equals' | PredicateKind;
  /** Bounds as texts of one spelling; none of a claimed value. */
  readonly bounds: readonly string[];
}

/** The question, by whom and for what. */
export interface DecisionRequest {
  readonly organisation: OrganisationId;
  readonly system: SystemId;
  readonly resource: string;
  readonly mode: QueryMode;
  readonly matchFields: readonly string[];
  readonly fields: readonly string[];
  readonly claims: readonly ClaimShape[];
  readonly matter: string;
  /** Login of the officer whom the question is put for. */
  readonly officer: string | undefined;
  readonly onBehalfOf: string | undefined;
}
