import type { Grant, Matter, QueryMode, Resource } from '../../catalog/index.ts';
import type { OrganisationId, SystemId } from '../../identity/index.ts';

/** What the decision needs to know of a resource. */
export type ResourceFact = Pick<Resource, 'id' | 'provider' | 'status' | 'schemaVersion' | 'matchKeys'>;

/** What the decision needs to know of a grant (共享授权). */
export type GrantFact = Pick<
  Grant,
  | 'id'
  | 'consumer'
  | 'resource'
  | 'fields'
  | 'verifyFields'
  | 'matchFields'
  | 'matters'
  | 'modes'
  | 'rowScope'
  | 'dailyQuota'
  | 'validFrom'
  | 'validUntil'
  | 'hours'
>;

/** What the decision needs to know of a matter (事项). */
export type MatterFact = Pick<Matter, 'code' | 'organisation' | 'status'>;

/** Everything a decision rests on, already in memory: deciding reads nothing and waits for nobody. */
export interface DecisionFacts {
  readonly resource: ResourceFact | undefined;
  /** Grants in the status "active" of the asking system and its organisation on this resource. */
  readonly grants: readonly GrantFact[];
  readonly matter: MatterFact | undefined;
  /** May the asker know whether the resource exists (its own, or the asker is the data administration)? */
  readonly mayKnow: boolean;
  readonly now: Date;
}

/** The question, by whom and for what. */
export interface DecisionRequest {
  readonly organisation: OrganisationId;
  readonly system: SystemId;
  readonly resource: string;
  readonly mode: QueryMode;
  readonly matchFields: readonly string[];
  readonly fields: readonly string[];
  readonly claimFields: readonly string[];
  readonly matter: string;
}
