import type { Clock, Random } from '../../kernel/index.ts';
import { sealDocument } from '../encryption/data-key.ts';
import { composeLicenceIdentifier, type LicenceIdentifier } from '../identifier/identifier.ts';
import type { Issuer } from '../licence-type/issuer.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import type { LicenceTemplate } from '../licence-type/template/licence-template.ts';
import type { CheckedContent } from './content.ts';
import { type LicenceContent, type LicenceSigner, signLicence } from './document.ts';
import { type UnsealedOfd, unsealedOfd } from './file/make-ofd.ts';
import type { NewVersion } from './licence-writer.ts';
import { beijingDay } from './term.ts';

/** A version ready to be stored, its claims file and the pages that are yet to be sealed. */
export interface MadeVersion extends NewVersion {
  readonly document: Buffer;
  readonly ofd: UnsealedOfd;
}

/** Gives a version its identifier, signs its claims and encrypts them, and lays it out. @throws what `writeOfd` refuses */
export async function makeVersion(options: {
  signer: LicenceSigner;
  clock: Clock;
  random: Random;
  /** The vault's id of the licence, and its data key. */
  licence: string;
  dataKey: Buffer;
  type: LicenceType;
  /** On which the type's licences are printed. */
  template: LicenceTemplate | undefined;
  issuer: Issuer;
  serial: string;
  version: string;
  previous: LicenceIdentifier | undefined;
  content: CheckedContent;
}): Promise<MadeVersion> {
  const { type, issuer, serial, version, previous, content } = options;
  const identifier = composeLicenceIdentifier({ type: type.code, issuer: issuer.code, serial, version });
  const { origin } = content;
  // What is made of stock bears the day on which the issuer gave it out; what is made of it later, its own.
  const issuedOn = previous === undefined && origin !== undefined ? origin.issuedOn : beijingDay(options.clock.now());
  const { kind, number, name } = content.holder;
  const claims: LicenceContent = {
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
    ...(origin === undefined ? {} : { origin: { ...origin } }),
  };
  const signed = await signLicence({ ...options, content: claims });
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
    ofd: unsealedOfd({ type, template: options.template, content: claims, document: signed.bytes }),
  };
}
