import { describe, expect, it } from 'vitest';
import { type Draft, fittedRules } from '../../console/directory/editor/form.ts';
import { meetingOf, merged } from '../../console/directory/editor/merge.ts';
import { type GridRow, readRow, rowOfItem } from '../../console/directory/grid/cells.ts';
import { columnKinds } from '../../console/directory/grid/columns.ts';
import { pasteInto, readTable, tableOf } from '../../console/directory/grid/paste.ts';
import { hasBrowser, openVisit } from './support/visit.ts';

const codeRow = (code: string, name: string, nameEn: string) => ({ table: 'x', code, name, nameEn, extension: false });
const codes = {
  types: [codeRow('C', '字符型', 'Characters'), codeRow('N', '数值型', 'Numeric'), codeRow('D', '日期型', 'Date')],
  sharingTypes: [codeRow('1', '无条件共享', 'Shared without condition'), codeRow('3', '不予共享', 'Not shared')],
};
const paste = (text: string, rows: readonly GridRow[] = [], row = 0) =>
  pasteInto(rows, text, { row, column: 'name', codes });

describe('what a spreadsheet puts on the clipboard', () => {
  it('is parted into cells, with line ends, tabs and quotes within them', () => {
    expect(readTable('甲\t"乙\n丙"\r\n"说""是"""\t\t丁\r\n\r\n')).toEqual([
      ['甲', '乙\n丙'],
      ['说"是"', '', '丁'],
    ]);
    // A quote that nothing closes is a quote.
    expect(readTable('"甲\t乙')).toEqual([['"甲', '乙']]);
  });

  it('finds its columns by headings in either language, below a title, whatever their order', () => {
    for (const heading of ['数据类型（必填）\t*信息项名称\t备 注', 'Data type\tItem name\tRemark']) {
      const { rows, report } = paste(`某某目录\r\n${heading}\r\nvarchar(18)\t证件号码\t说明`);
      expect(report).toMatchObject({ rows: 1, byHeading: true, unknown: [] });
      expect(rows[0]?.cells).toMatchObject({ name: '证件号码', type: 'C', length: '18', description: '说明' });
    }
  });

  it('fills from the cell where one stands without headings, and says what was beyond the last column', () => {
    const before = paste('甲\ta').rows;
    const { rows, report } = pasteInto(before, '乙\tb\n丙', { row: 1, column: 'name', codes });
    expect(rows.map(({ cells }) => [cells.name, cells.field])).toEqual([
      ['甲', 'a'],
      ['乙', 'b'],
      ['丙', 'item1'],
    ]);
    expect(report).toMatchObject({ rows: 2, byHeading: false, cutOff: 0 });
    expect(pasteInto([], 'a\tb', { row: 0, column: 'openCondition', codes }).report.cutOff).toBe(1);
  });

  it('proposes fields that nobody has, and how sensitive a name sounds', () => {
    const { rows } = paste(
      '名称\t英文名称\t字段名\n居民姓名\tResident name\t\n职务\tResident name\t\n甲\t\titem1\n乙\t\t',
    );
    expect(rows.map(({ cells }) => [cells.field, cells.sensitivity])).toEqual([
      ['residentName', 'personal'],
      ['residentName2', 'internal'],
      ['item1', 'internal'],
      ['item2', 'internal'],
    ]);
  });

  it('comes back from a spreadsheet as it went', () => {
    const one = rowOfItem({
      ...{ field: 'a', name: '甲\n"乙"', nameEn: 'A', type: 'N', length: 10, scale: 2, sensitivity: 'personal' },
      ...{ matchable: true, sharing: { type: '3', lawBasis: '某法第一条' }, openness: { open: false } },
    });
    const columns = [
      'name',
      'field',
      'type',
      'length',
      'scale',
      'sensitivity',
      'matchable',
      'sharingType',
      'sharingLaw',
      'open',
      'nameEn',
    ] as const;
    const { rows } = paste(tableOf([one], columns, (_, cell) => cell));
    const again = pasteInto(
      [],
      tableOf(
        [one],
        columns,
        (_, cell) => cell,
        (column) => columnKinds[column].zh,
      ),
      { row: 0, column: 'name', codes },
    );
    expect(rows).toHaveLength(1);
    expect(readRow(again.rows[0] ?? { cells: {} }, codes)).toEqual(readRow(one, codes));
  });

  it('is judged cell by cell, with the reason', () => {
    const { faults } = readRow(
      {
        cells: {
          name: '',
          field: '1a',
          type: '某型',
          length: '0',
          scale: 'x',
          sensitivity: '极密',
          matchable: '也许',
          sharingLaw: '法',
          openCondition: '条件',
        },
      },
      codes,
    );
    expect(faults.map(({ column }) => column)).toEqual([
      ...['name', 'field', 'type', 'sensitivity', 'sharingType', 'open', 'length', 'scale', 'matchable'],
    ]);
  });
});

const item = (field: string, more: Partial<Draft['items'][number]> = {}): Draft['items'][number] => ({
  ...{ field, name: field, nameEn: field, type: 'C', sensitivity: 'internal', matchable: false },
  ...more,
});
const base = {
  ...{ name: '甲', abstract: '乙', updateCycle: '1', items: [item('a'), item('b'), item('c')], matchKeys: [['a']] },
} as unknown as Draft;

describe('two who wrote one record', () => {
  it('meet: each alone is taken over, both differently is chosen, both alike is nothing', () => {
    const theirs = {
      ...base,
      abstract: '对方',
      updateCycle: '2',
      name: '同',
      items: [item('a', { length: 9 }), item('b', { unit: '元' }), item('d')],
    };
    const mine = { ...base, abstract: '我', name: '同', items: [item('a', { length: 5 }), item('b'), item('c')] };
    const meeting = meetingOf(base, theirs, mine);
    expect(meeting.theirs.map(({ key }) => key)).toEqual(['updateCycle', 'items/b', 'items/c', 'items/d']);
    expect(meeting.both.map(({ key }) => key)).toEqual(['abstract', 'items/a']);
    expect(merged(meeting, mine, theirs, (key) => (key === 'abstract' ? 'theirs' : 'mine'))).toEqual({
      ...mine,
      ...{ abstract: '对方', updateCycle: '2' },
      items: [item('a', { length: 5 }), item('b', { unit: '元' }), item('d')],
    });
  });
});

describe('the rules of rows', () => {
  it('stay for what stayed the same, go with what went, and are derived for what came', () => {
    const stored = {
      ...{ type: 'object', additionalProperties: false, required: ['a', 'b'] },
      properties: { a: { type: 'string', pattern: '^x' }, b: { type: 'string' }, c: { type: 'string', enum: ['1'] } },
    };
    const next = {
      ...base,
      items: [item('a'), item('c', { length: 3 }), item('d', { type: 'D' })],
      matchKeys: [['d']],
    };
    const rules = fittedRules(stored, base.items, next);
    expect(rules).toMatchObject({
      additionalProperties: false,
      required: ['a', 'd'],
      properties: {
        a: { pattern: '^x', title: 'a' },
        c: { type: ['string', 'null'], maxLength: 3 },
        d: { type: 'string', format: 'date' },
      },
    });
    expect(Object.keys(rules.properties ?? {})).toEqual(['a', 'c', 'd']);
  });
});

describe.runIf(hasBrowser)('the sheet of items', () => {
  it('takes ten thousand rows, draws those in sight alone, and says that they are too many', async () => {
    await using visit = await openVisit({ as: 'hrss-admin' });
    const { page } = visit;
    await visit.open('/directory/new');
    await page.getByRole('gridcell').first().click();
    const lines = Array.from({ length: 10_000 }, (_, index) => `缴费项${index}\tfield${index}\t字符型`).join('\n');
    await page.evaluate((given) => navigator.clipboard.writeText(given), `名称\t字段名\t类型\n${lines}`);
    await page.keyboard.press('Control+V');
    await page.getByText('按表头粘贴 10,000 行。').first().waitFor();
    const grid = page.getByRole('grid', { name: '信息项' });
    expect(await grid.getAttribute('aria-rowcount')).toBe('10002');
    const drawn = () => grid.locator('.grid-body > [role=row]').count();
    expect(await drawn()).toBeLessThan(40);
    for (const row of [2_500, 5_000, 9_990]) {
      await grid.evaluate((box, top) => box.scrollTo({ top }), row * 34);
      await grid.getByText(`缴费项${row}`, { exact: true }).waitFor();
      expect(await drawn()).toBeLessThan(40);
    }
    // By the keys from where one was, to the very end.
    await page.keyboard.press('Control+End');
    await grid.getByText('缴费项9999', { exact: true }).waitFor();
    await page.getByText('信息项 10000 个，至多 500 个').first().waitFor();
    visit.expectQuiet();
  });
});
