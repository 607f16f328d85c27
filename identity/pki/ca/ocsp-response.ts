import { createHash } from 'node:crypto';
import { extensionOid } from '../certificate/extension-oid.ts';
import type { CertificateState, OcspResponseStatus } from '../certificate/ocsp.ts';
import { reasonNumber } from '../certificate/revocation-reason.ts';
import { constructedTag } from '../der/tag.ts';
import {
  bitString,
  encode,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  objectIdentifier,
  octetString,
  sequence,
} from '../der/write.ts';
import type { Signer } from '../signer/signer.ts';
import { extension } from './write-certificate.ts';

const statusNumbers: Readonly<Record<OcspResponseStatus, number>> = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
};

/** A response that says only why there is no answer (RFC 6960 §4.2.1); nobody signs it. */
export function writeOcspRefusal(status: Exclude<OcspResponseStatus, 'successful'>): Buffer {
  return sequence(enumerated(statusNumbers[status]));
}

/** What is answered about one certificate. */
export interface AnsweredCertificate {
  /** DER of the CertID as it was asked with. */
  readonly id: Buffer;
  readonly state: CertificateState;
}

export interface OcspAnswer {
  readonly producedAt: Date;
  readonly nextUpdate: Date;
  /** Ended certificates are still answered for from here on (RFC 6960 §4.4.4). */
  readonly archiveCutoff: Date;
  readonly answered: readonly AnsweredCertificate[];
  readonly nonce: Buffer | undefined;
}

const basicResponse = '1.3.6.1.5.5.7.48.1.1';

/** A signed answer (RFC 6960 §4.2.1), the responder named by the digest of its key, its certificate enclosed. @returns DER */
export async function writeOcspAnswer(answer: OcspAnswer, responder: Signer): Promise<Buffer> {
  const keyDigest = createHash('sha1').update(responder.publicKey.keyBytes).digest(); // the RFC fixes SHA-1; it secures nothing
  const nonce = answer.nonce === undefined ? [] : [extension(extensionOid.ocspNonce, answer.nonce)];
  const data = sequence(
    explicit(2, octetString(keyDigest)),
    generalizedTime(answer.producedAt),
    sequence(...answer.answered.map((one) => writeSingle(one, answer))),
    ...(nonce.length === 0 ? [] : [explicit(1, sequence(...nonce))]),
  );
  const basic = sequence(
    data,
    responder.algorithmIdentifier.raw,
    bitString(await responder.sign(data)),
    explicit(0, sequence(responder.certificate)),
  );
  return sequence(
    enumerated(statusNumbers.successful),
    explicit(0, sequence(objectIdentifier(basicResponse), octetString(basic))),
  );
}

function writeSingle({ id, state }: AnsweredCertificate, answer: OcspAnswer): Buffer {
  const cutoff = extension(extensionOid.ocspArchiveCutoff, generalizedTime(answer.archiveCutoff));
  return sequence(
    id,
    writeState(state),
    generalizedTime(answer.producedAt),
    explicit(0, generalizedTime(answer.nextUpdate)),
    explicit(1, sequence(cutoff)),
  );
}

function writeState(state: CertificateState): Buffer {
  if (state.state === 'good') return implicit(0, Buffer.alloc(0));
  if (state.state === 'unknown') return implicit(2, Buffer.alloc(0));
  const reason = state.reason === 'unspecified' ? [] : [explicit(0, enumerated(reasonNumber(state.reason)))];
  return encode(constructedTag(1), generalizedTime(state.revokedAt), ...reason);
}
