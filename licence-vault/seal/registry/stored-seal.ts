import type { OrganisationId } from '../../../identity/index.ts';
import type { WrappedDataKey } from '../../encryption/data-key.ts';
import type { Seal as SealJson, SealUse as SealUseJson } from '../../generated/schemas.ts';
import type { SealVersion } from '../structure/version.ts';
import { type SealState, sealStates } from './seal-life.ts';

/** A seal (电子印章) as the register keeps it; its picture and file are read when they are asked for. */
export interface StoredSeal {
  readonly id: string;
  readonly organisation: OrganisationId;
  readonly kind: 'organisation' | 'person';
  readonly name: string;
  readonly version: SealVersion;
  readonly state: SealState;
  readonly stateSince: Date;
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the signers' certificates, hex. */
  readonly signers: readonly string[];
  readonly validTo: Date;
  /** From when on it holds, and the digest of its file: from the making on. */
  readonly validFrom: Date | undefined;
  readonly fileDigest: Buffer | undefined;
  /** `officer:…`; undefined: not yet. */
  readonly applicant: string;
  readonly approver: string | undefined;
  readonly appliedAt: Date;
  /** Around the reasons of its history, which may name people. */
  readonly wrapped: WrappedDataKey;
  /** Counts every change; goes into If-Match. */
  readonly revision: number;
}

export function sealJson(seal: StoredSeal): SealJson {
  return {
    id: seal.id,
    organisation: seal.organisation,
    kind: seal.kind,
    name: seal.name,
    version: seal.version,
    state: seal.state,
    stateName: sealStates[seal.state],
    stateSince: seal.stateSince.toISOString(),
    widthMm: seal.width,
    heightMm: seal.height,
    signers: [...seal.signers],
    validFrom: seal.validFrom?.toISOString() ?? null,
    validTo: seal.validTo.toISOString(),
    fileDigest: seal.fileDigest?.toString('base64url') ?? null,
    applicant: seal.applicant,
    approver: seal.approver ?? null,
    appliedAt: seal.appliedAt.toISOString(),
    revision: seal.revision,
  };
}

/** One use of a seal, or an attempt that was refused. */
export interface SealUse {
  readonly id: string;
  readonly seal: string;
  readonly organisation: OrganisationId;
  /** `officer:…` or `system:…`. */
  readonly actor: string;
  readonly matter: string | undefined;
  readonly case: string | undefined;
  /** Digest of what was sealed. */
  readonly dataHash: Buffer;
  readonly outcome: 'sealed' | 'refused';
  /** Code of the Problem that refused it. */
  readonly code: string | undefined;
  /** SHA-256 of the seal signature. */
  readonly signatureDigest: Buffer | undefined;
  readonly at: Date;
}

export function sealUseJson(use: SealUse): SealUseJson {
  return {
    id: use.id,
    seal: use.seal,
    organisation: use.organisation,
    actor: use.actor,
    matter: use.matter ?? null,
    case: use.case ?? null,
    dataHash: use.dataHash.toString('base64url'),
    outcome: use.outcome,
    code: use.code ?? null,
    signatureDigest: use.signatureDigest?.toString('base64url') ?? null,
    at: use.at.toISOString(),
  };
}
