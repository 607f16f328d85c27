import { createHash } from 'node:crypto';
import {
  type Certificate,
  der,
  digestNames,
  extensionOid,
  oid,
  reasonNumber,
  signingMethod,
  writeAlgorithm,
} from '../../../identity/pki/index.ts';
import type { Holders } from './certificates.ts';
import { extension, type Holder, nameOf, times } from './holder.ts';

/** Revocation lists: of a root, of an authority with entries of every kind, indirect, and the changes alone (delta). */
export function makeCrls({ root, authority }: Holders): Buffer[] {
  const entry = (serial: number, ...extensions: readonly Buffer[]) =>
    der.sequence(
      der.integer(serial),
      der.time(times.from),
      ...(extensions.length === 0 ? [] : [der.sequence(...extensions)]),
    );
  const reason = (number: number) => extension(extensionOid.reasonCode, der.enumerated(number));
  const issuer = extension(
    extensionOid.certificateIssuer,
    der.sequence(der.explicit(4, authority.certificate.subject.raw)),
    true,
  );
  const revoked = [
    entry(
      101,
      reason(reasonNumber('keyCompromise')),
      extension(extensionOid.invalidityDate, der.generalizedTime(times.from)),
    ),
    entry(102, reason(reasonNumber('superseded'))),
    entry(103),
  ];
  const point = (...members: readonly Buffer[]) =>
    extension(extensionOid.issuingDistributionPoint, der.sequence(...members), true);
  const address = der.implicit(6, Buffer.from('http://crl.demo.example/authority.crl'));
  const fullName = der.explicit(0, der.implicitSequence(0, address));
  const isTrue = Buffer.of(0xff);
  return [
    list(root, { number: 1, entries: [], extensions: [] }),
    list(authority, { number: 5, entries: revoked, extensions: [] }),
    list(authority, { number: 6, entries: revoked, extensions: [point(fullName, der.implicit(1, isTrue))] }),
    list(root, { number: 7, entries: [entry(104, issuer), entry(105)], extensions: [point(der.implicit(4, isTrue))] }),
    list(authority, {
      number: 8,
      entries: [entry(102, reason(8))],
      extensions: [extension(extensionOid.deltaCrlIndicator, der.integer(5), true)],
    }),
  ];
}

function list(
  { key, certificate }: Holder,
  what: { number: number; entries: readonly Buffer[]; extensions: readonly Buffer[] },
): Buffer {
  const method = signingMethod(key);
  const number = extension(extensionOid.crlNumber, der.integer(what.number));
  const tbs = der.sequence(
    der.integer(1),
    method.algorithm,
    certificate.subject.raw,
    der.time(times.updated),
    der.time(times.next),
    ...(what.entries.length === 0 ? [] : [der.sequence(...what.entries)]),
    der.explicit(0, der.sequence(number, ...what.extensions)),
  );
  return der.sequence(tbs, method.algorithm, der.bitString(method.sign(tbs)));
}

type Digest = typeof oid.sha1 | typeof oid.sha256 | typeof oid.sm3;

/** CertID (RFC 6960 §4.1.1). */
function idOf(certificate: Certificate, issuer: Certificate, digest: Digest): Buffer {
  const hash = (bytes: Buffer) =>
    der.octetString(
      createHash(digestNames[digest] ?? '')
        .update(bytes)
        .digest(),
    );
  return der.sequence(
    writeAlgorithm(digest, 'null'),
    hash(issuer.subject.raw),
    hash(issuer.publicKey.keyBytes),
    der.unsignedInteger(certificate.serial),
  );
}

const nonce = extension(extensionOid.ocspNonce, der.octetString(Buffer.alloc(16, 7)));

/** Answers of responders: good, revoked and unknown; by the authority itself and by one it named; and a refusal. */
export function makeOcspResponses({ leaf, authority, responder }: Holders): Buffer[] {
  const id = (digest: Digest) => idOf(leaf.certificate, authority.certificate, digest);
  const good = der.implicit(0, Buffer.alloc(0));
  const unknown = der.implicit(2, Buffer.alloc(0));
  const revoked = der.implicitSequence(1, der.generalizedTime(times.from), der.explicit(0, der.enumerated(1)));
  const cutoff = extension(extensionOid.ocspArchiveCutoff, der.generalizedTime(times.from));
  return [
    answer(responder, { singles: [single(id(oid.sha1), good)], extensions: [nonce], isByKey: false }),
    answer(authority, {
      singles: [single(id(oid.sm3), good, cutoff), single(id(oid.sha256), unknown)],
      extensions: [],
      isByKey: true,
    }),
    answer(responder, { singles: [single(id(oid.sha256), revoked)], extensions: [], isByKey: true }),
    der.sequence(der.enumerated(6)),
  ];
}

function single(id: Buffer, status: Buffer, ...extensions: readonly Buffer[]): Buffer {
  return der.sequence(
    id,
    status,
    der.generalizedTime(times.updated),
    der.explicit(0, der.generalizedTime(times.next)),
    ...(extensions.length === 0 ? [] : [der.explicit(1, der.sequence(...extensions))]),
  );
}

function answer(
  { key, certificate }: Holder,
  what: { singles: readonly Buffer[]; extensions: readonly Buffer[]; isByKey: boolean },
): Buffer {
  const method = signingMethod(key);
  const digest = createHash('sha1').update(key.publicKey.keyBytes).digest();
  const data = der.sequence(
    what.isByKey ? der.explicit(2, der.octetString(digest)) : der.explicit(1, certificate.subject.raw),
    der.generalizedTime(times.updated),
    der.sequence(...what.singles),
    ...(what.extensions.length === 0 ? [] : [der.explicit(1, der.sequence(...what.extensions))]),
  );
  const enclosed = der.explicit(0, der.sequence(certificate.raw));
  const basic = der.sequence(data, method.algorithm, der.bitString(method.sign(data)), enclosed);
  const bytes = der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.48.1.1'), der.octetString(basic));
  return der.sequence(der.enumerated(0), der.explicit(0, bytes));
}

/** Questions to a responder: about one certificate, about several with a nonce, and one that is signed. */
export function makeOcspRequests({ leaf, authority, responder }: Holders): Buffer[] {
  const ask = (digest: Digest, ...extensions: readonly Buffer[]) =>
    der.sequence(
      idOf(leaf.certificate, authority.certificate, digest),
      ...(extensions.length === 0 ? [] : [der.explicit(0, der.sequence(...extensions))]),
    );
  const list = der.sequence(
    ask(oid.sha1),
    ask(oid.sm3),
    ask(oid.sha256, extension('1.3.6.1.5.5.7.48.1.7', der.nullValue())),
  );
  const signed = der.sequence(
    der.explicit(1, der.explicit(4, nameOf('Asks'))),
    list,
    der.explicit(2, der.sequence(nonce)),
  );
  const method = signingMethod(responder.key);
  const signature = der.sequence(
    method.algorithm,
    der.bitString(method.sign(signed)),
    der.explicit(0, der.sequence(responder.certificate.raw)),
  );
  return [
    der.sequence(der.sequence(der.sequence(ask(oid.sha1)))),
    der.sequence(der.sequence(list, der.explicit(2, der.sequence(nonce)))),
    der.sequence(signed, der.explicit(0, signature)),
  ];
}
