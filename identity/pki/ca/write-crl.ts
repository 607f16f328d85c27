import { extensionOid } from '../certificate/extension-oid.ts';
import { type RevocationReason, reasonNumber } from '../certificate/revocation-reason.ts';
import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  integer,
  sequence,
  sequenceOf,
  time,
  unsignedInteger,
} from '../der/write.ts';
import type { KeySigner } from '../signer/signer.ts';
import { authorityKeyIdentifier, extension } from './write-certificate.ts';

/** One certificate on a list. */
export interface RevokedEntry {
  readonly serial: Uint8Array;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
  /** From when the key is in doubt (RFC 5280 §5.3.2). */
  readonly invalidFrom: Date | undefined;
}

/** What a list is to say. */
export interface CrlContent {
  /** DER of the issuer's name. */
  readonly issuer: Uint8Array;
  readonly issuerKeyIdentifier: Uint8Array;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly entries: readonly RevokedEntry[];
}

/** Makes a complete revocation list (RFC 5280 §5): version 2, numbered, signed by `issuer`. @returns DER */
export async function writeCrl(content: CrlContent, issuer: KeySigner): Promise<Buffer> {
  const algorithm = issuer.algorithmIdentifier.raw;
  const entries = content.entries.map(writeEntry);
  const tbs = sequence(
    integer(1),
    algorithm,
    content.issuer,
    time(content.thisUpdate),
    time(content.nextUpdate),
    ...(entries.length === 0 ? [] : [sequenceOf(entries)]), // an empty list is left out (§5.1.2.6)
    explicit(
      0,
      sequence(
        authorityKeyIdentifier(content.issuerKeyIdentifier),
        extension(extensionOid.crlNumber, integer(content.number)),
      ),
    ),
  );
  return sequence(tbs, algorithm, bitString(await issuer.sign(tbs)));
}

function writeEntry({ serial, revokedAt, reason, invalidFrom }: RevokedEntry): Buffer {
  const extensions = [
    // §5.3.1: an unspecified reason is said by leaving it out.
    ...(reason === 'unspecified' ? [] : [extension(extensionOid.reasonCode, enumerated(reasonNumber(reason)))]),
    ...(invalidFrom === undefined ? [] : [extension(extensionOid.invalidityDate, generalizedTime(invalidFrom))]),
  ];
  return sequence(
    unsignedInteger(serial),
    time(revokedAt),
    ...(extensions.length === 0 ? [] : [sequence(...extensions)]),
  );
}
