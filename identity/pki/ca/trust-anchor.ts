import { requireVersion } from '../../../kernel/index.ts';
import type { Actor } from '../../actor.ts';
import type { TrustAnchor as TrustAnchorJson } from '../../generated/schemas.ts';
import { requireAdministration } from '../../organisation/organisation.ts';
import { type Certificate, isSelfIssued, parseCertificate } from '../certificate/certificate.ts';
import type { Crl } from '../certificate/crl.ts';
import { parseCrl } from '../certificate/crl.ts';
import { readCertificates } from '../certificate/read-bundle.ts';
import { writePem } from '../der/pem.ts';
import { listAuthorities } from './authority-store.ts';
import { type PkiParts, referenceOf } from './parts.ts';
import { caProblems } from './problems.ts';
import { currentCrl } from './publish-crl.ts';
import {
  activeTrustAnchors,
  insertTrustAnchor,
  lockTrustAnchor,
  saveTrustAnchor,
  type TrustAnchor,
} from './trust-anchor-store.ts';

/**
 * Lists somebody else's authority as a trust anchor.
 * @param options.certificate PEM or DER; of several in one file the first counts
 * @throws Problem ADMINISTRATION_REQUIRED, CERTIFICATE_MALFORMED, ANCHOR_NOT_AUTHORITY, ANCHOR_ALREADY_LISTED
 */
export async function addTrustAnchor(options: {
  parts: PkiParts;
  actor: Actor;
  certificate: Uint8Array;
  reason: string;
}): Promise<TrustAnchor> {
  const { parts, actor, reason } = options;
  requireAdministration(actor);
  const [first, ...others] = readCertificates(options.certificate);
  if (first === undefined || others.length > 0) throw notAuthority('一次只登记一张证书', 'one certificate at a time');
  requireAuthority(first);
  const { database, clock } = parts;
  return insertTrustAnchor(database, {
    certificate: first,
    origin: 'external',
    reason,
    by: referenceOf(actor),
    at: clock.now(),
  });
}

function requireAuthority(certificate: Certificate): void {
  const { version, basicConstraints, keyUsage, publicKey } = certificate;
  // A self-signed certificate of version 1 says nothing about itself; old roots are such.
  const isSilentRoot = version === 1 && isSelfIssued(certificate);
  if (!isSilentRoot && basicConstraints?.isAuthority !== true) {
    throw notAuthority('basicConstraints 未表明其为认证机构', 'basicConstraints do not say that it is an authority');
  }
  if (keyUsage?.has('keyCertSign') === false) {
    throw notAuthority('密钥用途不含签发证书', 'its key usage does not include signing certificates');
  }
  if (publicKey.kind === undefined) throw notAuthority('密钥算法不受支持', 'its kind of key is not supported');
}

function notAuthority(zh: string, en: string) {
  return caProblems.ANCHOR_NOT_AUTHORITY({ why: `${zh} · ${en}` });
}

/**
 * Disables an anchor, or enables it again: paths that end at it are believed no more, whenever they were made.
 * @throws Problem ADMINISTRATION_REQUIRED, NOT_FOUND, PRECONDITION_REQUIRED, STALE_VERSION
 */
export async function setTrustAnchorStatus(options: {
  parts: PkiParts;
  actor: Actor;
  fingerprint: string;
  ifMatch: string | undefined;
  status: TrustAnchor['status'];
  reason: string;
}): Promise<TrustAnchor> {
  const { parts, actor, fingerprint, ifMatch, status, reason } = options;
  requireAdministration(actor);
  return parts.database.transaction(async (tx) => {
    const before = await lockTrustAnchor(tx, fingerprint);
    requireVersion(ifMatch, before.version);
    const anchor: TrustAnchor = {
      ...before,
      status,
      reason,
      changed_by: referenceOf(actor),
      changed_at: parts.clock.now(),
      version: before.version + 1,
    };
    await saveTrustAnchor(tx, anchor);
    return anchor;
  });
}

/** What paths are validated with: the anchors in force, our own authorities, and their lists of this moment. */
export interface TrustMaterial {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly crls: readonly Crl[];
}

export async function trustMaterial(parts: PkiParts): Promise<TrustMaterial> {
  const { database } = parts;
  const authorities = await listAuthorities(database);
  const lists = await Promise.all(authorities.map(({ id }) => currentCrl(parts, id)));
  return {
    anchors: await activeTrustAnchors(database),
    intermediates: authorities.flatMap(({ role, certificate }) => (role === 'issuing' ? [certificate] : [])),
    crls: lists.map(({ der }) => parseCrl(der)),
  };
}

export function trustAnchorToJson(anchor: TrustAnchor): TrustAnchorJson {
  return {
    fingerprint: anchor.fingerprint,
    subject: anchor.subject,
    notBefore: anchor.not_before.toISOString(),
    notAfter: anchor.not_after.toISOString(),
    origin: anchor.origin,
    status: anchor.status,
    reason: anchor.reason,
    addedAt: anchor.added_at.toISOString(),
    changedAt: anchor.changed_at.toISOString(),
    version: anchor.version,
    pem: writePem('CERTIFICATE', parseCertificate(anchor.certificate).raw),
  };
}
