import { breachAt, type Finding, findingsOf } from '../resource/finding.ts';
import { cellProblems } from './problems.ts';
import type { FoundCell } from './record-rows.ts';

/** Notes under a table, which are no rows of it. */
const notes = /^(?:[（(]?(?:填表|填报|说明|备注|注|联系|审核|审批|制表|单位负责|日期))/;

/** Says of rows that belong to no resource that they were passed over; of notes it says nothing. */
export function unreadRows(unread: readonly { sheet: string; cell: FoundCell }[]): readonly Finding[] {
  return unread.flatMap(({ sheet, cell }) => {
    if (notes.test(cell.text.trim())) return [];
    const detail = { zh: '该行没有资源名称、代码或信息项', en: 'has no name, code or item' };
    const breach = breachAt(
      [{ pointer: '', detail }],
      (extras) => cellProblems.ROW_NOT_READ({ count: 1 }, extras),
      'warning',
    );
    return breach === undefined ? [] : findingsOf([breach], () => ({ sheet, row: cell.row, column: cell.column }));
  });
}
