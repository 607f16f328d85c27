import {
  type Certificate,
  der,
  extensionOid,
  type KeyUsage,
  keyUsages,
  type PrivateKey,
  parseCertificate,
  signingMethod,
} from '../../../identity/pki/index.ts';

/** Somebody of a made-up authority that exists nowhere else. */
export interface Holder {
  readonly key: PrivateKey;
  readonly certificate: Certificate;
}

/** When everything is made, and when it ends. */
export const times = {
  from: new Date('2020-01-01T00:00:00Z'),
  updated: new Date('2026-11-01T00:00:00Z'),
  at: new Date('2026-11-21T00:00:00Z'),
  next: new Date('2026-12-01T00:00:00Z'),
  to: new Date('2040-01-01T00:00:00Z'),
} as const;

/** A name of country, organisation and common name. */
export function nameOf(text: string): Buffer {
  const part = (type: string, value: Buffer) => der.setOf(der.sequence(der.objectIdentifier(type), value));
  return der.sequence(
    part('2.5.4.6', der.printableString('CN')),
    part('2.5.4.10', der.utf8String('演示 Demonstration')),
    part('2.5.4.3', der.utf8String(text)),
  );
}

export function extension(oid: string, value: Uint8Array, critical = false): Buffer {
  return der.sequence(der.objectIdentifier(oid), ...(critical ? [der.boolean(true)] : []), der.octetString(value));
}

export const oids = (ids: readonly string[]) => der.sequence(...ids.map((id) => der.objectIdentifier(id)));

export function usage(...uses: readonly KeyUsage[]): Buffer {
  const bits = uses.map((use) => keyUsages.indexOf(use));
  return extension(extensionOid.keyUsage, der.namedBitList(bits), true);
}

/** Gives a certificate; without an issuer it signs itself. */
export function certify(options: {
  name: string;
  key: PrivateKey;
  serial: number;
  issuer?: Holder | undefined;
  extensions: readonly Uint8Array[];
  pss?: boolean | undefined;
}): Holder {
  const { key, issuer } = options;
  const subject = nameOf(options.name);
  const method = signingMethod(issuer?.key ?? key, { pss: options.pss ?? false });
  const tbs = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(options.serial),
    method.algorithm,
    issuer?.certificate.subject.raw ?? subject,
    der.sequence(der.time(times.from), der.time(times.to)),
    subject,
    key.publicKey.spki,
    der.explicit(3, der.sequence(...options.extensions)),
  );
  const raw = der.sequence(tbs, method.algorithm, der.bitString(method.sign(tbs)));
  return { key, certificate: parseCertificate(raw) };
}
