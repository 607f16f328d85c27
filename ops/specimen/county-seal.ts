import { drawRoundSeal, loadSealOutlines, makeSeal, renderPng } from '../../licence-vault/index.ts';
import { type County, countyTimes } from './county.ts';

const diameterMm = 42;

/** The county's approval seal as PNG, drawn as the vault draws seals; its picture says 样章 (specimen). */
export async function sealPicture(): Promise<Buffer> {
  const outlines = await loadSealOutlines();
  const svg = drawRoundSeal({ name: '灵山县行政审批局', diameterMm, centre: 'star', specimen: true }, outlines);
  return renderPng(svg, diameterMm);
}

/** An electronic seal of the county (V4 unless told otherwise), which its signer may use. */
export function makeCountySeal(options: {
  county: County;
  picture: Buffer;
  version?: 1 | 4 | 5 | undefined;
}): Promise<Buffer> {
  const { maker, signer } = options.county;
  return makeSeal({
    version: options.version ?? 4,
    content: {
      id: '4507210000001',
      property: {
        kind: 1,
        name: '灵山县行政审批局（样章）',
        signers: { form: 'certificates', certificates: [signer.certificate.raw] },
        createdAt: countyTimes.sealMade,
        validFrom: countyTimes.sealMade,
        validTo: countyTimes.to,
      },
      picture: { type: 'PNG', data: options.picture, width: diameterMm, height: diameterMm },
      extensions: [],
    },
    maker: maker.signer,
    clock: { now: () => countyTimes.sealMade },
  });
}
