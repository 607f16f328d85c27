import type { HolderKind, OrganisationId } from '../../identity/index.ts';
import type { WrappedDataKey } from '../encryption/data-key.ts';
import type { Licence as LicenceJson } from '../generated/schemas.ts';
import type { LicenceIdentifier } from '../identifier/identifier.ts';
import type { LicenceTypeCode } from '../licence-type/licence-type.ts';
import { type LicenceState, licenceStates } from './state.ts';
import type { Assurance } from './stock-origin.ts';
import type { LicenceEnd } from './term.ts';

/** A licence (电子证照) as the vault keeps it, in its present version. What is written on it is in {@link StoredDocument} alone. */
export interface StoredLicence {
  readonly id: string;
  readonly type: LicenceTypeCode;
  /** Short name of the type. */
  readonly typeName: string;
  readonly issuer: OrganisationId;
  readonly issuerCode: string;
  readonly serial: string;
  readonly state: LicenceState;
  readonly stateSince: Date;
  readonly version: string;
  readonly identifier: LicenceIdentifier;
  /** Of the version before it here. The one that it had elsewhere stands in the document alone: it may hold the holder's number. */
  readonly previous: LicenceIdentifier | undefined;
  readonly issuedOn: string;
  readonly validFrom: string;
  readonly validTo: LicenceEnd;
  readonly holderKind: HolderKind;
  readonly holderIndex: Buffer;
  readonly contentHash: Buffer;
  readonly wrapped: WrappedDataKey;
  readonly assurance: Assurance;
  /** Counts every change; goes into If-Match. */
  readonly revision: number;
}

/** The encrypted document of one version. */
export interface StoredDocument {
  readonly version: string;
  readonly identifier: LicenceIdentifier;
  readonly sealed: Buffer;
  /** SHA-256 of the plain document. */
  readonly digest: Buffer;
}

/** A licence with one of its documents. */
export interface FoundLicence extends StoredLicence {
  readonly document: StoredDocument;
}

/** A licence that was issued under a reference, to hold the same issue against. */
export interface LicenceOfReference extends FoundLicence {
  /** Keyed hash of what was submitted; undefined where that was not kept yet. */
  readonly submittedHash: Buffer | undefined;
}

/** How a caller names a licence: by the vault's id or by a licence identifier. */
export type LicenceReference = { readonly id: string } | { readonly identifier: LicenceIdentifier };

/** What is told of a licence without a purpose. */
export function licenceJson(licence: StoredLicence): LicenceJson {
  return {
    id: licence.id,
    identifier: licence.identifier,
    type: licence.type,
    typeName: licence.typeName,
    issuer: licence.issuer,
    issuerCode: licence.issuerCode,
    state: licence.state,
    stateName: licenceStates[licence.state],
    stateSince: licence.stateSince.toISOString(),
    version: licence.version,
    previous: licence.previous ?? null,
    issuedOn: licence.issuedOn,
    validFrom: licence.validFrom,
    validTo: licence.validTo,
    assurance: licence.assurance,
    revision: licence.revision,
  };
}
