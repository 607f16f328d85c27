import { tag } from '../der/tag.ts';
import { encode, integer, namedBitList, sequence, utf8String } from '../der/write.ts';

/** PKIFailureInfo: bits of RFC 3161 §2.4.2. */
export const failure = {
  badAlgorithm: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  systemFailure: 25,
} as const;

const granted = 0;
const rejection = 2;

/** TimeStampResp with a token. */
export function writeGranted(token: Uint8Array): Buffer {
  return sequence(sequence(integer(granted)), token);
}

/** TimeStampResp that says why there is none. */
export function writeRejection(why: { failure: (typeof failure)[keyof typeof failure]; text: string }): Buffer {
  const text = encode(tag.sequence, utf8String(why.text));
  return sequence(sequence(integer(rejection), text, namedBitList([why.failure])));
}
