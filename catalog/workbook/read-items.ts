import type { ResourceDraft } from '../generated/schemas.ts';
import { nameKey, type Resource } from '../resource/resource.ts';
import type { ItemColumn } from './columns.ts';
import type { RecordNotes } from './record-notes.ts';
import type { FoundCell, ItemRow, SheetRecord } from './record-rows.ts';
import { sensitivityNames } from './synonyms.ts';
import { type CodeReader, decisionOf, lengthOf, listOf, sizedType } from './values.ts';

type DraftItem = ResourceDraft['items'][number];

interface Reading {
  readonly record: SheetRecord;
  readonly codes: CodeReader;
  readonly stored: Resource | undefined;
  readonly notes: RecordNotes;
}

/**
 * Reads the information items of a record. What the workbook has no column for stays as it is stored, for the item of the
 * same field or, where no field is written, of the same name.
 */
export function readItems(reading: Reading): DraftItem[] {
  const rows = reading.record.items.flatMap((row) => singleItems(row, reading.record.items.length === 1));
  const taken = new Set(rows.flatMap((row) => row.value('itemField')?.text ?? storedItem(row, reading)?.field ?? []));
  return rows.map((row, index) => readItem(row, index, { ...reading, taken }));
}

function storedItem(row: ItemRow, { stored }: Reading): DraftItem | undefined {
  const [field, name] = [row.value('itemField')?.text, row.value('itemName')?.text];
  if (field !== undefined) return stored?.items.find((item) => item.field === field);
  return name === undefined ? undefined : stored?.items.find((item) => nameKey(item.name) === nameKey(name));
}

/**
 * Some write all items into one cell, a line each or with marks between them, and their types and lengths likewise. A row
 * with a field of its own is one item, whatever its name looks like.
 */
function singleItems(row: ItemRow, isOnly: boolean): readonly ItemRow[] {
  const name = row.value('itemName');
  if (name === undefined || row.value('itemField') !== undefined) return [row];
  const marks = isOnly ? /[\n\r、；;]+/ : /[\n\r]+/;
  const names = listOf(name.text, marks);
  if (names.length < 2) return [row];
  return names.map((text, index) => ({
    row: row.row,
    value(column) {
      const cell = row.value(column);
      if (cell === undefined) return undefined;
      if (column === 'itemName') return { ...cell, text };
      const parts = listOf(cell.text, marks);
      return parts.length === names.length ? { ...cell, text: parts[index] ?? '' } : cell;
    },
  }));
}

function readItem(row: ItemRow, index: number, reading: Reading & { taken: Set<string> }): DraftItem {
  const { record, codes, notes } = reading;
  const { columns } = record.layout;
  const at = `/items/${index}`;
  const stored = storedItem(row, reading);
  notes.expectAt(at, columns.get('itemName'), row.row);

  /** What a column says: `kept` where there is no such column, undefined where the cell is empty. */
  function text<T>(column: ItemColumn, member: string, kept: T, read: (cell: FoundCell) => T): T | undefined {
    const pointer = `${at}/${member}`;
    notes.expectAt(pointer, columns.get(column), row.row);
    if (!columns.has(column)) return kept;
    const cell = row.value(column);
    notes.readAt(pointer, cell);
    return cell === undefined || cell.text === '' ? undefined : read(cell);
  }
  const asWritten = (cell: FoundCell) => cell.text;
  const notUnderstood = (member: string, zh: string, en: string) =>
    notes.refuse('CELL_NOT_UNDERSTOOD', `${at}/${member}`, { zh, en });
  const decision = (member: string, kept: boolean | undefined) => (cell: FoundCell) => {
    const read = decisionOf(cell.text);
    if (read === undefined) notUnderstood(member, '应为“是”或“否”', 'is neither 是 nor 否');
    return read ?? kept;
  };

  const name = text('itemName', 'name', stored?.name, asWritten);
  if (name === undefined) notes.refuse('CELL_EMPTY', `${at}/name`, { zh: '缺少信息项名称', en: 'no name' });
  const { type, length, scale } = sizeOf();
  const unit = text('itemUnit', 'unit', stored?.unit, asWritten);
  const codeTable = text('itemCodeTable', 'codeTable', stored?.codeTable, asWritten);
  const description = text('itemDescription', 'description', stored?.description, asWritten);
  const sharing = sharingOf();
  const openness = opennessOf();
  const sensitivity = text('itemSensitivity', 'sensitivity', stored?.sensitivity, (cell) => {
    const read = sensitivityOf(cell.text);
    if (read === undefined) notUnderstood('sensitivity', '应为公开、内部、个人信息或敏感个人信息', 'is no level');
    return read;
  });
  const matchable = text('itemMatchable', 'matchable', stored?.matchable, decision('matchable', false));
  return {
    field: text('itemField', 'field', stored?.field, asWritten) ?? stored?.field ?? freeField(),
    name: name ?? '–',
    nameEn: text('itemNameEn', 'nameEn', stored?.nameEn, asWritten) ?? name ?? '–',
    type: type ?? 'C',
    sensitivity: sensitivity ?? 'internal',
    matchable: matchable ?? false,
    ...(length === undefined ? {} : { length }),
    ...(scale === undefined ? {} : { scale }),
    ...(unit === undefined ? {} : { unit }),
    ...(codeTable === undefined ? {} : { codeTable }),
    ...(description === undefined ? {} : { description }),
    ...(sharing === undefined ? {} : { sharing }),
    ...(openness === undefined ? {} : { openness }),
  };

  /** A name for programs that nobody chose: by the place of the item, and one that no other item has. */
  function freeField(): string {
    let number = index + 1;
    while (reading.taken.has(`item${number}`)) number += 1;
    reading.taken.add(`item${number}`);
    return `item${number}`;
  }

  function sizeOf() {
    let within: string | undefined;
    const type = text('itemType', 'type', stored?.type, (cell) => {
      const sized = sizedType(cell.text);
      const read = codes.read('item-type', sized?.type ?? cell.text);
      if (read === undefined) notUnderstood('type', '不是信息项数据类型', 'is no type of an item');
      else within = sized?.size;
      return read;
    });
    if (type === undefined && !notes.isRefused(`${at}/type`)) {
      notes.refuse('CELL_EMPTY', `${at}/type`, { zh: '缺少数据类型', en: 'no type' });
    }
    const written = text<string | undefined>('itemLength', 'length', undefined, asWritten) ?? within;
    const size = written === undefined || isNone(written) ? undefined : lengthOf(written);
    if (written !== undefined && !isNone(written) && size === undefined) {
      notUnderstood('length', '数据长度应为数字', 'is no length');
    }
    const scaleText = text<string | undefined>('itemScale', 'scale', undefined, asWritten);
    const places = scaleText === undefined ? undefined : lengthOf(scaleText)?.length;
    if (scaleText !== undefined && places === undefined) notUnderstood('scale', '小数位数应为数字', 'is no number');
    const keepsLength = !columns.has('itemLength') && within === undefined;
    // A length of nothing is how some write that there is none.
    const length = keepsLength ? stored?.length : size?.length === 0 ? undefined : size?.length;
    const scale =
      scaleText !== undefined ? places : (size?.scale ?? (columns.has('itemScale') ? undefined : stored?.scale));
    return { type, length, scale };
  }

  function sharingOf(): DraftItem['sharing'] {
    const [type, condition, lawBasis] = [
      text('itemSharingType', 'sharing/type', stored?.sharing?.type, (cell) => {
        const read = codes.read('sharing-type', cell.text);
        if (read === undefined) notUnderstood('sharing/type', '不是共享类型', 'is no type of sharing');
        return read;
      }),
      text('itemSharingCondition', 'sharing/condition', stored?.sharing?.condition, asWritten),
      text('itemSharingLaw', 'sharing/lawBasis', stored?.sharing?.lawBasis, asWritten),
    ];
    if (type === undefined) {
      const isStated = condition !== undefined || lawBasis !== undefined;
      if (isStated && !notes.isRefused(`${at}/sharing/type`)) {
        notes.refuse('CELL_EMPTY', `${at}/sharing/type`, { zh: '缺少信息项共享类型', en: 'no type of sharing' });
      }
      return undefined;
    }
    return {
      type,
      ...(condition === undefined ? {} : { condition }),
      ...(lawBasis === undefined ? {} : { lawBasis }),
    };
  }

  function opennessOf(): DraftItem['openness'] {
    const open = text('itemOpen', 'openness/open', stored?.openness?.open, decision('openness/open', undefined));
    const condition = text('itemOpenCondition', 'openness/condition', stored?.openness?.condition, asWritten);
    if (open === undefined) {
      if (condition !== undefined && !notes.isRefused(`${at}/openness/open`)) {
        notes.refuse('CELL_EMPTY', `${at}/openness/open`, { zh: '缺少信息项是否开放', en: 'open or not is missing' });
      }
      return undefined;
    }
    return { open, ...(condition === undefined ? {} : { condition }) };
  }
}

/** How people fill in a cell that has nothing to say. */
function isNone(text: string): boolean {
  return /^(?:[-—–/\\]+|无|不限|不定)$/.test(text.trim());
}

function sensitivityOf(text: string): DraftItem['sensitivity'] | undefined {
  const key = nameKey(text);
  for (const level of ['public', 'internal', 'personal', 'sensitive'] as const) {
    if (key === level || sensitivityNames[level].some((name) => nameKey(name) === key)) return level;
  }
  return undefined;
}
