import { type OfdContent, type PageContent, type PageItem, writeOfd } from '../../licence-vault/index.ts';

/**
 * Licences as a county's approval office makes them in a day, of made-up particulars: no two of the same content, from a few
 * lines on one page to an annex of several pages. The same every time.
 */
export function makeLicences(count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, number) => writeOfd(contentOf(number)));
}

interface LicenceKind {
  readonly title: string;
  /** What the licence says besides number, holder and dates. */
  readonly fields: readonly string[];
  /** Of how many items its annex may have at most. */
  readonly annex: number;
}

const kinds: readonly LicenceKind[] = [
  {
    title: '营业执照',
    fields: ['类型', '住所', '法定代表人', '注册资本', '成立日期', '营业期限', '经营范围'],
    annex: 0,
  },
  {
    title: '食品经营许可证',
    fields: ['经营场所', '主体业态', '经营项目', '日常监督管理机构', '投诉举报电话', '签发人'],
    annex: 0,
  },
  { title: '公共场所卫生许可证', fields: ['地址', '许可项目', '法定代表人（负责人）'], annex: 0 },
  {
    title: '医疗机构执业许可证',
    fields: ['地址', '法定代表人', '主要负责人', '诊疗科目', '床位（牙椅）', '服务对象', '所有制形式'],
    annex: 40,
  },
  { title: '烟草专卖零售许可证', fields: ['经营地址', '企业类型', '许可范围', '供货单位'], annex: 0 },
  {
    title: '建筑工程施工许可证',
    fields: ['建设单位', '工程名称', '建设地址', '建设规模', '合同价格', '设计单位', '监理单位', '合同工期'],
    annex: 60,
  },
  { title: '特种设备使用登记证', fields: ['使用地点', '设备种类', '设备类别', '产品编号', '检验机构'], annex: 24 },
  { title: '社会团体法人登记证书', fields: ['业务范围', '住所', '法定代表人', '活动地域', '业务主管单位'], annex: 0 },
];

const words = (
  '食品生产 食品销售 农产品收购 日用百货零售 五金交电批发 餐饮服务 住宿服务 道路货物运输 房屋租赁 园林绿化 信息咨询 ' +
  '软件开发 会议服务 医疗器械经营 化妆品零售 水果种植 家禽饲养 水产养殖 建筑材料销售 汽车维修 机械设备租赁 广告制作 ' +
  '内科 外科 儿科 口腔科 中医科 医学影像科 医学检验科 预防保健科'
).split(' ');
const places = '三海街道 灵城街道 新圩镇 檀圩镇 那隆镇 三隆镇 陆屋镇 旧州镇 太平镇 沙坪镇 武利镇 文利镇 伯劳镇'.split(
  ' ',
);

/** Numbers that look like nothing in particular, from where they stand alone. */
function numbersFrom(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    state = (state ^ (state >>> 15)) + 0x6d2b79f5;
    return state >>> 8;
  };
}

function contentOf(number: number): OfdContent {
  const next = numbersFrom(number);
  const some = <T>(values: readonly T[], fallback: T): T => values[next() % values.length] ?? fallback;
  const kind = kinds[number % kinds.length] ?? { title: '证书', fields: [], annex: 0 };
  const code = `91450721MA5${String(next() % 1_000_000).padStart(6, '0')}X`;
  const holder = `灵山县${some(places, '')}演示${some(words, '')}${number + 1}号有限公司`;
  const date = `2026-11-${String(1 + (next() % 28)).padStart(2, '0')}`;
  const phrase = (length: number) => Array.from({ length }, () => some(words, '')).join('；');
  const rows = [
    ['证照编号', `LS${String(next() % 1_000_000).padStart(8, '0')}`],
    ['统一社会信用代码', code],
    ['名称', holder],
    ...kind.fields.map((field) => [field, phrase(1 + (next() % (field.endsWith('范围') ? 24 : 3)))] as const),
    ['有效期至', some(['长期', '2031年11月20日', '2029年12月31日'], '长期')],
    ['登记机关', '灵山县行政审批局'],
  ] as const;
  const annexed = kind.annex === 0 ? [] : Array.from({ length: next() % kind.annex }, () => phrase(1 + (next() % 4)));
  return {
    docId: (number + 1).toString(16).padStart(32, '0'),
    title: kind.title,
    author: '灵山县行政审批局',
    creationDate: date,
    customData: [
      { name: 'ZZMC', value: kind.title },
      { name: 'ZZHM', value: code },
      { name: 'CYRMC', value: holder },
      { name: 'ZZBFJG', value: '灵山县行政审批局' },
      { name: 'ZZBFRQ', value: date },
    ],
    fonts: { song: { name: '宋体', family: 'SimSun' }, hei: { name: '黑体', family: 'SimHei' } },
    pages: [face(kind.title, rows), ...annexPages(annexed)],
  };
}

const charactersPerLine = 28;

function face(title: string, rows: readonly (readonly [string, string] | readonly string[])[]): PageContent {
  const items: PageItem[] = [frame(12, 1.2), frame(15, 0.4)];
  items.push({ kind: 'text', text: title, font: 'hei', size: 14, x: 105, y: 48, align: 'centre' });
  let y = 72;
  for (const [name = '', value = ''] of rows) {
    items.push({ kind: 'text', text: name, font: 'hei', size: 4.5, x: 25, y });
    for (let at = 0; at < value.length; at += charactersPerLine) {
      items.push({
        kind: 'text',
        text: value.slice(at, at + charactersPerLine),
        font: 'song',
        size: 4.5,
        x: 72,
        y: y + (6 * at) / charactersPerLine,
      });
    }
    y += 6 * Math.ceil(value.length / charactersPerLine) + 6;
  }
  return { width: 210, height: 297, items };
}

const linesPerPage = 20;

function annexPages(lines: readonly string[]): readonly PageContent[] {
  return Array.from({ length: Math.ceil(lines.length / linesPerPage) }, (_, page) => ({
    width: 210,
    height: 297,
    items: [
      { kind: 'text', text: `附页 ${page + 1}`, font: 'hei', size: 8, x: 105, y: 30, align: 'centre' } as const,
      ...lines.slice(page * linesPerPage, (page + 1) * linesPerPage).map(
        (line, row): PageItem => ({
          kind: 'text',
          text: `${page * linesPerPage + row + 1}　${line}`,
          font: 'song',
          size: 4,
          x: 25,
          y: 48 + 11 * row,
        }),
      ),
    ],
  }));
}

function frame(margin: number, width: number): PageItem {
  const [right, bottom] = [210 - margin, 297 - margin];
  const segments = [
    ['M', margin, margin],
    ['L', right, margin],
    ['L', right, bottom],
    ['L', margin, bottom],
    ['C'],
  ] as const;
  return { kind: 'path', segments, stroke: { colour: [180, 140, 60], width } };
}
