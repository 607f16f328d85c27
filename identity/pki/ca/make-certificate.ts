import { after, type Database, sha256 } from '../../../kernel/index.ts';
import type { OrganisationId, SystemId } from '../../ids.ts';
import type { PublicKey } from '../algorithm/public-key.ts';
import { parseCertificate } from '../certificate/certificate.ts';
import { nameText } from '../certificate/name.ts';
import type { Authority } from './authority-store.ts';
import { insertCertificate } from './certificate-store.ts';
import { type SubjectName, writeSubject } from './distinguished-name.ts';
import type { IssuedCertificate } from './issued-certificate.ts';
import { addressesOf, type PkiParts, toSecond } from './parts.ts';
import { caProblems } from './problems.ts';
import { type CertificateProfile, profiles } from './profile.ts';
import { keyIdentifier, writeCertificate } from './write-certificate.ts';

export const dayMs = 24 * 60 * 60 * 1000;

/** A serial number of 126 random bits in 16 bytes: positive, minimal, never guessed, never met twice (RFC 5280 §4.1.2.2). */
export function newSerial(parts: Pick<PkiParts, 'random'>): Buffer {
  const serial = parts.random.bytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

/** From now, for so many days, and never beyond the issuer's own end. @throws Problem AUTHORITY_ENDING with less than a day left */
export function validityWithin(issuer: { readonly notAfter: Date }, now: Date, days: number): [Date, Date] {
  const notBefore = toSecond(now);
  const wanted = after(notBefore, days * dayMs);
  if (issuer.notAfter < after(notBefore, dayMs)) throw caProblems.AUTHORITY_ENDING();
  return [notBefore, wanted < issuer.notAfter ? wanted : issuer.notAfter];
}

/** Who and what a certificate is for. */
export interface Holder {
  readonly profile: CertificateProfile;
  readonly organisation: OrganisationId | null;
  readonly system: SystemId | null;
  readonly name: SubjectName;
  readonly publicKey: PublicKey;
  readonly csrDigest: Buffer | null;
  /** In identity.pki_key, where the exchange keeps it. */
  readonly key: string | null;
  readonly days: number;
  readonly by: string;
  readonly renews?: string | undefined;
}

/** Signs a certificate by the profile and stores it. @throws Problem AUTHORITY_ENDING */
export async function makeCertificate(
  { parts, tx, authority }: { parts: PkiParts; tx: Database; authority: Authority },
  holder: Holder,
): Promise<IssuedCertificate> {
  const now = parts.clock.now();
  const profile = profiles[holder.profile];
  const [notBefore, notAfter] = validityWithin(authority.certificate, now, holder.days);
  const serial = newSerial(parts);
  const der = await writeCertificate(
    {
      serial,
      issuer: authority.certificate.subject.raw,
      subject: writeSubject(holder.name),
      notBefore,
      notAfter,
      publicKey: holder.publicKey,
      issuerKeyIdentifier: keyIdentifier(authority.certificate.publicKey.keyBytes),
      authority: undefined,
      keyUsage: profile.keyUsage,
      purposes: profile.purposes,
      purposesCritical: profile.purposesCritical,
      noCheck: profile.noCheck,
      alternativeUri: holder.system === null ? undefined : `urn:hufu:system:${holder.system}`,
      addresses: addressesOf(parts.publicUrl, authority),
    },
    await parts.keys.signer(authority.key, tx),
  );
  const certificate: IssuedCertificate = {
    id: parts.random.uuid(),
    authority: authority.id,
    serial,
    profile: holder.profile,
    organisation: holder.organisation,
    system: holder.system,
    // Read back from what was signed: the record says what the certificate says.
    subject: nameText(parseCertificate(der).subject),
    common_name: holder.name.commonName,
    spki_digest: sha256(holder.publicKey.spki),
    csr_digest: holder.csrDigest,
    key: holder.key,
    der,
    not_before: notBefore,
    not_after: notAfter,
    issued_by: holder.by,
    issued_at: now,
    renews: holder.renews ?? null,
    revoked_at: null,
    reason: null,
    invalid_from: null,
    version: 1,
  };
  await insertCertificate(tx, certificate);
  return certificate;
}
