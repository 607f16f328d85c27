import { attributeOid } from '../certificate/extension-oid.ts';
import { type Signer, withCertificate } from '../signer/signer.ts';
import { makeSoftKey } from '../signer/soft-key.ts';
import { type Authority, lockAuthority, ownNamePart } from './authority-store.ts';
import { isEnding } from './certificate-ending.ts';
import { newestKeptCertificate } from './certificate-store.ts';
import { organisationAttribute } from './distinguished-name.ts';
import type { IssuedCertificate } from './issued-certificate.ts';
import { makeCertificate } from './make-certificate.ts';
import type { PkiParts } from './parts.ts';
import { profiles } from './profile.ts';

/** What the exchange signs as itself under an authority. */
export type HubUse = 'ocsp-responder' | 'tsa' | 'seal-maker';

const names = { 'ocsp-responder': '证书状态', tsa: '时间戳', 'seal-maker': '制章' } as const satisfies Record<
  HubUse,
  string
>;

/**
 * The hub's own signer for a use, under an authority: made when there is none, replaced in good time. Hubs that need one at
 * once wait for the one that makes it.
 * @throws Problem AUTHORITY_ENDING
 */
export async function hubSigner(parts: PkiParts, authority: Authority, use: HubUse): Promise<Signer> {
  const { database, clock, keys } = parts;
  const find = (from: typeof database) =>
    newestKeptCertificate(from, { authority: authority.id, profile: use, organisation: null, now: clock.now() });
  const open = async (certificate: IssuedCertificate, key: string, from: typeof database) =>
    withCertificate(await keys.signer(key, from), certificate.der);
  const current = await find(database);
  if (current?.key && !isEnding(current, authority, clock.now())) return open(current, current.key, database);
  return database.transaction(async (tx) => {
    await lockAuthority(tx, authority.id);
    const newest = await find(tx);
    if (newest?.key && !isEnding(newest, authority, clock.now())) return open(newest, newest.key, tx);
    const kind = authority.suite === 'sm2' ? 'SM2' : 'P-256';
    const made = await makeSoftKey({ ...parts, database: tx }, kind, { purpose: use, by: 'hub' });
    const certificate = await makeCertificate(
      { parts, tx, authority },
      {
        profile: use,
        organisation: null,
        system: null,
        name: {
          organisation: ownNamePart(authority, organisationAttribute),
          commonName: `${ownNamePart(authority, attributeOid.commonName)} ${names[use]}`,
        },
        publicKey: made.signer.publicKey,
        csrDigest: null,
        key: made.id,
        days: profiles[use].days,
        by: 'hub',
      },
    );
    return withCertificate(made.signer, certificate.der);
  });
}
