import type { LicenceType } from '../../licence-type/licence-type.ts';
import { layoutLicence, sealPlaceOf } from '../../licence-type/template/layout.ts';
import type { LicenceTemplate } from '../../licence-type/template/licence-template.ts';
import { type SealMode, sealOfdWith } from '../../ofd/seal/seal-ofd.ts';
import type { OfdContent } from '../../ofd/write/content.ts';
import { writeOfd } from '../../ofd/write/write-ofd.ts';
import type { HeldSeal } from '../../seal/registry/use-seal.ts';
import type { LicenceContent } from '../document.ts';
import { assuranceName, assuranceOf, stockLines } from '../stock-origin.ts';
import { claimsDigest, claimsFileName, claimsName } from './claims.ts';

/** A licence as pages, and what goes with them. */
export interface UnsealedOfd {
  readonly bytes: Buffer;
  /** Parts of the bytes that licences of the type have in common. */
  readonly shared: readonly Buffer[];
  readonly template: LicenceTemplate | undefined;
}

/**
 * The pages of a version with its particulars, bound to its claims.
 * @param options.purpose lines of a copy for one purpose; they stand before those that say where a stock licence comes from
 */
export function licencePages(options: {
  type: LicenceType;
  template: LicenceTemplate | undefined;
  content: LicenceContent;
  purpose?: readonly string[] | undefined;
}): OfdContent {
  const { origin } = options.content;
  const lines = [...(options.purpose ?? []), ...(origin === undefined ? [] : stockLines(origin))];
  const annotation = lines.length === 0 ? undefined : { lines };
  const laid = layoutLicence({ ...options, annotation });
  const stock = origin === undefined ? [] : [{ name: assuranceName, value: assuranceOf(options.content) }];
  const claims = { name: claimsName, value: claimsDigest(options.content) };
  return { ...laid, customData: [...(laid.customData ?? []), ...stock, claims] };
}

/** The pages of a version, with its claims enclosed as the file that was signed. */
export function ofdContent(options: {
  type: LicenceType;
  template: LicenceTemplate | undefined;
  content: LicenceContent;
  /** The claims file. */
  document: Buffer;
}): OfdContent {
  const laid = licencePages(options);
  return { ...laid, attachments: [...(laid.attachments ?? []), { name: claimsFileName, bytes: options.document }] };
}

/** @throws OFD_TEXT_NOT_WRITABLE and the other refusals of `writeOfd` */
export function unsealedOfd(options: Parameters<typeof ofdContent>[0]): UnsealedOfd {
  const content = ofdContent(options);
  return { bytes: writeOfd(content), shared: Object.values(content.pictures ?? {}), template: options.template };
}

/** Puts the seal where the type has it; in `continue-sign` others may seal after it. @throws what sealing refuses */
export function sealLicence(options: {
  ofd: Pick<UnsealedOfd, 'bytes' | 'template'>;
  held: HeldSeal;
  at: Date;
  mode?: SealMode;
}): Promise<Buffer> {
  const { held, at, mode = 'continue-sign' } = options;
  return sealOfdWith({
    bytes: options.ofd.bytes,
    seal: held.file,
    placements: [{ kind: 'normal', ...sealPlaceOf(options.ofd.template, held.seal) }],
    mode,
    use: { algorithm: held.signer.algorithm, at, apply: (thing) => held.apply(thing) },
  });
}
