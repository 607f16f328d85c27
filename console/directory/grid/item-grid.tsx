// biome-ignore-all lint/a11y/useSemanticElements: of the sheet only the rows in sight are drawn, each at its height, which elements of a table cannot be
// biome-ignore-all lint/a11y/useFocusableInteractive: the keys go from cell to cell; rows and headings are no places for them
import { ElButton, ElMessage } from 'element-plus';
import { computed, defineComponent, nextTick, onMounted, onScopeDispose, type PropType, ref, useId } from 'vue';
import { number, several } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { ReasonedButton } from '../../parts/index.ts';
import { announce } from '../../shell/announce.ts';
import { type CodeRow, nameOf } from '../reference.ts';
import { sensitivities, sensitivityWord } from '../words.ts';
import { type GridRow, type ItemCodes, isBlankRow, understood } from './cells.ts';
import { CodeTableChooser } from './code-table-chooser.tsx';
import { columnKinds, type ItemColumn, itemColumns } from './columns.ts';
import type { History } from './history.ts';
import { type PasteReport, pasteInto, tableOf } from './paste.ts';

const rowPx = 34;
const overscan = 6;
const numberPx = 52;
const gridWidth = numberPx + itemColumns.reduce((sum, column) => sum + columnKinds[column].width, 0);

/** Something amiss in a cell, said in the reader's language. */
export interface CellMark {
  readonly severity: 'error' | 'warning';
  readonly text: string;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** What can be chosen in a cell, if its column is of codes. */
function choicesOf(
  column: ItemColumn,
  codes: ItemCodes,
): readonly { readonly value: string; readonly label: string }[] | undefined {
  const ofCodes = (rows: readonly CodeRow[]) =>
    rows.map((row) => ({ value: row.code, label: `${row.code} ${nameOf(row)}` }));
  switch (column) {
    case 'type':
      return ofCodes(codes.types);
    case 'sharingType':
      return [{ value: '', label: say('同资源', 'as the resource') }, ...ofCodes(codes.sharingTypes)];
    case 'sensitivity':
      return sensitivities.map((value) => ({ value, label: sensitivityWord(value) }));
    case 'matchable':
      return [
        { value: 'yes', label: say('是', 'yes') },
        { value: 'no', label: say('否', 'no') },
      ];
    case 'open':
      return [
        { value: '', label: say('同资源', 'as the resource') },
        { value: 'yes', label: say('是', 'yes') },
        { value: 'no', label: say('否', 'no') },
      ];
    default:
      return undefined;
  }
}

const heading = (column: ItemColumn) => say(columnKinds[column].zh, columnKinds[column].en);

/**
 * Information items as a sheet: moved about in, typed into and pasted into like a spreadsheet's, with each bad cell marked
 * and its reason said. Only the rows in sight are drawn, so ten thousand are as quick as ten.
 */
export const ItemGrid = defineComponent({
  props: {
    history: { type: Object as PropType<History<readonly GridRow[]>>, required: true },
    codes: { type: Object as PropType<ItemCodes>, required: true },
    /** What is amiss in a cell. */
    markOf: { type: Function as PropType<(row: number, column: ItemColumn) => CellMark | undefined>, required: true },
    /** Rows with anything amiss, in order. */
    marked: { type: Array as PropType<readonly number[]>, required: true },
  },
  setup(props, { expose }) {
    const id = useId();
    const box = ref<HTMLElement>();
    const scrollTop = ref(0);
    const height = ref(420);
    const active = ref<Place>({ row: 0, column: 0 });
    const anchor = ref<Place>({ row: 0, column: 0 });
    const editing = ref<{ readonly text: string; readonly isWhole: boolean }>();
    const report = ref<PasteReport>();
    const isChoosing = ref(false);

    const rows = computed(() => props.history.now.value);
    /** One more than there are: what is typed there is a new row. */
    const count = computed(() => rows.value.length + 1);
    const columnAt = (index: number): ItemColumn => itemColumns[index] ?? 'name';
    const cellAt = ({ row, column }: Place) => rows.value[row]?.cells[columnAt(column)] ?? '';

    const drawn = computed(() => {
      const first = Math.max(0, Math.floor(scrollTop.value / rowPx) - overscan);
      const last = Math.min(count.value, Math.ceil((scrollTop.value + height.value) / rowPx) + overscan);
      const inSight = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
      // Where the focus is stays drawn, or the keys would have nowhere to go.
      const { row } = active.value;
      if (row < first) return [row, ...inSight];
      return row >= last ? [...inSight, row] : inSight;
    });

    let observer: ResizeObserver | undefined;
    onMounted(() => {
      const element = box.value;
      if (element === undefined) return;
      observer = new ResizeObserver(() => {
        height.value = element.clientHeight;
      });
      observer.observe(element);
    });
    onScopeDispose(() => observer?.disconnect());

    const cellId = ({ row, column }: Place) => `${id}-${row}-${column}`;

    async function focusActive() {
      await nextTick();
      document.getElementById(cellId(active.value))?.focus({ preventScroll: true });
    }

    /** Brings the cell into sight: below the headings, beside the numbers. */
    function reveal({ row, column }: Place) {
      const element = box.value;
      if (element === undefined) return;
      const top = row * rowPx;
      const room = element.clientHeight - rowPx - 16;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowPx > element.scrollTop + room) element.scrollTop = top + rowPx - room;
      const left = itemColumns.slice(0, column).reduce((sum, each) => sum + columnKinds[each].width, 0);
      const { width } = columnKinds[columnAt(column)];
      if (left < element.scrollLeft) element.scrollLeft = left;
      else if (left + width > element.scrollLeft + element.clientWidth - numberPx)
        element.scrollLeft = left + width - element.clientWidth + numberPx;
      scrollTop.value = element.scrollTop;
    }

    function moveTo(place: Place, options: { readonly extend?: boolean } = {}) {
      const row = Math.min(Math.max(0, place.row), count.value - 1);
      const column = Math.min(Math.max(0, place.column), itemColumns.length - 1);
      active.value = { row, column };
      if (options.extend !== true) anchor.value = active.value;
      reveal(active.value);
      void focusActive();
    }

    const range = computed(() => {
      const [one, other] = [active.value, anchor.value];
      return {
        top: Math.min(one.row, other.row),
        bottom: Math.max(one.row, other.row),
        left: Math.min(one.column, other.column),
        right: Math.max(one.column, other.column),
      };
    });

    function write(place: Place, cells: GridRow['cells']) {
      const next = [...rows.value];
      next[place.row] = { cells: { ...(next[place.row]?.cells ?? {}), ...cells } };
      props.history.set(next);
    }

    function begin(text: string, isWhole: boolean) {
      editing.value = { text, isWhole };
      void nextTick(() => {
        const field = document.getElementById(`${id}-editor`);
        field?.focus();
        if (field instanceof HTMLInputElement && isWhole) field.select();
      });
    }

    /** Takes what was typed, if anything changed. */
    function commit() {
      const { value: edit } = editing;
      if (edit === undefined) return;
      editing.value = undefined;
      if (edit.text === cellAt(active.value)) return;
      write(active.value, understood(columnAt(active.value.column), edit.text, props.codes));
    }

    function clearRange() {
      const { top, bottom, left, right } = range.value;
      const next = rows.value.map((row, index) => {
        if (index < top || index > bottom) return row;
        const cells = { ...row.cells };
        for (let column = left; column <= right; column += 1) cells[columnAt(column)] = '';
        return { cells };
      });
      props.history.set(next);
    }

    function removeRows() {
      const { top, bottom } = range.value;
      const gone = Math.min(bottom, rows.value.length - 1) - top + 1;
      if (gone <= 0) return;
      props.history.set(rows.value.filter((_, index) => index < top || index > bottom));
      moveTo({ row: top, column: active.value.column });
      announce(say(`已删除 ${gone} 行，可撤销`, `${several(gone, 'row')} removed; it can be undone`));
    }

    function insertRow() {
      const { row, column } = active.value;
      props.history.set([...rows.value.slice(0, row), { cells: {} }, ...rows.value.slice(row)]);
      moveTo({ row, column: Math.min(column, 0) });
    }

    function moveRows(step: -1 | 1) {
      const { top, bottom } = range.value;
      const [start, end] = [top + step, bottom + step];
      if (start < 0 || end >= rows.value.length) return;
      const block = rows.value.slice(top, bottom + 1);
      const rest = rows.value.filter((_, index) => index < top || index > bottom);
      props.history.set([...rest.slice(0, start), ...block, ...rest.slice(start)]);
      const [from, to] = [anchor.value, active.value];
      moveTo({ row: to.row + step, column: to.column });
      anchor.value = { row: from.row + step, column: from.column };
    }

    function step(way: 'undo' | 'redo') {
      if (way === 'undo') props.history.undo();
      else props.history.redo();
      moveTo(active.value);
      announce(way === 'undo' ? say('已撤销', 'Undone') : say('已重做', 'Done again'));
    }

    const wordOf = (column: ItemColumn, cell: string) =>
      (cell === '' ? undefined : choicesOf(column, props.codes)?.find(({ value }) => value === cell)?.label) ?? cell;

    /** How a cell goes to a spreadsheet: what it means, without the code before it, so that it is understood when it comes back. */
    const plainWord = (column: ItemColumn, cell: string) => {
      const label = wordOf(column, cell);
      return label.startsWith(`${cell} `) ? label.slice(cell.length + 1) : label;
    };

    function paste(event: ClipboardEvent) {
      if (editing.value !== undefined) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      event.preventDefault();
      if (text.trim() === '') return;
      take(text);
    }

    function take(text: string) {
      const place = { row: range.value.top, column: columnAt(range.value.left), codes: props.codes };
      const { rows: next, report: told } = pasteInto(rows.value, text, place);
      props.history.set(next);
      report.value = told;
      announce(reportText(told));
      moveTo({ row: place.row, column: range.value.left });
    }

    async function pasteByButton() {
      try {
        take(await navigator.clipboard.readText());
      } catch {
        ElMessage.warning(
          say(
            '浏览器不让页面读剪贴板；请点一个单元格后按 Ctrl+V。',
            'The browser does not allow it: press Ctrl+V in a cell.',
          ),
        );
      }
    }

    function copy(event: ClipboardEvent) {
      if (editing.value !== undefined) return;
      const { top, bottom, left, right } = range.value;
      const columns = itemColumns.slice(left, right + 1);
      event.clipboardData?.setData('text/plain', tableOf(rows.value.slice(top, bottom + 1), columns, plainWord));
      event.preventDefault();
    }

    async function copyAll() {
      try {
        await navigator.clipboard.writeText(tableOf(rows.value, itemColumns, plainWord, heading));
        ElMessage.success(say('已连同表头复制', 'Copied with its headings'));
      } catch {
        ElMessage.warning(say('浏览器不允许复制。', 'The browser does not allow it.'));
      }
    }

    function keyWhileEditing(event: KeyboardEvent) {
      // Chinese is typed through a window of its own, whose Enter is not ours.
      if (event.isComposing) return;
      const { row, column } = active.value;
      switch (event.key) {
        case 'Escape':
          editing.value = undefined;
          void focusActive();
          break;
        case 'Enter':
          commit();
          moveTo({ row: row + (event.shiftKey ? -1 : 1), column });
          break;
        case 'Tab':
          commit();
          moveTo({ row, column: column + (event.shiftKey ? -1 : 1) });
          break;
        default:
          return;
      }
      event.preventDefault();
      event.stopPropagation();
    }

    function key(event: KeyboardEvent) {
      if (editing.value !== undefined || event.isComposing) return;
      const { row, column } = active.value;
      const isCommand = event.ctrlKey || event.metaKey;
      const extend = event.shiftKey;
      const page = Math.max(1, Math.floor(height.value / rowPx) - 2);
      const last = { row: count.value - 1, column: itemColumns.length - 1 };
      if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'))
        moveRows(event.key === 'ArrowUp' ? -1 : 1);
      else if (event.key === 'ArrowDown') moveTo({ row: isCommand ? last.row : row + 1, column }, { extend });
      else if (event.key === 'ArrowUp') moveTo({ row: isCommand ? 0 : row - 1, column }, { extend });
      else if (event.key === 'ArrowLeft') moveTo({ row, column: column - 1 }, { extend });
      else if (event.key === 'ArrowRight') moveTo({ row, column: column + 1 }, { extend });
      else if (event.key === 'PageDown') moveTo({ row: row + page, column }, { extend });
      else if (event.key === 'PageUp') moveTo({ row: row - page, column }, { extend });
      else if (event.key === 'Home') moveTo({ row: isCommand ? 0 : row, column: 0 }, { extend });
      else if (event.key === 'End') moveTo({ row: isCommand ? last.row : row, column: last.column }, { extend });
      else if (event.key === 'Enter' || event.key === 'F2') begin(cellAt(active.value), false);
      else if (event.key === 'Delete' || event.key === 'Backspace') clearRange();
      else if (event.key === 'Escape') anchor.value = active.value;
      else if (isCommand && event.key.toLowerCase() === 'z') step(event.shiftKey ? 'redo' : 'undo');
      else if (isCommand && event.key.toLowerCase() === 'y') step('redo');
      else if (isCommand && event.key.toLowerCase() === 'a') {
        anchor.value = { row: 0, column: 0 };
        moveTo({ row: Math.max(0, rows.value.length - 1), column: last.column }, { extend: true });
      } else if (!isCommand && !event.altKey && [...event.key].length === 1) {
        // What is typed over a cell begins it anew; of a choice the list is opened instead.
        const isChoice = choicesOf(columnAt(column), props.codes) !== undefined;
        begin(isChoice ? cellAt(active.value) : event.key, false);
      } else return;
      event.preventDefault();
    }

    function nextMarked() {
      const found = props.marked.find((row) => row > active.value.row) ?? props.marked[0];
      if (found === undefined) return;
      const column = itemColumns.findIndex((each) => props.markOf(found, each) !== undefined);
      moveTo({ row: found, column: Math.max(0, column) });
    }

    expose({ goTo: (row: number, column: ItemColumn) => moveTo({ row, column: itemColumns.indexOf(column) }) });

    const editor = () => {
      const edit = editing.value;
      if (edit === undefined) return null;
      const column = columnAt(active.value.column);
      const label = say(
        `第 ${active.value.row + 1} 行，${heading(column)}`,
        `row ${active.value.row + 1}, ${heading(column)}`,
      );
      const choices = choicesOf(column, props.codes);
      if (choices !== undefined)
        return (
          <select
            id={`${id}-editor`}
            class="grid-editor"
            aria-label={label}
            value={edit.text}
            onChange={(event: Event) => {
              editing.value = { ...edit, text: (event.target as HTMLSelectElement).value };
              commit();
              void focusActive();
            }}
            onBlur={commit}
            onKeydown={keyWhileEditing}
          >
            {!choices.some(({ value }) => value === edit.text) && <option value={edit.text}>{edit.text}</option>}
            {choices.map(({ value, label: name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        );
      return (
        <input
          id={`${id}-editor`}
          class="grid-editor"
          aria-label={label}
          value={edit.text}
          maxlength={columnKinds[column].longest}
          onInput={(event: Event) => {
            editing.value = { ...edit, text: (event.target as HTMLInputElement).value };
          }}
          onBlur={commit}
          onKeydown={keyWhileEditing}
        />
      );
    };

    return () => {
      const { top, bottom, left, right } = range.value;
      const here = active.value;
      const mark = props.markOf(here.row, columnAt(here.column));
      const filled = rows.value.filter((row) => !isBlankRow(row)).length;
      return (
        <div class="item-grid-whole">
          <div class="grid-tools" role="toolbar" aria-label={say('信息项表格工具', 'Tools of the sheet')}>
            <ElButton onClick={() => void pasteByButton()}>{say('粘贴', 'Paste')}</ElButton>
            <ReasonedButton
              because={props.history.canUndo.value ? undefined : say('没有可撤销的操作', 'There is nothing to undo')}
              onPress={() => step('undo')}
            >
              {say('撤销', 'Undo')}
            </ReasonedButton>
            <ReasonedButton
              because={
                props.history.canRedo.value ? undefined : say('没有可重做的操作', 'There is nothing to do again')
              }
              onPress={() => step('redo')}
            >
              {say('重做', 'Redo')}
            </ReasonedButton>
            <ElButton onClick={insertRow}>{say('插入行', 'Insert row')}</ElButton>
            <ElButton onClick={removeRows}>{say('删除行', 'Remove row')}</ElButton>
            <ElButton onClick={() => moveRows(-1)}>{say('上移', 'Move up')}</ElButton>
            <ElButton onClick={() => moveRows(1)}>{say('下移', 'Move down')}</ElButton>
            <ElButton onClick={() => (isChoosing.value = true)}>{say('选代码表', 'Choose a code table')}</ElButton>
            <ElButton onClick={() => void copyAll()}>{say('复制全表', 'Copy all')}</ElButton>
            <ReasonedButton
              because={props.marked.length === 0 ? say('没有有问题的单元格', 'No cell has anything amiss') : undefined}
              onPress={nextMarked}
            >
              {say(`下一处问题（${props.marked.length} 行）`, `Next problem (${props.marked.length} rows)`)}
            </ReasonedButton>
          </div>
          {report.value !== undefined && (
            <p class="grid-report" role="status">
              {reportText(report.value)}{' '}
              <ElButton link type="primary" onClick={() => (report.value = undefined)}>
                {say('知道了', 'Got it')}
              </ElButton>
            </p>
          )}
          <div
            ref={box}
            class="item-grid"
            role="grid"
            aria-label={say('信息项', 'Items')}
            aria-rowcount={count.value + 1}
            aria-colcount={itemColumns.length + 1}
            aria-multiselectable="true"
            aria-describedby={`${id}-help`}
            style={{ height: `${(count.value + 1) * rowPx + 18}px` }}
            onScroll={() => {
              scrollTop.value = box.value?.scrollTop ?? 0;
            }}
            onKeydown={key}
            onPaste={paste}
            onCopy={copy}
          >
            <div role="rowgroup" class="grid-head" style={{ width: `${gridWidth}px` }}>
              <div role="row" aria-rowindex={1} class="grid-row" style={{ height: `${rowPx}px` }}>
                <div role="columnheader" aria-colindex={1} class="grid-number" style={{ width: `${numberPx}px` }}>
                  #
                </div>
                {itemColumns.map((column, index) => (
                  <div
                    key={column}
                    role="columnheader"
                    aria-colindex={index + 2}
                    class="grid-cell"
                    style={{ width: `${columnKinds[column].width}px` }}
                  >
                    {heading(column)}
                    {(column === 'name' || column === 'field' || column === 'type' || column === 'sensitivity') && (
                      <span aria-hidden="true"> *</span>
                    )}
                  </div>
                ))}
              </div>
            </div>
            <div
              role="rowgroup"
              class="grid-body"
              style={{ width: `${gridWidth}px`, height: `${count.value * rowPx}px` }}
            >
              {drawn.value.map((row) => (
                <div
                  key={row}
                  role="row"
                  aria-rowindex={row + 2}
                  class="grid-row"
                  style={{ height: `${rowPx}px`, transform: `translateY(${row * rowPx}px)` }}
                >
                  <div role="rowheader" aria-colindex={1} class="grid-number" style={{ width: `${numberPx}px` }}>
                    {row < rows.value.length ? row + 1 : '＋'}
                  </div>
                  {itemColumns.map((column, index) => {
                    const place = { row, column: index };
                    const isActive = row === here.row && index === here.column;
                    const isIn = row >= top && row <= bottom && index >= left && index <= right;
                    const amiss = props.markOf(row, column);
                    const text = wordOf(column, rows.value[row]?.cells[column] ?? '');
                    const isEdited = isActive && editing.value !== undefined;
                    return (
                      <div
                        key={column}
                        id={cellId(place)}
                        role="gridcell"
                        aria-colindex={index + 2}
                        aria-selected={isIn}
                        aria-invalid={amiss?.severity === 'error' ? true : undefined}
                        aria-describedby={isActive && amiss !== undefined ? `${id}-said` : undefined}
                        tabindex={isActive ? 0 : -1}
                        title={amiss?.text}
                        class={[
                          'grid-cell',
                          { active: isActive, within: isIn, [amiss?.severity ?? '']: amiss !== undefined },
                        ]}
                        style={{ width: `${columnKinds[column].width}px` }}
                        onMousedown={(event: MouseEvent) => {
                          if (isEdited) return;
                          commit();
                          event.preventDefault();
                          moveTo(place, { extend: event.shiftKey });
                        }}
                        onDblclick={() => {
                          if (!isEdited) begin(cellAt(place), false);
                        }}
                        onFocus={() => {
                          if (!isActive) {
                            active.value = place;
                            anchor.value = place;
                          }
                        }}
                      >
                        {isEdited ? (
                          editor()
                        ) : (
                          <>
                            {amiss !== undefined && (
                              <span class="grid-sign" aria-hidden="true">
                                {amiss.severity === 'error' ? '✕' : '⚠'}
                              </span>
                            )}
                            {text}
                          </>
                        )}
                      </div>
                    );
                  })}
                </div>
              ))}
            </div>
          </div>
          <p id={`${id}-said`} class={['grid-said', mark?.severity ?? '']} aria-live="polite">
            {mark === undefined
              ? say(
                  `第 ${here.row + 1} 行，${heading(columnAt(here.column))}；共 ${number(filled)} 个信息项`,
                  `Row ${here.row + 1}, ${heading(columnAt(here.column))}; ${number(filled)} items`,
                )
              : `${mark.severity === 'error' ? '✕' : '⚠'} ${say(`第 ${here.row + 1} 行，`, `Row ${here.row + 1}, `)}${heading(columnAt(here.column))}${say('：', ': ')}${mark.text}`}
          </p>
          <p id={`${id}-help`} class="hint">
            {say(
              '从表格软件复制后，点一个单元格按 Ctrl+V：有表头的按表头对应（中英文均可），没有的从该格起填。方向键移动，回车或直接键入开始填写，Esc 放弃，Shift 加方向键选区，Delete 清空，Alt 加上下键移动行，Ctrl+Z 撤销。',
              'Copy from a spreadsheet and press Ctrl+V in a cell: headings, Chinese or English, tell the columns; without them it fills from that cell. Arrows move, Enter or typing begins, Esc gives up, Shift with arrows selects, Delete clears, Alt with up or down moves rows, Ctrl+Z undoes.',
            )}
          </p>
          <CodeTableChooser
            isOpen={isChoosing.value}
            chosen={rows.value[here.row]?.cells.codeTable ?? ''}
            onClose={() => {
              isChoosing.value = false;
              void focusActive();
            }}
            onChoose={(name: string) => {
              isChoosing.value = false;
              write(active.value, { codeTable: name });
              void focusActive();
            }}
          />
        </div>
      );
    };
  },
});

function reportText({ rows, byHeading, unknown, cutOff }: PasteReport): string {
  const parts = [
    byHeading
      ? say(`按表头粘贴 ${number(rows)} 行。`, `${number(rows)} rows pasted by their headings.`)
      : say(`粘贴 ${number(rows)} 行。`, `${number(rows)} rows pasted.`),
    unknown.length === 0
      ? ''
      : say(
          `不认得的列未取：${unknown.join('、')}。`,
          `Columns that are not known were left out: ${unknown.join(', ')}.`,
        ),
    cutOff === 0
      ? ''
      : say(`超出最后一列的 ${cutOff} 格未取。`, `${cutOff} cells beyond the last column were left out.`),
  ];
  return parts.filter((part) => part !== '').join(' ');
}
