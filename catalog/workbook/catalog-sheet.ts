import type { OrganisationFact } from '../../identity/index.ts';
import { canonicalJson } from '../../kernel/index.ts';
import { longestCell, type MergedRange, type WrittenCell, type WrittenRow } from '../../kernel/workbook/index.ts';
import { deriveRowSchema } from '../resource/derive-row-schema.ts';
import type { InformationItem, Resource } from '../resource/resource.ts';
import { largestRowSchemaBytes } from '../resource/row-schema.ts';
import { columnTexts, extensionGroup } from './column-texts.ts';
import type { Column, ItemColumn, ResourceColumn } from './columns.ts';
import { quotedCell } from './safe-cell.ts';
import { sensitivityNames } from './synonyms.ts';
import type { CodeReader } from './values.ts';

/** What the columns of an export depend on: what its resources have of elements without a column of their own. */
export interface ExportShape {
  /** Names of extension elements, a column each. */
  readonly extensions: readonly string[];
}

/** Extension elements with a column of their own; those beyond stand together in one. */
export const mostExtensionColumns = 200;

/** Characters of a row schema in one cell; a quote may come before them. */
const schemaPiece = longestCell - 2;

/** Cells that the largest row schema takes; a piece may be one character short. */
const schemaCells = Math.ceil(largestRowSchemaBytes / (schemaPiece - 1));

/** A row schema that is not what its items say, as it is written into cells; empty where it is. */
function schemaTexts({ rowSchema, items, matchKeys }: Resource): readonly string[] {
  if (canonicalJson(rowSchema) === canonicalJson(deriveRowSchema(items, matchKeys))) return [];
  const text = JSON.stringify(rowSchema);
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + schemaPiece;
    // Not between the halves of a pair.
    const isSplit = (text.codePointAt(end - 1) ?? 0) > 0xffff;
    const stop = isSplit ? end - 1 : end;
    pieces.push(text.slice(start, stop));
    start = stop;
  }
  return pieces;
}

interface Heading {
  readonly group: string | undefined;
  readonly title: string;
  readonly width: number;
}

/** Writes resources as the guide's table has them: a row for each information item, the resource on the first. */
export class CatalogSheet {
  readonly #headings: readonly Heading[];
  readonly #places: ReadonlyMap<Column, number>;
  readonly #shape: ExportShape;
  readonly #firstExtension: number;
  readonly #codes: CodeReader;
  readonly #organisation: (id: Resource['provider']) => OrganisationFact | undefined;

  constructor(options: {
    shape: ExportShape;
    codes: CodeReader;
    organisation: (id: Resource['provider']) => OrganisationFact | undefined;
  }) {
    const { shape } = options;
    const places = new Map<Column, number>();
    const headings: Heading[] = [];
    for (const { column, group, title, width = 12 } of columnTexts) {
      if (column === 'ordinal' || column === 'findings') continue;
      places.set(column, headings.length + 1);
      const cells = column === 'rowSchema' ? schemaCells : 1;
      for (let cell = 0; cell < cells; cell += 1) headings.push({ group, title, width });
    }
    this.#firstExtension = headings.length + 1;
    for (const name of shape.extensions) headings.push({ group: extensionGroup, title: quotedCell(name), width: 16 });
    this.#headings = headings;
    this.#places = places;
    this.#shape = shape;
    this.#codes = options.codes;
    this.#organisation = options.organisation;
  }

  get widths(): ReadonlyMap<number, number> {
    return new Map(this.#headings.map(({ width }, index) => [index + 1, width]));
  }

  /** Columns up to the name, which stay in sight with the header. */
  get frozen(): { rows: number; columns: number } {
    return { rows: headerRows, columns: this.#places.get('name') ?? 0 };
  }

  /** Groups are merged over their columns; headings without one over both rows. */
  get merges(): readonly MergedRange[] {
    const merges: MergedRange[] = [];
    for (const [index, { group }] of this.#headings.entries()) {
      const column = index + 1;
      if (group === undefined) {
        merges.push({ top: 1, bottom: headerRows, left: column, right: column });
        continue;
      }
      if (this.#headings[index - 1]?.group === group) continue;
      let right = column;
      while (this.#headings[right]?.group === group) right += 1;
      if (right > column) merges.push({ top: 1, bottom: 1, left: column, right });
    }
    return merges;
  }

  header(): readonly WrittenRow[] {
    const above = this.#headings.map(({ group, title }, index): WrittenCell => {
      const isBegun = group !== undefined && this.#headings[index - 1]?.group === group;
      return { column: index + 1, value: isBegun ? '' : (group ?? title), style: 'header' };
    });
    const below = this.#headings.map(
      ({ group, title }, index): WrittenCell => ({
        column: index + 1,
        value: group === undefined ? '' : title,
        style: 'header',
      }),
    );
    return [
      { row: 1, cells: above },
      { row: headerRows, cells: below },
    ];
  }

  /** The rows of a resource, from this row on. */
  rows(resource: Resource, first: number): readonly WrittenRow[] {
    return resource.items.map((item, index) => {
      const cells = [
        ...(index === 0 ? this.#resourceCells(resource) : []),
        ...this.#placed<ItemColumn>(this.#itemValues(item), index === 0),
      ];
      return { row: first + index, cells: cells.sort((a, b) => a.column - b.column) };
    });
  }

  #placed<C extends Column>(
    values: Partial<Record<C, string | number | undefined>>,
    isFirst: boolean,
  ): readonly WrittenCell[] {
    return Object.entries(values).flatMap(([column, value]) =>
      value === undefined
        ? []
        : [this.#cell(this.#places.get(column as Column) ?? 0, value as string | number, isFirst)],
    );
  }

  #cell(column: number, value: string | number, isFirst: boolean): WrittenCell {
    return {
      column,
      value: typeof value === 'string' ? quotedCell(value) : value,
      ...(isFirst ? { style: 'first' } : {}),
    };
  }

  #resourceCells(resource: Resource): readonly WrittenCell[] {
    const { extension } = resource;
    const { extensions } = this.#shape;
    const named = new Set(extensions);
    const more = Object.entries(extension).filter(([name]) => !named.has(name));
    const schemaAt = this.#places.get('rowSchema') ?? 0;
    return [
      ...this.#placed<ResourceColumn>(this.#resourceValues(resource), true),
      ...schemaTexts(resource).map((text, index) => this.#cell(schemaAt + index, text, true)),
      ...(more.length === 0
        ? []
        : [this.#cell(this.#places.get('moreExtension') ?? 0, JSON.stringify(Object.fromEntries(more)), true)]),
      ...extensions.flatMap((name, index) => {
        const value = Object.hasOwn(extension, name) ? extension[name] : undefined;
        return value === undefined ? [] : [this.#cell(this.#firstExtension + index, value, true)];
      }),
    ];
  }

  #resourceValues(resource: Resource): Partial<Record<ResourceColumn, string | number | undefined>> {
    const codes = this.#codes;
    const { sharing, openness, census } = resource;
    const organisation = this.#organisation(resource.provider);
    return {
      category: codes.write('class-category', resource.class.category),
      section: resource.class.section,
      classItem: resource.class.item,
      subItem: resource.class.subItem,
      name: resource.name,
      code: resource.code,
      provider: organisation?.name,
      providerCode: organisation?.unifiedCode,
      abstract: resource.abstract,
      format: codes.write('format', resource.format.category),
      concrete: resource.format.concrete,
      sharingType: codes.write('sharing-type', sharing.type),
      sharingCondition: sharing.condition,
      sharingMode: codes.write('sharing-mode', sharing.mode),
      open: decision(openness.open),
      openCondition: openness.condition,
      updateCycle: codes.write('update-cycle', resource.updateCycle),
      publicationDate: resource.publicationDate,
      related: listed(resource.relatedResources, '；'),
      sharingLaw: sharing.lawBasis,
      relations: listed(
        resource.relations.map(({ kind, code }) => `${codes.write('relation-kind', kind)}：${code}`),
        '\n',
      ),
      system: census?.system,
      duty: census?.duty,
      asOf: census?.asOf,
      storageTotal: census?.storageGigabytes?.total,
      storageShared: census?.storageGigabytes?.shared,
      storageOpen: census?.storageGigabytes?.open,
      recordsTotal: census?.recordsTenThousand?.total,
      recordsShared: census?.recordsTenThousand?.shared,
      recordsOpen: census?.recordsTenThousand?.open,
      id: resource.id,
      nameEn: resource.nameEn,
      providerId: resource.provider,
      synthetic: decision(resource.synthetic),
      matchKeys: listed(
        resource.matchKeys.map((key) => key.join('+')),
        '；',
      ),
      version: resource.version,
    };
  }

  #itemValues(item: InformationItem): Partial<Record<ItemColumn, string | number | undefined>> {
    const { sharing, openness } = item;
    return {
      itemName: item.name,
      itemType: this.#codes.write('item-type', item.type),
      itemLength: item.length,
      itemScale: item.scale,
      itemUnit: item.unit,
      itemCodeTable: item.codeTable,
      itemDescription: item.description,
      itemSensitivity: sensitivityNames[item.sensitivity][0],
      itemMatchable: decision(item.matchable),
      itemSharingType: sharing === undefined ? undefined : this.#codes.write('sharing-type', sharing.type),
      itemSharingCondition: sharing?.condition,
      itemSharingLaw: sharing?.lawBasis,
      itemOpen: openness === undefined ? undefined : decision(openness.open),
      itemOpenCondition: openness?.condition,
      itemField: item.field,
      itemNameEn: item.nameEn,
    };
  }
}

/** Rows of the header: groups, and headings. */
export const headerRows = 2;

function decision(value: boolean): string {
  return value ? '是' : '否';
}

function listed(parts: readonly string[], mark: string): string | undefined {
  return parts.length === 0 ? undefined : parts.join(mark);
}
