import type { KeyUsage } from '../certificate/constraint-extensions.ts';
import { keyPurpose } from '../certificate/extension-oid.ts';

/** Profiles that can be asked for (证书用途模板). */
export const certificateProfiles = ['system', 'connector', 'seal-maker', 'signer', 'tsa', 'ocsp-responder'] as const;

export type CertificateProfile = (typeof certificateProfiles)[number];

/** The profile of an issuing authority's own certificate, which only a ceremony gives. */
export type AuthorityProfile = 'issuing';

/** What a certificate of a profile says, and who may have one. */
export interface Profile {
  readonly keyUsage: readonly KeyUsage[];
  readonly purposes: readonly string[];
  /** Where RFC 3161 §2.3 asks for it. */
  readonly purposesCritical: boolean;
  /** RFC 6960 §4.2.2.2.1: the certificate of a responder, which it would be asked about itself. */
  readonly noCheck: boolean;
  /** Days of validity unless fewer are asked for; never more. */
  readonly days: number;
  /** `organisation`: its operator for itself; `administration`: the data administration for anybody. */
  readonly askedBy: 'organisation' | 'administration';
  /** The kind of system it is for, where it is for one. */
  readonly system: 'any' | 'provider' | undefined;
}

/** Signing of documents as a purpose of its own (RFC 9336 §3.1). */
export const documentSigning = '1.3.6.1.5.5.7.3.36';

const plain = { purposesCritical: false, noCheck: false, system: undefined } as const;

export const profiles: Readonly<Record<CertificateProfile, Profile>> = {
  system: {
    ...plain,
    keyUsage: ['digitalSignature'],
    purposes: [keyPurpose.clientAuthentication],
    days: 730,
    askedBy: 'organisation',
    system: 'any',
  },
  connector: {
    ...plain,
    keyUsage: ['digitalSignature'],
    purposes: [keyPurpose.clientAuthentication],
    days: 365,
    askedBy: 'organisation',
    system: 'provider',
  },
  // Seals bind an organisation: what makes and uses them commits whoever signs (contentCommitment).
  'seal-maker': {
    ...plain,
    keyUsage: ['digitalSignature', 'contentCommitment'],
    purposes: [documentSigning],
    days: 1825,
    askedBy: 'administration',
  },
  // Programs that verify documents and know nothing of that purpose ask for the one of mail, which is older (NSS, OpenSSL).
  signer: {
    ...plain,
    keyUsage: ['digitalSignature', 'contentCommitment'],
    purposes: [documentSigning, keyPurpose.emailProtection],
    days: 1095,
    askedBy: 'organisation',
  },
  tsa: {
    ...plain,
    keyUsage: ['digitalSignature', 'contentCommitment'],
    purposes: [keyPurpose.timeStamping],
    purposesCritical: true,
    days: 1825,
    askedBy: 'administration',
  },
  'ocsp-responder': {
    ...plain,
    keyUsage: ['digitalSignature'],
    purposes: [keyPurpose.ocspSigning],
    noCheck: true,
    days: 90,
    askedBy: 'administration',
  },
} as const;
