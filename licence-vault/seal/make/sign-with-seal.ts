import { DerFault } from '../../../identity/pki/index.ts';
import type { Clock } from '../../../kernel/index.ts';
import { sealProblems } from '../problems.ts';
import { readSeal, type Seal } from '../structure/seal.ts';
import { encodeSealSignature, encodeToBeSigned } from '../structure/seal-signature.ts';
import { isListed } from '../verify/check-content.ts';
import { signer as theSigner } from '../verify/check-value.ts';
import { moment } from '../verify/combine.ts';
import { certificateInForce, requireClose, requireGenuine, saneNow, signAndCheck } from './checks.ts';
import type { Stamp } from './make-seal.ts';
import { algorithmOf, type Signer } from './signer.ts';

/** What is sealed. */
export interface SealedThing {
  /** Its digest, by the algorithm that goes with the signer's : 32 bytes. */
  readonly dataHash: Buffer;
  /** Where it stands, 7-bit text; in an OFD the path of Signature.xml. */
  readonly propertyInfo: string;
}

/** Bytes of SM3 and SHA-256. */
const digestLength = 32;

/**
 * Seals a document's digest (签章) with an electronic seal, in the version of the seal.
 *
 * What is refused now would be refused by every verifier later, so it is checked before the key is used: the clock, the
 * seal's term and its maker's signature, the signer's certificate, and that the seal lists it.
 * @param options.trustedTime a moment known from elsewhere, such as the database's; the clock must agree with it
 * @param options.stamp over the signature; a V1 signature has no place for one
 * @returns DER of the SES_Signature (SignedValue.dat)
 * @throws SEAL_UNREADABLE, CLOCK_FAR_OFF, SEAL_NOT_IN_FORCE, SEAL_ALTERED, CERTIFICATE_MALFORMED,
 *   CERTIFICATE_NOT_IN_FORCE, SIGNER_NOT_IN_SEAL, KEY_CERTIFICATE_MISMATCH
 */
export async function signWithSeal(options: {
  seal: Uint8Array;
  signer: Signer;
  thing: SealedThing;
  clock: Clock;
  trustedTime?: Date | undefined;
  stamp?: Stamp | undefined;
}): Promise<Buffer> {
  const { signer, thing, stamp } = options;
  const seal = readableSeal(options.seal);
  const { property } = seal.info;
  const now = saneNow(options.clock, { about: options.trustedTime, notBefore: property.createdAt });
  if (now < property.validFrom || now > property.validTo) {
    throw sealProblems.SEAL_NOT_IN_FORCE({ from: moment(property.validFrom), to: moment(property.validTo) });
  }
  requireGenuine(seal);
  const certificate = certificateInForce(signer, theSigner, now);
  if (!isListed(property.signers, signer.certificate)) throw sealProblems.SIGNER_NOT_IN_SEAL();
  if (thing.dataHash.length !== digestLength) throw new RangeError('a digest of SM3 or SHA-256 has 32 bytes');
  const { version } = seal;
  const who = { certificate: signer.certificate, algorithm: algorithmOf(signer) };
  const toBeSigned = encodeToBeSigned({ version, seal: seal.raw, sealedAt: now, extensions: [], ...thing, ...who });
  const signature = await signAndCheck({ signer, certificate, signed: toBeSigned, who: theSigner });
  const stamped = version === 1 ? undefined : await stamp?.(signature);
  if (stamped !== undefined) requireClose(now, stamped.stampedAt);
  return encodeSealSignature({ version, toBeSigned, ...who, signature, timeStamp: stamped?.token });
}

/** Seals that were read, the last ones first: an office uses one for thousands of documents. */
const known: Seal[] = [];
const mostKnown = 8;

/**
 * Reads a seal, or recalls it when it was read before: the same bytes give the same object.
 * @returns the seal as a view on bytes of its own, which nobody else writes into
 * @throws SEAL_UNREADABLE
 */
export function readableSeal(bytes: Uint8Array): Seal {
  const place = known.findIndex(({ raw }) => raw.equals(bytes));
  const seal = known[place] ?? tryReading(Buffer.from(bytes));
  if (place === 0) return seal;
  if (place > 0) known.splice(place, 1);
  known.unshift(seal);
  if (known.length > mostKnown) known.pop();
  return seal;
}

function tryReading(bytes: Buffer): Seal {
  try {
    return readSeal(bytes);
  } catch (error) {
    if (error instanceof DerFault)
      throw sealProblems.SEAL_UNREADABLE({ offset: error.offset, fault: error.code }, { cause: error });
    throw error;
  }
}
