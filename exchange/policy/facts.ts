import type { OrganisationId, SystemId } from '../../identity/index.ts';

/** How a question is put: rows by key, or claims answered true or false without showing the data. */
export type QueryMode = 'lookup' | 'verify';

/** A fixed condition on rows, e.g. "only residents of our own town". */
export interface RowCondition {
  readonly field: string;
  readonly op: 'eq' | 'in' | 'prefix';
  readonly value: string | readonly string[];
}

/** What the decision needs to know of a resource. */
export interface ResourceFact {
  readonly id: string;
  readonly provider: OrganisationId;
  readonly status: 'draft' | 'published' | 'suspended' | 'withdrawn';
  readonly schemaVersion: number;
  /** Combinations of fields by which one record may be found. */
  readonly matchKeys: readonly (readonly string[])[];
}

/** What the decision needs to know of a grant (共享授权). */
export interface GrantFact {
  readonly id: string;
  readonly organisation: OrganisationId;
  /** Undefined: any consumer system of the organisation. */
  readonly system: SystemId | undefined;
  readonly resource: string;
  readonly fields: readonly string[];
  /** Claims that may be verified; at least the fields that may be seen. */
  readonly verifyFields: readonly string[];
  readonly matchFields: readonly string[];
  readonly matters: readonly string[];
  readonly modes: readonly QueryMode[];
  readonly rowScope: readonly RowCondition[];
  readonly dailyQuota: number;
  readonly validFrom: Date;
  readonly validUntil: Date;
  /** Hours of day, Beijing time, `from` ≤ hour < `until`. */
  readonly hours: { readonly from: number; readonly until: number } | undefined;
}

/** What the decision needs to know of a matter (事项). */
export interface MatterFact {
  readonly code: string;
  readonly organisation: OrganisationId;
  readonly active: boolean;
}

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
