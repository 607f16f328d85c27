import {
  type Certificate,
  der,
  generateKey,
  type KeyUsage,
  type PrivateKey,
  parseCertificate,
  parseCrl,
  signingMethod,
} from '../../identity/pki/index.ts';
import type { SealSigner, TrustMaterial } from '../../licence-vault/index.ts';

/** Somebody of a county that exists nowhere else: a key, and a certificate that a made-up authority gave for it. */
export interface Party {
  readonly name: string;
  readonly key: PrivateKey;
  readonly certificate: Certificate;
  readonly signer: SealSigner;
}

/** A county's authority and two of its people, made anew for measuring and fuzzing; the certificates name a demonstration. */
export interface County {
  readonly root: Party;
  readonly issuing: Party;
  readonly maker: Party;
  readonly signer: Party;
  /** What somebody needs who believes the county: its root, what stands between, and the lists of both. */
  readonly trust: Required<Pick<TrustMaterial, 'anchors' | 'intermediates' | 'crls'>>;
}

/** When everything of a county was made, for how long it holds, and when its documents are sealed and verified. */
export const countyTimes = {
  from: new Date('2026-01-01T00:00:00Z'),
  sealMade: new Date('2026-11-20T08:00:00Z'),
  sealed: new Date('2026-11-21T08:00:00Z'),
  verified: new Date('2026-11-22T08:00:00Z'),
  to: new Date('2030-01-01T00:00:00Z'),
} as const;

/** SM2 throughout: a root, an issuing authority under it, and a seal maker and a signer under that. Nobody is revoked. */
export function makeCounty(): County {
  const root = issue({ name: '演示根 Demonstration root', serial: 1 });
  const issuing = issue({ name: '演示签发机构 Demonstration authority', serial: 2, issuer: root, authority: true });
  const maker = issue({ name: '演示制章者 Demonstration seal maker', serial: 3, issuer: issuing });
  const signer = issue({ name: '演示签章者 Demonstration signer', serial: 4, issuer: issuing });
  const crls = [root, issuing].map(emptyList);
  const trust = { anchors: [root.certificate], intermediates: [issuing.certificate], crls };
  return { root, issuing, maker, signer, trust };
}

/** Bits of the key usage extension (RFC 5280 §4.2.1.3). */
const usageBits = { digitalSignature: 0, contentCommitment: 1, keyCertSign: 5, cRLSign: 6 } satisfies Partial<
  Record<KeyUsage, number>
>;

/** Gives a certificate; without an issuer it is a root. */
function issue(options: { name: string; serial: number; issuer?: Party; authority?: boolean }): Party {
  const { name, serial, issuer } = options;
  const isAuthority = options.authority === true || issuer === undefined;
  const key = generateKey('SM2');
  const method = signingMethod(issuer?.key ?? key);
  const usage = isAuthority
    ? [usageBits.keyCertSign, usageBits.cRLSign]
    : [usageBits.digitalSignature, usageBits.contentCommitment];
  const tbs = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(serial),
    method.algorithm,
    nameOf(issuer?.name ?? name),
    der.sequence(der.time(countyTimes.from), der.time(countyTimes.to)),
    nameOf(name),
    key.publicKey.spki,
    der.explicit(
      3,
      der.sequence(
        ...(isAuthority ? [critical('2.5.29.19', der.sequence(der.boolean(true)))] : []),
        critical('2.5.29.15', der.namedBitList(usage)),
      ),
    ),
  );
  const certificate = parseCertificate(der.sequence(tbs, method.algorithm, der.bitString(method.sign(tbs))));
  const own = signingMethod(key);
  const signer: SealSigner = {
    certificate: certificate.raw,
    algorithm: 'SM2-SM3',
    sign: async (bytes) => own.sign(bytes),
  };
  return { name, key, certificate, signer };
}

function emptyList(authority: Party) {
  const method = signingMethod(authority.key);
  const number = der.sequence(der.objectIdentifier('2.5.29.20'), der.octetString(der.integer(1)));
  const tbs = der.sequence(
    der.integer(1),
    method.algorithm,
    nameOf(authority.name),
    der.time(countyTimes.from),
    der.time(countyTimes.to),
    der.explicit(0, der.sequence(number)),
  );
  return parseCrl(der.sequence(tbs, method.algorithm, der.bitString(method.sign(tbs))));
}

function nameOf(commonName: string): Buffer {
  return der.sequence(der.setOf(der.sequence(der.objectIdentifier('2.5.4.3'), der.utf8String(commonName))));
}

function critical(oid: string, value: Buffer): Buffer {
  return der.sequence(der.objectIdentifier(oid), der.boolean(true), der.octetString(value));
}
