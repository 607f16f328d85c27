import { kernelProblems } from '../../../kernel/index.ts';
import type { OrganisationId } from '../../ids.ts';
import { findOrganisation } from '../../organisation/organisation-store.ts';
import type { Crl } from '../certificate/crl.ts';
import { type Signer, withCertificate } from '../signer/signer.ts';
import { makeSoftKey } from '../signer/soft-key.ts';
import { findAuthority, lockAuthority, requireIssuing } from './authority-store.ts';
import { isEnding } from './certificate-ending.ts';
import { newestKeptCertificate } from './certificate-store.ts';
import { makeCertificate } from './make-certificate.ts';
import type { PkiParts } from './parts.ts';
import { profiles } from './profile.ts';
import { trustMaterial } from './trust-anchor.ts';

/** What an organisation's documents are signed with, and by what they are verified later. */
export interface DocumentSigner {
  readonly signer: Signer;
  /** DER, from the one that issued the signer's certificate to the root. */
  readonly chain: readonly Buffer[];
  /** Lists of this moment of the authorities in the chain. */
  readonly crls: readonly Crl[];
}

/**
 * The use of the key that the exchange keeps for an organisation to sign documents with in the world's formats (P-256), which
 * programs verify that know nothing of SM2. Made when there is none, replaced in good time.
 * @throws Problem AUTHORITY_MISSING, AUTHORITY_ENDING; NOT_FOUND for an organisation that is not registered
 */
export async function documentSigner(parts: PkiParts, organisation: OrganisationId): Promise<DocumentSigner> {
  const authority = await requireIssuing(parts.database, 'p256');
  const root = authority.parent === null ? undefined : await findAuthority(parts.database, authority.parent);
  const chain = [authority, ...(root === undefined ? [] : [root])].map(({ certificate }) => certificate);
  const { crls } = await trustMaterial(parts);
  return {
    signer: await signerOf(parts, organisation),
    chain: chain.map(({ raw }) => raw),
    crls: crls.filter(({ issuer }) => chain.some(({ subject }) => subject.key === issuer.key)),
  };
}

async function signerOf(parts: PkiParts, organisation: OrganisationId): Promise<Signer> {
  const { database, clock, keys } = parts;
  const authority = await requireIssuing(database, 'p256');
  const wanted = { authority: authority.id, profile: 'signer', organisation, now: clock.now() } as const;
  const current = await newestKeptCertificate(database, wanted);
  if (current?.key && !isEnding(current, authority, clock.now())) {
    return withCertificate(await keys.signer(current.key, database), current.der);
  }
  return database.transaction(async (tx) => {
    await lockAuthority(tx, authority.id);
    const newest = await newestKeptCertificate(tx, wanted);
    if (newest?.key && !isEnding(newest, authority, clock.now())) {
      return withCertificate(await keys.signer(newest.key, tx), newest.der);
    }
    const registered = await findOrganisation(tx, organisation);
    if (registered === undefined) throw kernelProblems.NOT_FOUND();
    const { name, unifiedCode } = registered;
    const made = await makeSoftKey({ ...parts, database: tx }, 'P-256', { purpose: 'holder', organisation, by: 'hub' });
    const certificate = await makeCertificate(
      { parts, tx, authority },
      {
        profile: 'signer',
        organisation,
        system: null,
        name: { organisation: name, unifiedCode, commonName: `${name}电子文件` },
        publicKey: made.signer.publicKey,
        csrDigest: null,
        key: made.id,
        days: profiles.signer.days,
        by: 'hub',
      },
    );
    return withCertificate(made.signer, certificate.der);
  });
}
