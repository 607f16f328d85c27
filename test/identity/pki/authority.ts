import { createHash } from 'node:crypto';
import { writeAlgorithm } from '../../../identity/pki/algorithm/algorithm-identifier.ts';
import { signingMethod } from '../../../identity/pki/algorithm/create-signature.ts';
import { oid } from '../../../identity/pki/algorithm/oid.ts';
import { type GeneratedKind, generateKey, type PrivateKey } from '../../../identity/pki/algorithm/private-key.ts';
import { type Certificate, parseCertificate } from '../../../identity/pki/certificate/certificate.ts';
import { type KeyUsage, keyUsages } from '../../../identity/pki/certificate/constraint-extensions.ts';
import { type Crl, parseCrl } from '../../../identity/pki/certificate/crl.ts';
import { extensionOid } from '../../../identity/pki/certificate/extension-oid.ts';
import { type OcspResponse, parseOcspResponse } from '../../../identity/pki/certificate/ocsp.ts';
import { type RevocationReason, reasonNumber } from '../../../identity/pki/certificate/revocation-reason.ts';
import * as der from '../../../identity/pki/der/write.ts';

/** Makes certificates, lists and responses of any shape, right and wrong, for the tests of their validation. */
export interface Entity {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
}

export interface ExtensionInput {
  readonly oid: string;
  readonly critical?: boolean;
  readonly value: Buffer;
}

export const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** A name of common name and country. */
export function name(text: string): Buffer {
  const part = (type: string, value: Buffer) => der.setOf(der.sequence(der.objectIdentifier(type), value));
  if (text === '') return der.sequence();
  return der.sequence(part('2.5.4.6', der.printableString('CN')), part('2.5.4.3', der.utf8String(text)));
}

let serial = 1000;

export interface CertificateInput {
  readonly subject: string | Buffer;
  /** Undefined for a self-signed one. */
  readonly issuer?: Entity | undefined;
  readonly key?: PrivateKey | undefined;
  readonly kind?: GeneratedKind | undefined;
  readonly extensions?: readonly ExtensionInput[] | undefined;
  readonly notBefore?: Date | undefined;
  readonly notAfter?: Date | undefined;
  readonly serial?: number | undefined;
  readonly pss?: boolean | undefined;
  readonly issuerName?: Buffer | undefined;
}

export function issue(input: CertificateInput): Entity {
  const key = input.key ?? generateKey(input.kind ?? 'P-256', { rsaBits: 2048 });
  const signer = input.issuer?.key ?? key;
  const method = signingMethod(signer, { pss: input.pss ?? false });
  const subject = typeof input.subject === 'string' ? name(input.subject) : input.subject;
  serial += 1;
  const extensions = (input.extensions ?? []).map(writeExtension);
  const tbs = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(input.serial ?? serial),
    method.algorithm,
    input.issuerName ?? input.issuer?.certificate.subject.raw ?? subject,
    der.sequence(der.time(input.notBefore ?? day('2020-01-01')), der.time(input.notAfter ?? day('2040-01-01'))),
    subject,
    key.publicKey.spki,
    ...(extensions.length === 0 ? [] : [der.explicit(3, der.sequence(...extensions))]),
  );
  const raw = der.sequence(tbs, method.algorithm, der.bitString(method.sign(tbs)));
  return { certificate: parseCertificate(raw), key };
}

function writeExtension({ oid: id, critical, value }: ExtensionInput): Buffer {
  const flag = critical === true ? [der.boolean(true)] : [];
  return der.sequence(der.objectIdentifier(id), ...flag, der.octetString(value));
}

export const authority = (pathLength?: number): ExtensionInput => ({
  oid: extensionOid.basicConstraints,
  critical: true,
  value: der.sequence(der.boolean(true), ...(pathLength === undefined ? [] : [der.integer(pathLength)])),
});

export const usage = (...uses: readonly KeyUsage[]): ExtensionInput => ({
  oid: extensionOid.keyUsage,
  critical: true,
  value: der.namedBitList(uses.map((use) => keyUsages.indexOf(use))),
});

export const purposes = (...ids: readonly string[]): ExtensionInput => ({
  oid: extensionOid.extendedKeyUsage,
  value: der.sequence(...ids.map((id) => der.objectIdentifier(id))),
});

export const keyIdentifier = (key: PrivateKey): Buffer => createHash('sha1').update(key.publicKey.keyBytes).digest();

export const ownKeyIdentifier = (key: PrivateKey): ExtensionInput => ({
  oid: extensionOid.subjectKeyIdentifier,
  value: der.octetString(keyIdentifier(key)),
});

export const issuerKeyIdentifier = (key: PrivateKey): ExtensionInput => ({
  oid: extensionOid.authorityKeyIdentifier,
  value: der.sequence(der.implicit(0, keyIdentifier(key))),
});

/** General names by their form. */
export const general = {
  dns: (text: string) => der.implicit(2, Buffer.from(text, 'latin1')),
  email: (text: string) => der.implicit(1, Buffer.from(text, 'latin1')),
  uri: (text: string) => der.implicit(6, Buffer.from(text, 'latin1')),
  ip: (...octets: readonly number[]) => der.implicit(7, Buffer.from(octets)),
  directory: (text: string | Buffer) => der.explicit(4, typeof text === 'string' ? name(text) : text),
  registered: (id: string) => der.implicit(8, der.objectIdentifierContent(id)),
};

export const alternativeNames = (...names: readonly Buffer[]): ExtensionInput => ({
  oid: extensionOid.subjectAlternativeName,
  value: der.sequence(...names),
});

export const nameConstraints = (lists: {
  permitted?: readonly Buffer[];
  excluded?: readonly Buffer[];
}): ExtensionInput => {
  const subtrees = (number: number, names: readonly Buffer[] | undefined) =>
    names === undefined ? [] : [der.implicitSequence(number, ...names.map((base) => der.sequence(base)))];
  return {
    oid: extensionOid.nameConstraints,
    critical: true,
    value: der.sequence(...subtrees(0, lists.permitted), ...subtrees(1, lists.excluded)),
  };
};

export const policies = (...ids: readonly string[]): ExtensionInput => ({
  oid: extensionOid.certificatePolicies,
  value: der.sequence(...ids.map((id) => der.sequence(der.objectIdentifier(id)))),
});

export const mappings = (...pairs: readonly (readonly [string, string])[]): ExtensionInput => ({
  oid: extensionOid.policyMappings,
  value: der.sequence(...pairs.map(([from, to]) => der.sequence(der.objectIdentifier(from), der.objectIdentifier(to)))),
});

/** An authority below `issuer`, or a root. */
export function makeAuthority(input: CertificateInput & { pathLength?: number }): Entity {
  const extensions = [authority(input.pathLength), usage('keyCertSign', 'cRLSign'), ...(input.extensions ?? [])];
  return issue({ ...input, extensions });
}

export interface CrlInput {
  readonly issuer: Entity;
  readonly issuerName?: Buffer | undefined;
  readonly revoked?: readonly {
    serial: Buffer;
    at?: Date;
    reason?: RevocationReason;
    invalidFrom?: Date;
    extensions?: readonly ExtensionInput[];
  }[];
  readonly thisUpdate?: Date | undefined;
  readonly nextUpdate?: Date | null | undefined;
  readonly number?: number | undefined;
  readonly baseNumber?: number | undefined;
  readonly extensions?: readonly ExtensionInput[] | undefined;
}

export function makeCrl(input: CrlInput): Crl {
  const method = signingMethod(input.issuer.key);
  const entries = (input.revoked ?? []).map((entry) => {
    const found: ExtensionInput[] = [...(entry.extensions ?? [])];
    if (entry.reason !== undefined) {
      found.push({ oid: extensionOid.reasonCode, value: der.enumerated(reasonNumber(entry.reason)) });
    }
    if (entry.invalidFrom !== undefined) {
      found.push({ oid: extensionOid.invalidityDate, value: der.generalizedTime(entry.invalidFrom) });
    }
    const extensions = found.length === 0 ? [] : [der.sequence(...found.map(writeExtension))];
    return der.sequence(der.unsignedInteger(entry.serial), der.time(entry.at ?? day('2025-06-01')), ...extensions);
  });
  const extensions: ExtensionInput[] = [
    { oid: extensionOid.crlNumber, value: der.integer(input.number ?? 1) },
    ...(input.extensions ?? []),
  ];
  if (input.baseNumber !== undefined) {
    extensions.push({ oid: extensionOid.deltaCrlIndicator, critical: true, value: der.integer(input.baseNumber) });
  }
  const next = input.nextUpdate === null ? [] : [der.time(input.nextUpdate ?? day('2026-12-01'))];
  const tbs = der.sequence(
    der.integer(1),
    method.algorithm,
    input.issuerName ?? input.issuer.certificate.subject.raw,
    der.time(input.thisUpdate ?? day('2026-11-01')),
    ...next,
    ...(entries.length === 0 ? [] : [der.sequenceOf(entries)]),
    der.explicit(0, der.sequence(...extensions.map(writeExtension))),
  );
  return parseCrl(der.sequence(tbs, method.algorithm, der.bitString(method.sign(tbs))));
}

export interface OcspInput {
  readonly certificate: Certificate;
  readonly issuer: Entity;
  /** Who signs; the issuer unless given. */
  readonly responder?: Entity | undefined;
  readonly status?: 'good' | 'unknown' | { revokedAt: Date; reason?: RevocationReason } | undefined;
  readonly thisUpdate?: Date | undefined;
  readonly nextUpdate?: Date | null | undefined;
  readonly nonce?: Buffer | undefined;
  readonly extensions?: readonly ExtensionInput[] | undefined;
  readonly digest?: 'sha1' | 'sha256' | 'sm3' | undefined;
  readonly byKey?: boolean | undefined;
  readonly embed?: boolean | undefined;
}

export function ocspBytes(input: OcspInput): Buffer {
  const responder = input.responder ?? input.issuer;
  const method = signingMethod(responder.key);
  const digest = input.digest ?? 'sha1';
  const hash = (bytes: Buffer) => der.octetString(createHash(digest).update(bytes).digest());
  const id = der.sequence(
    writeAlgorithm({ sha1: oid.sha1, sha256: oid.sha256, sm3: oid.sm3 }[digest], 'null'),
    hash(input.certificate.issuer.raw),
    hash(input.issuer.certificate.publicKey.keyBytes),
    der.unsignedInteger(input.certificate.serial),
  );
  const single = der.sequence(
    id,
    writeStatus(input.status ?? 'good'),
    der.generalizedTime(input.thisUpdate ?? day('2026-11-20')),
    ...(input.nextUpdate === null ? [] : [der.explicit(0, der.generalizedTime(input.nextUpdate ?? day('2026-11-28')))]),
  );
  const nonce = input.nonce === undefined ? [] : [{ oid: extensionOid.ocspNonce, value: input.nonce }];
  const extensions = [...nonce, ...(input.extensions ?? [])];
  const tbs = der.sequence(
    input.byKey === true
      ? der.explicit(2, der.octetString(keyIdentifier(responder.key)))
      : der.explicit(1, responder.certificate.subject.raw),
    der.generalizedTime(input.thisUpdate ?? day('2026-11-20')),
    der.sequence(single),
    ...(extensions.length === 0 ? [] : [der.explicit(1, der.sequence(...extensions.map(writeExtension)))]),
  );
  const certificates = input.embed === false ? [] : [der.explicit(0, der.sequence(responder.certificate.raw))];
  const basic = der.sequence(tbs, method.algorithm, der.bitString(method.sign(tbs)), ...certificates);
  const bytes = der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.48.1.1'), der.octetString(basic));
  return der.sequence(der.enumerated(0), der.explicit(0, bytes));
}

export function makeOcsp(input: OcspInput): OcspResponse {
  return parseOcspResponse(ocspBytes(input));
}

function writeStatus(status: NonNullable<OcspInput['status']>): Buffer {
  if (status === 'good') return der.implicit(0, Buffer.alloc(0));
  if (status === 'unknown') return der.implicit(2, Buffer.alloc(0));
  const reason = status.reason === undefined ? [] : [der.explicit(0, der.enumerated(reasonNumber(status.reason)))];
  return der.implicitSequence(1, der.generalizedTime(status.revokedAt), ...reason);
}
