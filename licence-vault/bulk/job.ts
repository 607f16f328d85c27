import type { Actor, OrganisationId } from '../../identity/index.ts';
import type { WrappedDataKey } from '../encryption/data-key.ts';
import type { LicenceJob as LicenceJobJson } from '../generated/schemas.ts';
import type { Purpose } from '../licence/purpose.ts';
import type { LicenceTypeCode } from '../licence-type/licence-type.ts';

/** New licences, or licences that were made before (存量) and are entered into the vault. */
export type IssueJobKind = LicenceJobJson['kind'];

/** `loading`: its file is still coming in, and nobody is shown it. */
export type IssueJobState = 'loading' | LicenceJobJson['state'];

/** A file of licences of one type that is being issued, row by row (批量签发). */
export interface IssueJob {
  readonly id: string;
  readonly kind: IssueJobKind;
  readonly type: LicenceTypeCode;
  /** Who issues. */
  readonly organisation: OrganisationId;
  /** Who submitted it, in the roles of that moment. */
  readonly submitter: Actor;
  /** For rows that name no matter and case of their own. */
  readonly purpose: Purpose | undefined;
  readonly state: IssueJobState;
  /** Code of the Problem that keeps it waiting, or for which it was stopped. */
  readonly heldBy: string | undefined;
  readonly rows: number;
  readonly issued: number;
  readonly repeated: number;
  readonly refused: number;
  readonly createdAt: Date;
  readonly endedAt: Date | undefined;
  /** Under which the rows lie. */
  readonly wrapped: WrappedDataKey;
}

/** What the rows of a job's key are bound to. */
export const jobKeyName = (job: string) => `issue-job/${job}`;

/** Rows whose turn has not come. */
export function waitingOf({ rows, issued, repeated, refused }: IssueJob): number {
  return rows - issued - repeated - refused;
}
