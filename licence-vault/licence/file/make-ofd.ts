import type { LicenceType } from '../../licence-type/licence-type.ts';
import { layoutLicence, sealPlaceOf } from '../../licence-type/template/layout.ts';
import type { LicenceTemplate } from '../../licence-type/template/licence-template.ts';
import { sealOfdWith } from '../../ofd/seal/seal-ofd.ts';
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

/** The pages of a version with its particulars, bound to its claims, which are enclosed as the file that was signed. */
function ofdContent(options: {
  type: LicenceType;
  template: LicenceTemplate | undefined;
  content: LicenceContent;
  /** The claims file. */
  document: Buffer;
}): OfdContent {
  const { origin } = options.content;
  const annotation = origin === undefined ? undefined : { lines: stockLines(origin) };
  const laid = layoutLicence({ ...options, annotation });
  const stock = origin === undefined ? [] : [{ name: assuranceName, value: assuranceOf(options.content) }];
  return {
    ...laid,
    customData: [...(laid.customData ?? []), ...stock, { name: claimsName, value: claimsDigest(options.content) }],
    attachments: [...(laid.attachments ?? []), { name: claimsFileName, bytes: options.document }],
  };
}

/** @throws OFD_TEXT_NOT_WRITABLE and the other refusals of `writeOfd` */
export function unsealedOfd(options: Parameters<typeof ofdContent>[0]): UnsealedOfd {
  const content = ofdContent(options);
  return { bytes: writeOfd(content), shared: Object.values(content.pictures ?? {}), template: options.template };
}

/** Puts the seal where the type has it; others may seal after it. @throws what sealing refuses */
export function sealLicence(options: { ofd: UnsealedOfd; held: HeldSeal; at: Date }): Promise<Buffer> {
  const { held, at } = options;
  return sealOfdWith({
    bytes: options.ofd.bytes,
    seal: held.file,
    placements: [{ kind: 'normal', ...sealPlaceOf(options.ofd.template, held.seal) }],
    mode: 'continue-sign',
    use: { algorithm: held.signer.algorithm, at, apply: (thing) => held.apply(thing) },
  });
}
