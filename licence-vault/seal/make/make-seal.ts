import type { Clock, PointerError } from '../../../kernel/index.ts';
import { sealProblems } from '../problems.ts';
import { lastMomentOfV1 } from '../structure/property.ts';
import { encodeSeal, readSeal, sealLimits, sealToBeSigned } from '../structure/seal.ts';
import { encodeSealInfo, type SealInfo } from '../structure/seal-info.ts';
import { mostSigners } from '../structure/signer-list.ts';
import type { SealVersion } from '../structure/version.ts';
import { tryCertificate } from '../verify/certificates.ts';
import { maker } from '../verify/check-value.ts';
import { certificateInForce, saneNow, signAndCheck } from './checks.ts';
import { algorithmOf, type Signer } from './signer.ts';

/** Asks a time-stamp authority (RFC 3161) for a token over a signature value. */
export type Stamp = (signature: Buffer) => Promise<{ readonly token: Buffer; readonly stampedAt: Date }>;

/** What a seal is to say; its header follows from version and vendor. */
export type SealContent = Omit<SealInfo, 'header'>;

/** Vid of the seals made here. */
const vendor = 'Hufu';

/**
 * Makes an electronic seal (制章): encodes its content and has the seal maker sign it.
 * @param options.version 4 unless a receiver needs another edition
 * @param options.stamp over the signature; only a V5 seal holds one
 * @returns DER of the SESeal, which reads back as what was asked for
 * @throws SEAL_CONTENT_INVALID with the places that are wrong, CERTIFICATE_MALFORMED, CERTIFICATE_NOT_IN_FORCE and
 *   KEY_CERTIFICATE_MISMATCH about the maker, CLOCK_FAR_OFF when the maker's certificate or the stamp contradict the clock
 */
export async function makeSeal(options: {
  version: SealVersion;
  content: SealContent;
  maker: Signer;
  clock: Clock;
  stamp?: Stamp | undefined;
}): Promise<Buffer> {
  const { version, content, stamp } = options;
  requireContent(content, version);
  const now = saneNow(options.clock, {});
  const certificate = certificateInForce(options.maker, maker, now);
  const parts = {
    version,
    info: encodeSealInfo({ header: { version, vendor }, ...content }, version),
    makerCertificate: options.maker.certificate,
    algorithm: algorithmOf(options.maker),
  };
  const signed = sealToBeSigned(parts);
  const signature = await signAndCheck({ signer: options.maker, certificate, signed, who: maker });
  const stamped = version === 5 ? await stamp?.(signature) : undefined;
  if (stamped !== undefined) saneNow(options.clock, { about: stamped.stampedAt });
  const seal = encodeSeal({ ...parts, signature, timeStamp: stamped?.token });
  readSeal(seal);
  return seal;
}

/** 7-bit text without control characters. */
const plainText = /^[\x20-\x7e]{1,128}$/;
const longestName = 200;
/** A seal's larger members together; what else it holds is small. */
const roomForPicture = sealLimits.size - 1024 * 1024;

function requireContent({ id, property, picture }: SealContent, version: SealVersion): void {
  const errors: PointerError[] = [];
  const require = (holds: boolean, pointer: string, detail: string) => {
    if (!holds) errors.push({ pointer, detail });
  };
  const { name, signers, validFrom, validTo } = property;
  require(plainText.test(id), '/id', 'must be 1 to 128 characters of ASCII');
  require(name.trim() !== '' &&
    [...name].length <= longestName &&
    !/\p{Cc}/u.test(name), '/property/name', `must be 1 to ${longestName} characters`);
  require(validFrom < validTo, '/property/validTo', 'must be later than validFrom');
  require(version !== 1 || validTo <= lastMomentOfV1, '/property/validTo', 'must be before 2050 in a V1 seal');
  require(version !== 1 || signers.form === 'certificates', '/property/signers', 'must be certificates in a V1 seal');
  const entries = signers.form === 'certificates' ? signers.certificates : signers.digests;
  const count = entries.length;
  require(count > 0 && count <= mostSigners, '/property/signers', `must name 1 to ${mostSigners} signers`);
  if (signers.form === 'certificates') {
    for (const [index, der] of signers.certificates.entries()) {
      require(tryCertificate(der) !== undefined, `/property/signers/${index}`, 'is no X.509 certificate');
    }
  }
  require(plainText.test(picture.type), '/picture/type', 'must be the name of a format');
  require(picture.data.length > 0 &&
    picture.data.length <= roomForPicture, '/picture/data', 'must be of moderate size');
  for (const side of ['width', 'height'] as const) {
    require(Number.isInteger(picture[side]) &&
      picture[side] >= 1 &&
      picture[side] <= 1000, `/picture/${side}`, 'must be 1 to 1000 mm');
  }
  if (errors.length > 0) throw sealProblems.SEAL_CONTENT_INVALID({ count: errors.length }, { errors });
}
