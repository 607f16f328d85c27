import {
  drawRoundSeal,
  loadSealOutlines,
  makeSeal,
  renderPng,
  type SealMode,
  sealOfd,
  writeOfd,
} from '../../licence-vault/index.ts';
import { type County, countyTimes } from './county.ts';
import { licencePage } from './licence-page.ts';

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

/** A licence of made-up particulars on one page, as it is sealed. */
export function makeLicenceFile(): Buffer {
  return writeOfd(licence);
}

/** Seals a file where an approval seal goes, at the foot of the first page. */
export function sealFile(options: {
  county: County;
  seal: Buffer;
  bytes: Uint8Array;
  mode?: SealMode | undefined;
}): Promise<Buffer> {
  return sealOfd({
    bytes: options.bytes,
    seal: options.seal,
    signer: options.county.signer.signer,
    placements: [{ kind: 'normal', page: 1, x: 150, y: 235 }],
    mode: options.mode ?? 'continue-sign',
    clock: { now: () => countyTimes.sealed },
  });
}

const licence = licencePage({
  docId: '4507210000000000000000000000d3e0',
  title: '营业执照',
  issuer: '灵山县行政审批局',
  issuedOn: '2026-11-21',
  customData: [
    { name: 'ZZMC', value: '营业执照' },
    { name: 'ZZBFJG', value: '灵山县行政审批局' },
    { name: 'ZZBFRQ', value: '2026-11-21' },
    { name: 'ZZYXQJZRQ', value: '长期' },
  ],
  particulars: [
    ['统一社会信用代码', '91450721MA5N000000'],
    ['名称', '灵山县演示食品有限公司'],
    ['类型', '有限责任公司（自然人投资或控股）'],
    ['住所', '灵山县演示路 1 号'],
    ['法定代表人', '某某'],
    ['注册资本', '壹佰万元整'],
    ['成立日期', '2026年11月20日'],
    ['营业期限', '长期'],
    ['经营范围', '食品生产；食品销售；农产品收购（演示数据）'],
    ['登记机关', '灵山县行政审批局'],
  ],
});
