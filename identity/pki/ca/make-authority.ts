import { after, sha256 } from '../../../kernel/index.ts';
import { parseCertificate } from '../certificate/certificate.ts';
import { attributeOid } from '../certificate/extension-oid.ts';
import { nameText } from '../certificate/name.ts';
import type { KeySigner } from '../signer/signer.ts';
import { makeSoftKey } from '../signer/soft-key.ts';
import { type Authority, insertAuthority, listAuthorities, ownNamePart } from './authority-store.ts';
import { insertCertificate } from './certificate-store.ts';
import { organisationAttribute, writeSubject } from './distinguished-name.ts';
import { dayMs, newSerial, validityWithin } from './make-certificate.ts';
import { addressesOf, type PkiParts, toSecond } from './parts.ts';
import type { Suite } from './tables.ts';
import { insertTrustAnchor } from './trust-anchor-store.ts';
import { type CertificateContent, keyIdentifier, writeCertificate } from './write-certificate.ts';

/** An authority and the use of its key, as a ceremony has them. */
export interface AuthorityInUse {
  readonly root: Authority;
  readonly signer: KeySigner;
}

/** About twenty years and ten: a root outlives every issuing authority it makes in its first half. */
const rootDays = 7305;
const issuingDays = 3653;

/** What all authorities' certificates have in common. */
const authorityContent = {
  keyUsage: ['keyCertSign', 'cRLSign'],
  purposes: [],
  purposesCritical: false,
  noCheck: false,
  alternativeUri: undefined,
} as const satisfies Partial<CertificateContent>;

const suiteKind = { sm2: 'SM2', p256: 'P-256' } as const satisfies Record<Suite, string>;

/** Makes a root: its key opens with the secret only. It becomes a trust anchor. Runs inside the ceremony's transaction. */
export async function makeRoot(
  parts: PkiParts,
  options: { suite: Suite; name: string; demonstration: boolean; secret: string; by: string },
): Promise<AuthorityInUse> {
  const { suite, name, demonstration, secret, by } = options;
  const key = await makeSoftKey(parts, suiteKind[suite], { purpose: 'root', by, secret });
  const now = parts.clock.now();
  const notBefore = toSecond(now);
  const authorityName = `${name}${demonstration ? '演示' : ''} CA`;
  const subject = writeSubject({ organisation: name, commonName: `${authorityName} 根 ${suite.toUpperCase()}` });
  const der = await writeCertificate(
    {
      ...authorityContent,
      serial: newSerial(parts),
      issuer: subject,
      subject,
      notBefore,
      notAfter: after(notBefore, rootDays * dayMs),
      publicKey: key.signer.publicKey,
      issuerKeyIdentifier: undefined,
      authority: { pathLength: 1 },
      addresses: undefined,
    },
    key.signer,
  );
  const role = 'root';
  const root = await insertAuthority(parts, { suite, role, parent: null, key: key.id, demonstration, der, by });
  const reason = '本平台自建的根 · root of this exchange';
  await insertTrustAnchor(parts.database, { certificate: root.certificate, origin: 'own', reason, by, at: now });
  return { root, signer: key.signer };
}

/** Makes an issuing authority under a root. Runs inside the ceremony's transaction. @throws Problem AUTHORITY_ENDING */
export async function makeIssuing(parts: PkiParts, options: AuthorityInUse & { by: string }): Promise<void> {
  const { root, by } = options;
  const { suite, demonstration } = root;
  const key = await makeSoftKey(parts, suiteKind[suite], { purpose: 'issuing', by });
  const now = parts.clock.now();
  const [notBefore, notAfter] = validityWithin(root.certificate, now, issuingDays);
  const before = (await listAuthorities(parts.database)).filter((one) => one.parent === root.id);
  // A new key under the old name would make lists and certificates of the two hard to tell apart.
  const generation = before.length === 0 ? '' : ` G${before.length + 1}`;
  const commonName = `${ownNamePart(root, attributeOid.commonName).replace(' 根 ', ' ')}${generation}`;
  const subject = writeSubject({ organisation: ownNamePart(root, organisationAttribute), commonName });
  const serial = newSerial(parts);
  const der = await writeCertificate(
    {
      ...authorityContent,
      serial,
      issuer: root.certificate.subject.raw,
      subject,
      notBefore,
      notAfter,
      publicKey: key.signer.publicKey,
      issuerKeyIdentifier: keyIdentifier(root.certificate.publicKey.keyBytes),
      authority: { pathLength: 0 },
      addresses: addressesOf(parts.publicUrl, root),
    },
    options.signer,
  );
  await insertAuthority(parts, { suite, role: 'issuing', parent: root.id, key: key.id, demonstration, der, by });
  await insertCertificate(parts.database, {
    id: parts.random.uuid(),
    authority: root.id,
    serial,
    profile: 'issuing',
    organisation: null,
    system: null,
    subject: nameText(parseCertificate(der).subject),
    common_name: commonName,
    spki_digest: sha256(key.signer.publicKey.spki),
    csr_digest: null,
    key: key.id,
    der,
    not_before: notBefore,
    not_after: notAfter,
    issued_by: by,
    issued_at: now,
    renews: null,
    revoked_at: null,
    reason: null,
    invalid_from: null,
    version: 1,
  });
}
