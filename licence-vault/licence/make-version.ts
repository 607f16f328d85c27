import type { Clock, Random } from '../../kernel/index.ts';
import { sealDocument } from '../encryption/data-key.ts';
import { composeLicenceIdentifier, type LicenceIdentifier } from '../identifier/identifier.ts';
import type { Issuer } from '../licence-type/issuer.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import type { CheckedContent } from './content.ts';
import { type LicenceSigner, signLicence } from './document.ts';
import type { NewVersion } from './licence-writer.ts';
import { beijingDay } from './term.ts';

/** A version ready to be stored, and its file. */
export interface MadeVersion extends NewVersion {
  readonly document: Buffer;
}

/** Gives a version its identifier, signs it and encrypts it. */
export async function makeVersion(options: {
  signer: LicenceSigner;
  clock: Clock;
  random: Random;
  /** The vault's id of the licence, and its data key. */
  licence: string;
  dataKey: Buffer;
  type: LicenceType;
  issuer: Issuer;
  serial: string;
  version: string;
  previous: LicenceIdentifier | undefined;
  content: CheckedContent;
}): Promise<MadeVersion> {
  const { type, issuer, serial, version, previous, content } = options;
  const identifier = composeLicenceIdentifier({ type: type.code, issuer: issuer.code, serial, version });
  const issuedOn = beijingDay(options.clock.now());
  const { kind, number, name } = content.holder;
  const signed = await signLicence({
    ...options,
    content: {
      identifier,
      type: { code: type.code, name: type.title.zh },
      holder: { kind, number, name },
      issuer: { code: issuer.code, name: issuer.name },
      issuedOn,
      validFrom: content.validFrom,
      validTo: content.validTo,
      data: content.data,
      version,
      ...(previous === undefined ? {} : { previous }),
    },
  });
  return {
    version,
    identifier,
    previous,
    typeEdition: type.edition,
    issuedOn,
    validFrom: content.validFrom,
    validTo: content.validTo,
    sealed: sealDocument({ ...options, document: signed.bytes }),
    digest: signed.digest,
    kid: signed.kid,
    document: signed.bytes,
  };
}
