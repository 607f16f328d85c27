import { type Database, sha256 } from '../../../kernel/index.ts';
import type { OrganisationId, SystemId } from '../../ids.ts';
import type { Organisation } from '../../organisation/organisation.ts';
import { findOrganisation } from '../../organisation/organisation-store.ts';
import { findRegisteredSystem } from '../../system/system-store.ts';
import type { PublicKey } from '../algorithm/public-key.ts';
import { makeSoftKey } from '../signer/soft-key.ts';
import { requireIssuing } from './authority-store.ts';
import { certificatesOfKey, lockKey } from './certificate-store.ts';
import { parseCertificateRequest, requireProofOfPossession } from './csr.ts';
import { type IssuedCertificate, statusOf } from './issued-certificate.ts';
import { makeCertificate } from './make-certificate.ts';
import { actsForAll, type PkiActor, type PkiParts, referenceOf, requirePkiReach } from './parts.ts';
import { caProblems } from './problems.ts';
import { type CertificateProfile, type Profile, profiles } from './profile.ts';
import type { Suite } from './tables.ts';

/** What a certificate is asked for. Of `csr` and `keptKey` exactly one is given. */
export interface CertificateOrder {
  readonly profile: CertificateProfile;
  readonly organisation: OrganisationId;
  /** For the profiles `system` and `connector`. */
  readonly system?: SystemId | undefined;
  /** What the holder is called; the organisation's name, or the system's id, unless given. */
  readonly commonName?: string | undefined;
  /** PKCS #10, PEM or DER. */
  readonly csr?: Uint8Array | undefined;
  /** The exchange makes the key and keeps it; for the profiles `seal-maker` and `signer`. */
  readonly keptKey?: Suite | undefined;
  readonly days?: number | undefined;
}

/**
 * Issues a certificate by a profile, for an organisation or one of its systems. The name is taken from the register, not from
 * the request. The same request for the same holder gives the same certificate as long as that one is valid.
 * @throws Problem CSR_OR_KEPT_KEY, CSR_TOO_LARGE, CSR_MALFORMED, CSR_SIGNATURE_INVALID, KEY_ALGORITHM_UNSUPPORTED, KEY_TOO_WEAK,
 *   NOT_IN_REACH, CERTIFICATE_PROFILE_NOT_ALLOWED, CERTIFICATE_KEY_NOT_KEPT, CERTIFICATE_ORGANISATION_UNKNOWN,
 *   CERTIFICATE_SYSTEM_MISMATCH, VALIDITY_TOO_LONG, KEY_BELONGS_TO_ANOTHER, KEY_COMPROMISED, AUTHORITY_MISSING, AUTHORITY_ENDING
 * @example issueCertificate({ parts, actor, order: { profile: 'connector', organisation, system, csr } })
 */
export async function issueCertificate(options: {
  parts: PkiParts;
  actor: PkiActor;
  order: CertificateOrder;
}): Promise<{ certificate: IssuedCertificate; isNew: boolean }> {
  const { parts, actor, order } = options;
  const profile = requireEntitled(actor, order);
  const request = order.csr === undefined ? undefined : parseCertificateRequest(order.csr);
  if (request !== undefined) requireProofOfPossession(request);
  const days = daysWithin(profile, order.days);
  return parts.database.transaction(async (tx) => {
    const organisation = await requireOrganisation(tx, order.organisation);
    await requireSystem(tx, order, profile);
    const holder = {
      profile: order.profile,
      organisation: organisation.id,
      system: order.system ?? null,
      name: {
        organisation: organisation.name,
        unifiedCode: organisation.unifiedCode,
        commonName: order.commonName ?? order.system ?? organisation.name,
      },
      days,
      by: referenceOf(actor),
    };
    if (request === undefined) {
      const suite = order.keptKey ?? 'sm2';
      const authority = await requireIssuing(tx, suite);
      const made = await makeSoftKey({ ...parts, database: tx }, suite === 'sm2' ? 'SM2' : 'P-256', {
        purpose: 'holder',
        organisation: organisation.id,
        by: holder.by,
      });
      const { publicKey } = made.signer;
      const certificate = await makeCertificate(
        { parts, tx, authority },
        { ...holder, publicKey, csrDigest: null, key: made.id },
      );
      return { certificate, isNew: true };
    }
    const { publicKey } = request;
    const csrDigest = sha256(request.raw);
    const known = await requireOwnKey(tx, { publicKey, ...holder });
    const same = known.find(
      (one) =>
        one.csr_digest?.equals(csrDigest) === true &&
        one.profile === holder.profile &&
        one.common_name === holder.name.commonName &&
        statusOf(one, parts.clock.now()) === 'valid',
    );
    if (same !== undefined) return { certificate: same, isNew: false };
    const authority = await requireIssuing(tx, suiteOf(publicKey));
    const certificate = await makeCertificate({ parts, tx, authority }, { ...holder, publicKey, csrDigest, key: null });
    return { certificate, isNew: true };
  });
}

/** The hierarchy that certifies a key: SM2 keys by the national one, all others by P-256. */
export function suiteOf(key: PublicKey): Suite {
  return key.kind === 'SM2' ? 'sm2' : 'p256';
}

function requireEntitled(actor: PkiActor, order: CertificateOrder): Profile {
  requirePkiReach(actor, order.organisation);
  const profile = profiles[order.profile];
  if (profile.askedBy === 'administration' && !actsForAll(actor)) {
    throw caProblems.CERTIFICATE_PROFILE_NOT_ALLOWED({ profile: order.profile });
  }
  if ((order.csr === undefined) === (order.keptKey === undefined)) throw caProblems.CSR_OR_KEPT_KEY();
  if (order.keptKey !== undefined && order.profile !== 'signer' && order.profile !== 'seal-maker') {
    throw caProblems.CERTIFICATE_KEY_NOT_KEPT({ profile: order.profile });
  }
  return profile;
}

function daysWithin(profile: Profile, days: number | undefined): number {
  if (days !== undefined && days > profile.days) throw caProblems.VALIDITY_TOO_LONG({ most: profile.days });
  return days ?? profile.days;
}

/** @throws Problem CERTIFICATE_ORGANISATION_UNKNOWN */
export async function requireOrganisation(tx: Database, id: OrganisationId): Promise<Organisation> {
  const organisation = await findOrganisation(tx, id);
  if (organisation?.status !== 'active') throw caProblems.CERTIFICATE_ORGANISATION_UNKNOWN();
  return organisation;
}

async function requireSystem(
  tx: Database,
  { system: id, organisation, profile: name }: CertificateOrder,
  profile: Profile,
): Promise<void> {
  if (profile.system === undefined && id === undefined) return;
  const system = profile.system === undefined || id === undefined ? undefined : await findRegisteredSystem(tx, id);
  const fits =
    system?.organisation === organisation &&
    system.status === 'active' &&
    (profile.system === 'any' || system.kind === profile.system);
  if (!fits) throw caProblems.CERTIFICATE_SYSTEM_MISMATCH({ profile: name });
}

/**
 * Makes sure that a key has one holder and is not compromised; others who want a certificate for it wait.
 * @returns the key's certificates so far
 */
export async function requireOwnKey(
  tx: Database,
  holder: { publicKey: PublicKey; organisation: OrganisationId | null; system: SystemId | null },
): Promise<readonly IssuedCertificate[]> {
  const digest = sha256(holder.publicKey.spki);
  await lockKey(tx, digest);
  const known = await certificatesOfKey(tx, digest);
  if (known.some((one) => one.organisation !== holder.organisation || one.system !== holder.system)) {
    throw caProblems.KEY_BELONGS_TO_ANOTHER();
  }
  if (known.some((one) => one.reason === 'keyCompromise')) throw caProblems.KEY_COMPROMISED();
  return known;
}
