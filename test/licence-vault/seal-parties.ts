import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { signingMethod } from '../../identity/pki/algorithm/create-signature.ts';
import { type GeneratedKind, generateKey, type PrivateKey } from '../../identity/pki/algorithm/private-key.ts';
import { type Certificate, parseCertificate } from '../../identity/pki/certificate/certificate.ts';
import { type Crl, parseCrl } from '../../identity/pki/certificate/crl.ts';
import { writePem } from '../../identity/pki/der/pem.ts';
import {
  bitString,
  boolean,
  encode,
  enumerated,
  explicit,
  integer,
  namedBitList,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from '../../identity/pki/der/write.ts';
import type { SignerAlgorithm } from '../../identity/pki/index.ts';
import type { Signer } from '../../licence-vault/seal/make/signer.ts';
import { pathTrust } from '../../licence-vault/seal/verify/path-trust.ts';
import type { SealTrust } from '../../licence-vault/seal/verify/trust.ts';
import type { TrustMaterial } from '../../licence-vault/seal/verify/trust-material.ts';

/** Bits of the key usage extension (RFC 5280 §4.2.1.3). */
const usageBits = {
  digitalSignature: 0,
  contentCommitment: 1,
  keyEncipherment: 2,
  keyCertSign: 5,
  cRLSign: 6,
} as const;
export type Usage = keyof typeof usageBits;

/** Somebody with a key and a certificate. */
export interface Party {
  readonly name: string;
  readonly key: PrivateKey;
  readonly certificate: Certificate;
  readonly signer: Signer;
}

let serial = 1;

/** Issues a certificate; without an issuer it signs itself. */
export function party(options: {
  name: string;
  kind?: GeneratedKind;
  issuer?: Party;
  from?: string;
  to?: string;
  usage?: readonly Usage[];
  isAuthority?: boolean;
  /** Extended key usage, critical. */
  purposes?: readonly string[];
}): Party {
  const { name, issuer, kind = 'SM2', isAuthority = false, purposes = [] } = options;
  const usage = options.usage ?? (isAuthority ? ['keyCertSign', 'cRLSign'] : ['digitalSignature', 'contentCommitment']);
  const key = generateKey(kind, { rsaBits: 2048 });
  const method = signingMethod(issuer?.key ?? key);
  serial += 1;
  const extension = (oid: string, critical: boolean, value: Buffer) =>
    sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(serial),
    method.algorithm,
    nameOf(issuer?.name ?? name),
    sequence(
      time(new Date(options.from ?? '2026-01-01T00:00:00Z')),
      time(new Date(options.to ?? '2030-01-01T00:00:00Z')),
    ),
    nameOf(name),
    key.publicKey.spki,
    explicit(
      3,
      sequence(
        ...(isAuthority ? [extension('2.5.29.19', true, sequence(boolean(true)))] : []),
        ...(purposes.length > 0
          ? [extension('2.5.29.37', true, sequence(...purposes.map((one) => objectIdentifier(one))))]
          : []),
        ...(usage.length > 0 ? [extension('2.5.29.15', true, namedBitList(usage.map((one) => usageBits[one])))] : []),
      ),
    ),
  );
  const certificate = parseCertificate(sequence(tbs, method.algorithm, bitString(method.sign(tbs))));
  return { name, key, certificate, signer: softSigner(certificate, key) };
}

function nameOf(commonName: string): Buffer {
  return sequence(setOf(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))));
}

const algorithms: Readonly<Record<string, SignerAlgorithm>> = {
  SM2: 'SM2-SM3',
  RSA: 'RSA-SHA256',
  'P-256': 'ECDSA-SHA256',
};

export function softSigner(certificate: Certificate, key: PrivateKey): Signer {
  const method = signingMethod(key);
  return {
    certificate: certificate.raw,
    algorithm: algorithms[key.kind]!,
    sign: async (bytes) => method.sign(bytes),
  };
}

/** RFC 5280 §5.3.1. */
const reasons = { keyCompromise: 1, superseded: 4 } as const;

/** A revocation list of an authority. */
export function crlOf(
  authority: Party,
  options: {
    thisUpdate: string;
    nextUpdate?: string;
    revoked?: readonly { who: Party; at: string; reason: keyof typeof reasons }[];
  },
): Crl {
  const method = signingMethod(authority.key);
  const entries = (options.revoked ?? []).map(({ who, at, reason }) =>
    sequence(
      encode(0x02, who.certificate.serial),
      time(new Date(at)),
      sequence(sequence(objectIdentifier('2.5.29.21'), octetString(enumerated(reasons[reason])))),
    ),
  );
  const tbs = sequence(
    integer(1),
    method.algorithm,
    nameOf(authority.name),
    time(new Date(options.thisUpdate)),
    time(new Date(options.nextUpdate ?? '2030-01-01T00:00:00Z')),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    explicit(0, sequence(sequence(objectIdentifier('2.5.29.20'), octetString(integer(7))))),
  );
  return parseCrl(sequence(tbs, method.algorithm, bitString(method.sign(tbs))));
}

/** Trust in a set of anchors, as a verifier has it. */
export function trust(material: TrustMaterial): SealTrust {
  return pathTrust(material);
}

/** The same answers, each worked out once: for tests that ask the same thing thousands of times. */
export function remembering(asked: SealTrust): SealTrust {
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const answer = (known.get(key) as Promise<T> | undefined) ?? work();
    known.set(key, answer);
    return answer;
  };
  return {
    path: (options) =>
      once(`path ${options.certificate.fingerprint} ${options.at.getTime()}`, () => asked.path(options)),
    revocation: (options) =>
      once(`revocation ${options.certificate.fingerprint} ${options.at.getTime()}`, () => asked.revocation(options)),
    timeStamp: (options) => asked.timeStamp(options),
  };
}

/** A root, and under it a seal maker and a signer; nobody is revoked. */
export interface County {
  readonly root: Party;
  readonly maker: Party;
  readonly signer: Party;
  readonly trust: SealTrust;
}

export function county(kind: GeneratedKind = 'SM2'): County {
  const root = party({ name: '演示根证书', kind, isAuthority: true });
  const maker = party({ name: '演示制章者', kind, issuer: root });
  const signer = party({ name: '演示签章者', kind, issuer: root });
  const crl = crlOf(root, { thisUpdate: '2026-11-01T00:00:00Z' });
  return { root, maker, signer, trust: pathTrust({ anchors: [root.certificate], crls: [crl] }) };
}

export function pem({ certificate }: Party): string {
  return writePem('CERTIFICATE', certificate.raw);
}

const vectorFolder = resolve(import.meta.dirname, '../../../shared/vectors');

/** A file of the independent vectors; undefined, said once, where they are not there. */
export function sharedFile(name: string): Buffer | undefined {
  const file = join(vectorFolder, name);
  return existsSync(file) ? readFileSync(file) : undefined;
}

/** For the name of a test that needs them. */
export const vectorNote = existsSync(vectorFolder) ? '' : ' (skipped: vectors not present)';
