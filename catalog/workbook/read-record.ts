import { isOrganisationId } from '../../identity/index.ts';
import { canonicalJson, Problem, placeOf, placeText } from '../../kernel/index.ts';
import type { ResourceDraft } from '../generated/schemas.ts';
import { deriveRowSchema } from '../resource/derive-row-schema.ts';
import { readResourceDraft } from '../resource/read-draft.ts';
import { nameKey, notShared, type Resource, type ResourceContent, writtenContent } from '../resource/resource.ts';
import { parseResourceCode, type ResourceCode } from '../resource/resource-code.ts';
import { draftBounds } from './draft-bounds.ts';
import type { OrganisationReader } from './organisation-reader.ts';
import { readCensus } from './read-census.ts';
import { readItems } from './read-items.ts';
import { isNothing, recordCells } from './record-cells.ts';
import { RecordNotes } from './record-notes.ts';
import type { FoundCell, SheetRecord } from './record-rows.ts';
import { formatOfConcrete } from './synonyms.ts';
import { type CodeReader, figureOf, listOf, plain } from './values.ts';

/** What cells are read by. */
export interface RecordReading {
  readonly codes: CodeReader;
  readonly organisations: OrganisationReader;
  /** The resource that has the code already, if any. */
  readonly stored: Resource | undefined;
  /** Whose records they are where none is named. */
  readonly ownOrganisation: string | undefined;
}

export interface ReadRecord {
  readonly record: SheetRecord;
  /** Undefined when too much is missing to say more. */
  readonly content: ResourceContent | undefined;
  readonly notes: RecordNotes;
  /** The version that the record had when it was exported, if it says so. */
  readonly version: number | undefined;
}

/** The code of a record, where it can be read; by it the stored resource is found. */
export function codeOf(record: SheetRecord): ResourceCode | undefined {
  const cell = record.value('code');
  const reading = parseResourceCode(plain(cell?.text ?? '').replace(/\s/g, ''));
  return reading.valid ? reading.code : undefined;
}

/**
 * Makes a resource of a record's rows. What the workbook has no column for stays as it is stored, or is chosen: the id by
 * provider and code, English names like the Chinese ones, fields by the place of their items.
 */
export function readRecord(record: SheetRecord, reading: RecordReading): ReadRecord {
  const { columns, sheet } = record.layout;
  const notes = new RecordNotes({ sheet: sheet.name, row: record.row, column: columns.get('name') ?? 1 });
  const draft = draftOf({ ...reading, record, notes });
  const version = figureOf(record.value('version')?.text ?? '');
  return { record, content: draft === undefined ? undefined : contentOf(draft, notes), notes, version };
}

function contentOf(draft: ResourceDraft, notes: RecordNotes): ResourceContent | undefined {
  const errors = draftBounds(draft);
  for (const { pointer, detail } of errors) {
    if (!notes.isRefused(pointer)) notes.refuse('CELL_OUT_OF_BOUNDS', pointer, detail);
  }
  if (errors.length > 0) return undefined;
  try {
    return readResourceDraft(draft);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const whole = placeOf('', { zh: error.texts('zh').detail, en: error.texts('en').detail });
    for (const place of error.errors.length > 0 ? error.errors : [whole]) {
      notes.refuse('CELL_NOT_UNDERSTOOD', place.pointer, placeText(place));
    }
    return undefined;
  }
}

type Reading = RecordReading & { readonly record: SheetRecord; readonly notes: RecordNotes };

function draftOf(reading: Reading): ResourceDraft | undefined {
  const { record, notes, stored, codes } = reading;
  const { columns } = record.layout;
  const kept = stored === undefined ? undefined : writtenContent(stored);
  const cells = recordCells({ record, notes, codes });
  const { cellAt, coded, day, decision, empty, notUnderstood, text } = cells;
  for (const { cell } of record.contradictions) {
    const pointer = `/rows/${cell.row}/${cell.column}`;
    notes.readAt(pointer, cell);
    notes.refuse('ROWS_CONTRADICT', pointer, { zh: `与第 ${record.row} 行不同`, en: `differs from row ${record.row}` });
  }

  const name = text('name', '/name', kept?.name);
  const code = codeIn();
  const abstract = text('abstract', '/abstract', kept?.abstract);
  if (name === undefined) empty('/name', '缺少信息资源名称', 'no name');
  if (abstract === undefined) empty('/abstract', '缺少信息资源摘要', 'no abstract');
  const provider = providerOf();
  const classed = classOf();
  const format = formatOf();
  const sharing = sharingOf();
  const openness = opennessOf();
  const updateCycle = coded('updateCycle', 'update-cycle', '/updateCycle', kept?.updateCycle, '更新周期');
  const publicationDate = day('publicationDate', '/publicationDate', kept?.publicationDate);
  const related = relatedOf();
  const relations = relationsOf();
  const census = readCensus(cells, kept?.census);
  const items = readItems({ record, codes, stored, notes });
  notes.expectAt('/items', columns.get('itemName'));
  if (items.length === 0) empty('/items', '没有信息项', 'no information items');
  const matchKeys = matchKeysOf();
  const extension = extensionOf();
  const synthetic = decision('synthetic', '/synthetic', kept?.synthetic ?? false) ?? false;
  const nameEn = text('nameEn', '/nameEn', kept?.nameEn) ?? name;
  const id = text('id', '/id', kept?.id) ?? kept?.id ?? chosenId(provider, code);
  const rowSchema = rowSchemaOf();
  if (name === undefined || nameEn === undefined || code === undefined || provider === undefined || id === undefined) {
    return undefined;
  }
  if (items.length === 0) return undefined;
  return {
    ...{
      id,
      code,
      name,
      nameEn,
      provider,
      abstract: abstract ?? name,
      class: classed,
      format,
      items,
      sharing,
      openness,
    },
    // A cycle that was not read is refused already; this one only lets the other rules be asked.
    updateCycle: updateCycle ?? '1',
    ...(publicationDate === undefined ? {} : { publicationDate }),
    ...{ relatedResources: related, relations, extension, synthetic, matchKeys },
    ...(census === undefined ? {} : { census }),
    ...(rowSchema === undefined ? {} : { rowSchema }),
  };

  function codeIn(): string | undefined {
    const cell = cellAt('code', '/code');
    if (cell === undefined) {
      empty('/code', '缺少信息资源代码', 'no code');
      return undefined;
    }
    const parsed = parseResourceCode(plain(cell.text).replace(/\s/g, ''));
    if (parsed.valid) return parsed.code;
    notUnderstood('/code', parsed.reason.zh, parsed.reason.en);
    return undefined;
  }

  function providerOf(): string | undefined {
    const named = (['providerId', 'providerCode', 'provider'] as const).flatMap((column) => {
      const cell = cellAt(column, '/provider');
      return cell === undefined ? [] : [{ column, cell }];
    });
    for (const { column, cell } of named) {
      const id =
        reading.organisations.read(cell.text) ?? (column === 'providerId' ? idAsWritten(cell.text) : undefined);
      if (id === undefined) continue;
      notes.readAt('/provider', cell);
      return id;
    }
    const [first] = named;
    if (first === undefined) {
      const otherwise = kept?.provider ?? reading.ownOrganisation;
      if (otherwise === undefined) empty('/provider', '缺少信息资源提供方', 'no provider');
      return otherwise;
    }
    notes.readAt('/provider', first.cell);
    notUnderstood('/provider', '没有这个单位', 'is no registered organisation');
    return undefined;
  }

  function classOf(): ResourceDraft['class'] {
    const category = coded('category', 'class-category', '/class/category', kept?.class.category, '“类”');
    const section = text('section', '/class/section', kept?.class.section);
    if (section === undefined) empty('/class/section', '缺少“项”', '项 is missing');
    const item = text('classItem', '/class/item', kept?.class.item);
    if (item === undefined) empty('/class/item', '缺少“目”', '目 is missing');
    const subItem = text('subItem', '/class/subItem', kept?.class.subItem);
    return {
      category: category ?? code?.charAt(0) ?? '1',
      // Departments of category 3 are no rows of the table.
      section: section === undefined ? '–' : codes.readSection(section, category),
      item: item ?? '–',
      ...(subItem === undefined ? {} : { subItem }),
    };
  }

  function formatOf(): ResourceDraft['format'] {
    const concrete = text('concrete', '/format/concrete', kept?.format.concrete);
    const written = text('format', '/format/category', kept?.format.category);
    // 数据库-MySQL and the like: both in one cell.
    const [kind = '', ...rest] = (written ?? '').split(/[-－—/／:：]/);
    const direct = written === undefined ? undefined : codes.read('format', written);
    const category = direct ?? codes.read('format', kind) ?? formatOfName(written ?? concrete ?? '');
    if (category === undefined) {
      if (written === undefined) empty('/format/category', '缺少信息资源格式', 'no format');
      else notUnderstood('/format/category', '不是信息资源格式的名称或代码', 'is in no row of the table format');
    }
    const found = category ?? '1';
    const second = direct === undefined ? rest.join('-').trim() || written?.trim() : undefined;
    return { category: found, concrete: concrete ?? second ?? codes.write('format', found) };
  }

  function sharingOf(): ResourceDraft['sharing'] {
    const type = coded('sharingType', 'sharing-type', '/sharing/type', kept?.sharing.type, '共享类型') ?? '1';
    const condition = text('sharingCondition', '/sharing/condition', kept?.sharing.condition);
    const law = text('sharingLaw', '/sharing/lawBasis', kept?.sharing.lawBasis);
    const mode = modeOf();
    // The guide has one column for both: what stands there of something that is not shared is the law.
    if (type === notShared && law === undefined && condition !== undefined) {
      notes.readAt('/sharing/lawBasis', record.value('sharingCondition'));
      return { type, lawBasis: condition, mode };
    }
    return {
      ...{ type, mode },
      ...(condition === undefined ? {} : { condition }),
      ...(law === undefined ? {} : { lawBasis: law }),
    };
  }

  function modeOf(): string {
    const pointer = '/sharing/mode';
    const [way, mode] = [cellAt('sharingWay', pointer), cellAt('sharingMode', pointer)];
    if (!columns.has('sharingMode') && !columns.has('sharingWay')) return kept?.sharing.mode ?? 'platform';
    const written = [...(mode === undefined ? [] : [mode]), ...(way === undefined ? [] : [way])];
    const parts = written.map(({ text: part }) => part).join('-');
    // As one name, then by the more special of the two, then by the one that is understood.
    const read = [parts, way?.text, mode?.text, ...listOf(parts, /[-－—/／:：、（）()]+/).toReversed()]
      .filter((part) => part !== undefined)
      .map((part) => codes.read('sharing-mode', part))
      .find((code) => code !== undefined);
    if (read !== undefined) return read;
    if (written.length > 0) notUnderstood(pointer, '不是共享方式', 'is no mode of sharing');
    return 'platform';
  }

  function opennessOf(): ResourceDraft['openness'] {
    const open = decision('open', '/openness/open', kept?.openness.open);
    if (open === undefined && columns.has('open'))
      empty('/openness/open', '缺少是否向社会开放', 'open or not is missing');
    const condition = text('openCondition', '/openness/condition', kept?.openness.condition);
    return { open: open ?? false, ...(condition === undefined ? {} : { condition }) };
  }

  function relatedOf(): string[] {
    if (!columns.has('related')) return kept?.relatedResources ?? [];
    return record
      .values('related')
      .flatMap((cell) => (isNothing(cell.text) ? [] : listOf(cell.text, /[\s、，,；;]+/).map((part) => plain(part))))
      .filter((part, index, all) => all.indexOf(part) === index)
      .map((part, index) => {
        notes.readAt(`/relatedResources/${index}`, record.value('related'));
        return part;
      });
  }

  function relationsOf(): ResourceDraft['relations'] & object {
    if (!columns.has('relations')) return kept?.relations ?? [];
    const parts = record.values('relations').flatMap((cell) => listOf(cell.text, /[\n\r；;]+/));
    return parts.flatMap((part, index) => {
      const pointer = `/relations/${index}`;
      notes.readAt(pointer, record.value('relations'));
      const [, kind = '', other = ''] = /^(.*?)[\s:：]+([\d/]+)$/.exec(plain(part)) ?? [];
      const read = codes.read('relation-kind', kind);
      if (read !== undefined) return [{ kind: read, code: other }];
      notUnderstood(pointer, '应写作“关联类型：代码”', 'write the kind, a colon and the code');
      return [];
    });
  }

  function matchKeysOf(): string[][] {
    if (!columns.has('matchKeys')) {
      const fields = new Set(items.map((item) => item.field));
      // A key stands as long as its items do.
      return (kept?.matchKeys ?? []).filter((key) => key.every((field) => fields.has(field)));
    }
    return record
      .values('matchKeys')
      .flatMap((cell) => listOf(cell.text, /[\n\r；;]+/))
      .map((key, index) => {
        notes.readAt(`/matchKeys/${index}`, record.value('matchKeys'));
        return listOf(key, /[+＋、，,&]+/).map((part) => fieldOf(part, index));
      });
  }

  function fieldOf(part: string, index: number): string {
    const item =
      items.find(({ field }) => field === part) ?? items.find((each) => nameKey(each.name) === nameKey(part));
    if (item === undefined)
      notUnderstood(`/matchKeys/${index}`, `没有信息项“${part}”`, 'names no item of the resource');
    return item?.field ?? 'item1';
  }

  function extensionOf(): Record<string, string> {
    const own = record.extension.map(({ name: member, cell }) => {
      notes.readAt(`/extension/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`, cell);
      return [member, cell.text] as const;
    });
    const named = new Set(record.layout.extensions.map(({ name: member }) => member));
    const more = columns.has('moreExtension')
      ? textsIn(cellAt('moreExtension', '/extension'))
      : Object.entries(kept?.extension ?? {}).filter(([member]) => !named.has(member));
    return Object.fromEntries([...own, ...more]);
  }

  function textsIn(cell: FoundCell | undefined): readonly (readonly [string, string])[] {
    if (cell === undefined) return [];
    const read = jsonIn(cell.text);
    const entries =
      typeof read === 'object' && read !== null && !Array.isArray(read) ? Object.entries(read) : undefined;
    if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string') === true) return entries;
    notUnderstood('/extension', '应为名称和文字组成的 JSON 对象', 'is no JSON object of texts');
    return [];
  }

  function rowSchemaOf(): Record<string, unknown> | undefined {
    if (columns.has('rowSchema')) {
      const [first] = record.rowSchema;
      notes.readAt('/rowSchema', first);
      if (first === undefined) return undefined;
      const read = jsonIn(record.rowSchema.map((cell) => cell.text).join(''));
      if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
      notUnderstood(
        '/rowSchema',
        '应为 JSON Schema，或留空由信息项生成',
        'is no JSON Schema; leave it empty to have it made',
      );
      return undefined;
    }
    // A schema that somebody wrote stands as long as the rows are what they were.
    if (kept === undefined) return undefined;
    const shape = (of: Pick<ResourceDraft, 'items' | 'matchKeys'>) =>
      canonicalJson(deriveRowSchema(of.items, of.matchKeys));
    return shape(kept) === shape({ items, matchKeys }) ? kept.rowSchema : undefined;
  }
}

/** The id of a resource that nobody named: by its provider and its code. */
function chosenId(provider: string | undefined, code: string | undefined): string | undefined {
  return provider === undefined || code === undefined ? undefined : `${provider}.r${code.replace('/', '-')}`;
}

function idAsWritten(text: string): string | undefined {
  const id = plain(text);
  return isOrganisationId(id) ? id : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function formatOfName(text: string): string | undefined {
  const key = nameKey(text);
  return Object.entries(formatOfConcrete).find(([, names]) => names.some((name) => nameKey(name) === key))?.[0];
}
