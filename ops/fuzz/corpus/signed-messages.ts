import { createHash } from 'node:crypto';
import { der, oid, signingMethod, writeAlgorithm } from '../../../identity/pki/index.ts';
import type { Holders } from './certificates.ts';
import { type Holder, times } from './holder.ts';
import { stampOver } from './messages.ts';

/** Numbers of GB/T 35275, and their counterparts of RFC 5652. */
const arcs = { national: '1.2.156.10197.6.1.4.2', common: '1.2.840.113549.1.7' } as const;

const sm3 = (bytes: Uint8Array) => createHash('sm3').update(bytes).digest();

/** Signed messages: with signed attributes and a time stamp, with the content alone, and of the signer's key identifier. */
export async function makeSignedMessages(holders: Holders): Promise<Buffer[]> {
  const content = Buffer.from('<Signature/>');
  return [
    await signedMessage(holders, content),
    await signedMessage(holders, content, { arc: 'common', encloses: true, hasAttributes: false, byKey: true }),
    await signedMessage(holders, content, { arc: 'common', encloses: true }),
  ];
}

/** A message that the leaf signs, time-stamped when it has attributes. */
export async function signedMessage(
  holders: Holders,
  content: Buffer,
  form: { arc?: keyof typeof arcs; encloses?: boolean; hasAttributes?: boolean; byKey?: boolean } = {},
): Promise<Buffer> {
  const { leaf, authority } = holders;
  const { arc = 'national', encloses = false, hasAttributes = true, byKey = false } = form;
  const numbers = { data: `${arcs[arc]}.1`, signed: `${arcs[arc]}.2` };
  const attributes = hasAttributes ? attributesOver(content, numbers.data) : undefined;
  const method = signingMethod(leaf.key);
  const value = method.sign(attributes === undefined ? content : der.setOf(...attributes));
  const stamp = attribute('1.2.840.113549.1.9.16.2.14', await stampOver(holders, value, times.at));
  const digest = writeAlgorithm(oid.sm3);
  const signer = der.sequence(
    der.integer(1),
    byKey ? der.implicit(0, keyIdentifierOf(leaf)) : issuerAndSerial(leaf),
    digest,
    ...(attributes === undefined ? [] : [der.implicitSequence(0, ...attributes)]),
    method.algorithm,
    der.octetString(value),
    ...(attributes === undefined ? [] : [der.implicitSequence(1, stamp)]),
  );
  const data = der.sequence(
    der.integer(1),
    der.setOf(digest),
    der.sequence(der.objectIdentifier(numbers.data), ...(encloses ? [der.explicit(0, der.octetString(content))] : [])),
    der.implicitSequence(0, leaf.certificate.raw, authority.certificate.raw),
    der.setOf(signer),
  );
  return der.sequence(der.objectIdentifier(numbers.signed), der.explicit(0, data));
}

function attributesOver(content: Buffer, type: string): Buffer[] {
  return [
    attribute('1.2.840.113549.1.9.3', der.objectIdentifier(type)),
    attribute('1.2.840.113549.1.9.4', der.octetString(sm3(content))),
    attribute('1.2.840.113549.1.9.5', der.time(times.at)),
  ].sort(Buffer.compare);
}

function attribute(type: string, value: Buffer): Buffer {
  return der.sequence(der.objectIdentifier(type), der.setOf(value));
}

function issuerAndSerial({ certificate }: Holder): Buffer {
  return der.sequence(certificate.issuer.raw, der.encode(0x02, certificate.serial));
}

function keyIdentifierOf({ certificate }: Holder): Buffer {
  return certificate.subjectKeyIdentifier ?? Buffer.alloc(0);
}
