import { describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../../catalog/workbook/read-record.ts';
import { template, typed } from './handmade.ts';
import { recordsIn } from './reading.ts';

const _ = undefined;

function complaintsOf(records: readonly ReadRecord[]) {
  return records.flatMap(({ notes }) =>
    notes.breaches().flatMap(({ problem, places }) =>
      places.map(({ pointer }) => {
        const cell = notes.cellOf(pointer);
        return [problem.code, cell?.row, cell?.column];
      }),
    ),
  );
}

/** Rows as the guide's example has them: a resource over several rows, a row for each of its items. */
const resident = [
  [
    '基础信息资源',
    '人口',
    '户籍人口',
    _,
    '户籍人口基本信息',
    '101001/1',
    '公安局',
    _,
    '本县户籍人口的基本信息。',
    '数据库',
    'Oracle',
    '姓名',
    '字符型 C',
    50,
    '有条件共享',
    '办理行政许可事项',
    '共享平台',
    '接口',
    '否',
    _,
    '每日',
    '2024年3月1日',
    '101001／2',
  ],
  [_, _, _, _, _, _, _, _, _, _, _, '公民身份号码', '字符型C', '18位'],
  [_, _, _, _, _, _, _, _, _, _, _, '出生日期', '日期型 D', '—'],
] as const;

describe('the guide’s template', () => {
  it('imports with its resource merged over the rows of its items', async () => {
    const merged = 'ABCDEFGHIJKOPQRSTUVW'.split('').map((column) => `${column}4:${column}6`);
    const records = await recordsIn(await template(resident, merged));
    expect(complaintsOf(records)).toEqual([]);
    expect(records.map(({ content }) => content)).toMatchObject([
      {
        id: 'police.r101001-1',
        code: '101001/1',
        name: '户籍人口基本信息',
        nameEn: '户籍人口基本信息',
        provider: 'police',
        class: { category: '1', section: '人口', item: '户籍人口' },
        format: { category: '3', concrete: 'Oracle' },
        sharing: { type: '2', condition: '办理行政许可事项', mode: 'platform-interface' },
        openness: { open: false },
        updateCycle: '2',
        publicationDate: '2024-03-01',
        relatedResources: ['101001/2'],
        matchKeys: [],
        items: [
          { field: 'item1', name: '姓名', type: 'C', length: 50, sensitivity: 'internal', matchable: false },
          { field: 'item2', name: '公民身份号码', type: 'C', length: 18 },
          { field: 'item3', name: '出生日期', type: 'D' },
        ],
      },
    ]);
  });

  it('imports the same with the cells left blank, and with them repeated in each row', async () => {
    const [first] = resident;
    const repeated = resident.map((row, index) =>
      index === 0 ? row : first.map((value, column) => row[column] ?? (column > 13 || column < 11 ? value : _)),
    );
    const [blank, full] = await Promise.all([recordsIn(await template(resident)), recordsIn(await template(repeated))]);
    expect(complaintsOf([...blank, ...full])).toEqual([]);
    expect(full.map(({ content }) => content)).toEqual(blank.map(({ content }) => content));
    expect(full[0]?.content?.items).toHaveLength(3);
  });

  it('takes class and provider from the resource above where they are blank', async () => {
    const below = [
      _,
      _,
      _,
      _,
      '常住人口',
      '101001/3',
      _,
      _,
      '本县常住人口。',
      '电子表格',
      'xlsx',
      '姓名',
      'varchar(50)',
      _,
      '无条件共享',
      _,
      '共享平台',
      '文件',
      '是',
      _,
      '每年',
      45352,
    ];
    const [, second] = await recordsIn(await template([...resident, below]));
    expect(second?.content).toMatchObject({
      provider: 'police',
      class: { category: '1', section: '人口', item: '户籍人口' },
      publicationDate: '2024-03-01',
      items: [{ type: 'C', length: 50 }],
      sharing: { type: '1', mode: 'platform-file' },
    });
    expect(second?.content?.class).not.toHaveProperty('subItem');
  });

  it('reads full-width letters and digits, numbers that are texts, and items written into one cell', async () => {
    const row = [
      '1',
      '人口',
      '户籍人口',
      _,
      '户籍人口',
      '１０１００１／１',
      'police',
      _,
      '摘要',
      '３',
      'Oracle',
      '姓名、性别、年龄',
      'C、C、N',
      '５０、1、3',
      '２',
      '条件',
      '共享平台（接口）',
      _,
      '否',
      _,
      '按月',
      '２０２４．３．１',
    ];
    const [record] = await recordsIn(await template([row]));
    expect(record?.notes.breaches()).toEqual([]);
    expect(record?.content).toMatchObject({
      code: '101001/1',
      updateCycle: '4',
      publicationDate: '2024-03-01',
      items: [
        { name: '姓名', type: 'C', length: 50 },
        { name: '性别', type: 'C', length: 1 },
        { name: '年龄', type: 'N', length: 3 },
      ],
    });
  });

  it('takes what stands under 共享条件 of something not shared for the law', async () => {
    const row = [
      '基础',
      '人口',
      '户籍人口',
      _,
      '涉密人口',
      '101001/9',
      'police',
      _,
      '摘要',
      '数据库',
      'Oracle',
      '姓名',
      'C',
      50,
      '不予共享',
      '《保守国家秘密法》第二十八条',
      '共享平台',
      _,
      '否',
      _,
      '每年',
    ];
    const [record] = await recordsIn(await template([row]));
    expect(record?.content?.sharing).toEqual({ type: '3', lawBasis: '《保守国家秘密法》第二十八条', mode: 'platform' });
  });

  it('says of each cell what is wrong with it, and where it is', async () => {
    const row = [
      '基础',
      '人口',
      '户籍人口',
      _,
      '户籍人口',
      '10100/1',
      'police',
      _,
      _,
      '数据库',
      'Oracle',
      '姓名',
      '文字',
      '很长',
      '看情况',
      _,
      '共享平台',
      _,
      '也许',
      _,
      '偶尔',
      '2024年2月30日',
    ];
    const records = await recordsIn(await template([row]));
    const found = complaintsOf(records);
    const words = records.flatMap(({ notes }) => notes.breaches().flatMap(({ places }) => places));
    expect(words.find(({ pointer }) => pointer === '/sharing/type')?.detail).toEqual({
      zh: '不是共享类型的名称或代码；可填：1 无条件共享、2 有条件共享、3 不予共享',
      en: 'is in no row of the table sharing-type; it may be 1 Shared without condition, 2 Shared under a condition, 3 Not shared',
    });
    expect(found).toEqual(
      expect.arrayContaining([
        ['CELL_NOT_UNDERSTOOD', 4, 6],
        ['CELL_EMPTY', 4, 9],
        ['CELL_NOT_UNDERSTOOD', 4, 13],
        ['CELL_NOT_UNDERSTOOD', 4, 14],
        ['CELL_NOT_UNDERSTOOD', 4, 15],
        ['CELL_NOT_UNDERSTOOD', 4, 19],
        ['CELL_NOT_UNDERSTOOD', 4, 21],
        ['CELL_NOT_UNDERSTOOD', 4, 22],
      ]),
    );
    expect(found).toHaveLength(8);
  });
});

describe('a table of somebody’s own making', () => {
  const heads = [
    '序号',
    '资源名称*',
    '资源代码（必填）',
    '提供部门',
    '摘要',
    '类',
    '项',
    '目',
    '资源格式',
    '数据项名称',
    '数据类型',
    '共享类型',
    '是否开放',
    '更新频率',
    '所属系统',
    '数据存储量(GB)',
    '备注',
  ];
  const values = [
    1,
    '企业登记',
    '102001/1',
    'market',
    '摘要',
    '基础',
    '法人单位',
    '登记',
    'excel',
    '名称',
    '字符串',
    '无条件',
    '否',
    '每天',
    '登记系统',
  ];

  it('is known by its headings; what it has besides becomes extension elements', async () => {
    const [record] = await recordsIn(await typed([heads, [...values, '1,234.5', '联系人张三']]));
    expect(record?.notes.breaches()).toEqual([]);
    expect(record?.content).toMatchObject({
      name: '企业登记',
      format: { category: '2', concrete: 'excel' },
      census: { system: '登记系统', storageGigabytes: { total: 1234.5 } },
      extension: { 备注: '联系人张三' },
    });
  });

  it.each(['约100', '100GB', '10-20', '-1'])('is told that %s is no census figure', async (figure) => {
    expect(complaintsOf(await recordsIn(await typed([heads, [...values, figure]])))).toEqual([
      ['CENSUS_NOT_A_NUMBER', 2, 16],
    ]);
  });

  it('is told where rows of one resource contradict each other', async () => {
    const other = values.map((value, index) => (index === 4 ? '另一个摘要' : index === 9 ? '住所' : value));
    expect(complaintsOf(await recordsIn(await typed([heads, values, other])))).toEqual([['ROWS_CONTRADICT', 3, 5]]);
  });
});
