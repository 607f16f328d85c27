import {
  drawRoundSeal,
  loadSealOutlines,
  makeSeal,
  type OfdContent,
  renderPng,
  type SealMode,
  sealOfd,
  writeOfd,
} from '../../licence-vault/index.ts';
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

const particulars = [
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
] as const;

const licence: OfdContent = {
  docId: '4507210000000000000000000000d3e0',
  title: '营业执照',
  author: '灵山县行政审批局',
  creationDate: '2026-11-21',
  customData: [
    { name: 'ZZMC', value: '营业执照' },
    { name: 'ZZBFJG', value: '灵山县行政审批局' },
    { name: 'ZZBFRQ', value: '2026-11-21' },
    { name: 'ZZYXQJZRQ', value: '长期' },
  ],
  fonts: { song: { name: '宋体', family: 'SimSun' }, hei: { name: '黑体', family: 'SimHei' } },
  pages: [
    {
      width: 210,
      height: 297,
      items: [
        { kind: 'path', segments: frame(12), stroke: { colour: [180, 140, 60], width: 1.2 } },
        { kind: 'path', segments: frame(15), stroke: { colour: [180, 140, 60], width: 0.4 } },
        { kind: 'text', text: '营业执照', font: 'hei', size: 14, x: 105, y: 48, align: 'centre' },
        ...particulars.flatMap(([name, value], index) => [
          { kind: 'text', text: name, font: 'hei', size: 4.5, x: 30, y: 80 + 14 * index } as const,
          { kind: 'text', text: value, font: 'song', size: 4.5, x: 78, y: 80 + 14 * index } as const,
        ]),
      ],
    },
  ],
};

function frame(margin: number) {
  const [right, bottom] = [210 - margin, 297 - margin];
  return [['M', margin, margin], ['L', right, margin], ['L', right, bottom], ['L', margin, bottom], ['C']] as const;
}
