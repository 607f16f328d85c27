import { createHash } from 'node:crypto';
import { softSigner, withCertificate, writeTimeStampToken, writeTstInfo } from '../../../identity/index.ts';
import {
  der,
  extensionOid,
  generateKey,
  oid,
  type PrivateKey,
  type PublicKey,
  signingMethod,
  sm2Encrypt,
  sm2Sign,
  writeAlgorithm,
  writePem,
} from '../../../identity/pki/index.ts';
import type { Holders } from './certificates.ts';
import { extension, nameOf, times } from './holder.ts';

/** Certificate requests (PKCS #10): keys of every kind that is certified, with attributes, without, in PEM. */
export function makeCertificateRequests(): Buffer[] {
  const sm2 = request(generateKey('SM2'), [der.sequence(der.objectIdentifier('1.2.840.113549.1.9.14'), wanted())]);
  return [
    sm2,
    request(generateKey('P-256'), []),
    request(generateKey('RSA', { rsaBits: 2048 }), []),
    Buffer.from(writePem('CERTIFICATE REQUEST', sm2)),
  ];
}

/** Extensions that are asked for (RFC 2985 §5.4.2). */
function wanted(): Buffer {
  const names = der.sequence(der.implicit(2, Buffer.from('demo.example')));
  return der.setOf(der.sequence(extension(extensionOid.subjectAlternativeName, names)));
}

function request(key: PrivateKey, attributes: readonly Buffer[]): Buffer {
  const method = signingMethod(key);
  const tbs = der.sequence(
    der.integer(0),
    nameOf('System'),
    key.publicKey.spki,
    der.implicitSequence(0, ...attributes),
  );
  return der.sequence(tbs, method.algorithm, der.bitString(method.sign(tbs)));
}

/** What was stamped, of the time stamps here. */
export const stampedData = Buffer.from('signature value');
export const stampPolicy = '1.2.156.1.4';

/** Requests for time stamps, short and with everything there is. */
export function makeTimeStampRequests(): Buffer[] {
  const imprint = (digest: 'sm3' | 'sha256' | 'sha512') =>
    der.sequence(writeAlgorithm(oid[digest], 'null'), der.octetString(createHash(digest).update(stampedData).digest()));
  const nonce = der.integer(0x1234_5678_9abc_def0n);
  return [
    der.sequence(der.integer(1), imprint('sm3')),
    der.sequence(der.integer(1), imprint('sha256'), nonce, der.boolean(true)),
    der.sequence(der.integer(1), imprint('sha512'), der.objectIdentifier(stampPolicy), nonce, der.boolean(true)),
  ];
}

/** A time stamp over data, by the holders' authority for it. */
export function stampOver(holders: Holders, data: Uint8Array, at: Date): Promise<Buffer> {
  const { stamper, authority } = holders;
  const info = writeTstInfo({
    policy: stampPolicy,
    imprint: { oid: oid.sm3, digest: createHash('sm3').update(data).digest() },
    serial: Buffer.of(1, 2, 3),
    time: at,
    accuracySeconds: 1,
    nonce: 0x1234n,
    authority: stamper.certificate.subject.raw,
  });
  return writeTimeStampToken({
    info,
    signer: withCertificate(softSigner(stamper.key), stamper.certificate.raw),
    certificates: [stamper.certificate.raw, authority.certificate.raw],
  });
}

/** Tokens, and the responses that bring and refuse them. */
export async function makeTimeStamps(holders: Holders): Promise<Buffer[]> {
  const token = await stampOver(holders, stampedData, times.at);
  return [token, der.sequence(der.sequence(der.integer(0)), token)];
}

/** Signatures by SM2, as DER. */
export function makeSm2Signatures(key: PrivateKey): Buffer[] {
  return ['a', 'b', 'c'].map((message) => sm2Sign({ key, message: Buffer.from(message) }));
}

/** Ciphertexts to an SM2 key, each behind a byte that says in which form: 0 ASN.1, 1 raw. */
export function makeSm2Ciphertexts(key: PublicKey): Buffer[] {
  return [1, 16, 100].flatMap((length) =>
    (['asn1', 'raw'] as const).map((form, index) =>
      Buffer.concat([Buffer.of(index), sm2Encrypt({ key, plaintext: Buffer.alloc(length, 5), form })]),
    ),
  );
}

/** Files of several certificates and lists: PEM, and the empty signed data of PKCS #7 and of GB/T 35275. */
export function makeBundles(holders: Holders, crls: readonly Buffer[]): Buffer[] {
  const certificates = [holders.root, holders.authority, holders.leaf].map(({ certificate }) => certificate.raw);
  const pem = (label: string, parts: readonly Buffer[]) => parts.map((part) => writePem(label, part)).join('');
  const bundle = bundleOf('1.2.840.113549.1.7', certificates, crls);
  return [
    Buffer.from(pem('CERTIFICATE', certificates)),
    Buffer.from(`Subject: C=CN\n${pem('X509 CRL', crls)}`),
    bundle,
    bundleOf('1.2.156.10197.6.1.4.2', certificates.slice(0, 1), crls.slice(0, 1)),
    Buffer.from(writePem('PKCS7', bundle)),
  ];
}

function bundleOf(arc: string, certificates: readonly Buffer[], crls: readonly Buffer[]): Buffer {
  const signedData = der.sequence(
    der.integer(1),
    der.setOf(),
    der.sequence(der.objectIdentifier(`${arc}.1`)),
    der.implicitSequence(0, ...certificates),
    der.implicitSequence(1, ...crls),
    der.setOf(),
  );
  return der.sequence(der.objectIdentifier(`${arc}.2`), der.explicit(0, signedData));
}
