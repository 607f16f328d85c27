import { columnName, type MergedRange, placeOf } from '../../../kernel/workbook/sheet.ts';
import { writeWorkbook } from '../../../kernel/workbook/write-workbook.ts';
import { at, bytesOf } from './reading.ts';

type Value = string | number | undefined;

/** A workbook as somebody would type it: rows of values from A1 on, and the ranges that are merged. */
export function typed(rows: readonly (readonly Value[])[], merged: readonly string[] = []): Promise<Buffer> {
  const written = rows.map((values, index) => ({
    row: index + 1,
    cells: values.flatMap((value, column) => (value === undefined ? [] : [{ column: column + 1, value }])),
  }));
  const sheet = { name: '目录', widths: new Map<number, number>(), merges: merged.map(rangeOf), rows: written };
  return bytesOf(writeWorkbook({ sheets: [sheet], at }));
}

function rangeOf(reference: string): MergedRange {
  const [first = '', last = ''] = reference.split(':');
  const [from, to] = [placeOf(first), placeOf(last)];
  if (from === undefined || to === undefined) throw new Error(reference);
  return { top: from.row, left: from.column, bottom: to.row, right: to.column };
}

/** The header of the guide's template: groups above, headings below, those without a group merged over both rows. */
const groups =
  '信息资源分类,,,,信息资源名称,信息资源代码,信息资源提供方,信息资源提供方代码,信息资源摘要,信息资源格式,,信息项信息,,,共享属性,,,,开放属性,,更新周期,发布日期,关联资源代码'.split(
    ',',
  );
const headings =
  '类,项,目,细目,,,,,,信息资源格式分类,信息资源格式类型,信息项名称,数据类型,数据长度,共享类型,共享条件,共享方式分类,共享方式类型,是否向社会开放,开放条件,,,'.split(
    ',',
  );

/** Columns of {@link template}, by heading. */
export const columnOf = (heading: string) =>
  columnName((headings.indexOf(heading) < 0 ? groups : headings).indexOf(heading) + 1);

/** Rows under the guide's header, which stands in rows 2 and 3 below a title. */
export function template(rows: readonly (readonly Value[])[], merged: readonly string[] = []): Promise<Buffer> {
  const alone = groups.flatMap((group, index) =>
    group !== '' && headings[index] === '' ? [`${columnName(index + 1)}2:${columnName(index + 1)}3`] : [],
  );
  const over = ['A1:W1', 'A2:D2', 'J2:K2', 'L2:N2', 'O2:R2', 'S2:T2'];
  const blank = (text: string) => (text === '' ? undefined : text);
  return typed(
    [['灵山县政务信息资源目录（2024年）'], groups.map(blank), headings.map(blank), ...rows],
    [...over, ...alone, ...merged],
  );
}
