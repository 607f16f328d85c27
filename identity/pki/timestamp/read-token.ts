import type { Certificate } from '../certificate/certificate.ts';
import { cmsOid } from '../cms/cms-oid.ts';
import { type MessageSigner, readContentInfo, type SignedAttributes } from '../cms/signed-message.ts';
import { DerFault } from '../der/fault.ts';
import { Fields } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { tag } from '../der/tag.ts';
import { readSmall } from '../der/value.ts';
import { readTstInfo, type TstInfo } from './tst-info.ts';

/** A time-stamp token, read and not yet believed. */
export interface TimeStampToken {
  readonly info: TstInfo;
  /** The bytes of TSTInfo, which the message digest is over. */
  readonly content: Buffer;
  readonly certificates: readonly Certificate[];
  readonly signer: TokenSigner;
}

export type TokenSigner = Omit<MessageSigner, 'attributes'> & SignedAttributes;

const tokenLimits = { size: 256 * 1024, members: 20_000 };

/** Reads a token, or the token of a response, from DER. @throws DerFault */
export function readToken(der: Uint8Array): TimeStampToken {
  const node = readDer(Buffer.from(der), tokenLimits);
  const members = Fields.of(node, 'a time stamp');
  if (members.nextTag === tag.objectIdentifier) return readMessage(node);
  const status = Fields.of(members.next(tag.sequence, 'the status'), 'PKIStatusInfo');
  const number = readSmall(status.any('the status'), 'the status');
  if (number !== 0 && number !== 1) throw new DerFault('BAD_VALUE', node.offset, 'a response that grants nothing');
  const token = members.next(tag.sequence, 'the token');
  members.end();
  return readMessage(token);
}

function readMessage(node: DerNode): TimeStampToken {
  const { contentType, content, certificates, signer } = readContentInfo(node);
  if (contentType !== cmsOid.tstInfo || content === undefined) {
    throw new DerFault('BAD_VALUE', node.offset, 'the content is no TSTInfo');
  }
  const { attributes } = signer;
  // RFC 5652 §5.3: a must for such content.
  if (attributes === undefined) throw new DerFault('BAD_VALUE', node.offset, 'the signed attributes are missing');
  return { info: readTstInfo(content), content, certificates, signer: { ...signer, ...attributes } };
}
