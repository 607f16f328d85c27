import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRowSchema } from '../../../catalog/resource/derive-row-schema.ts';
import { readResourceDraft } from '../../../catalog/resource/read-draft.ts';
import { type Resource, type WrittenContent, writtenContent } from '../../../catalog/resource/resource.ts';
import { quotedCell, safeCell, unquotedCell } from '../../../catalog/workbook/safe-cell.ts';
import { exported, recordsIn } from './reading.ts';
import { sampleTables } from './sample-tables.ts';

const codesOf = (table: Parameters<typeof sampleTables.get>[0]) => [...(sampleTables.get(table)?.keys() ?? [])];

/** Beginnings of formulas, quotes, white space, line breaks, things that look like escapes of the format: what texts may hold. */
const odd = fc.constantFrom(
  '=1+1',
  '-1',
  '@sum',
  '\t',
  '\r\n',
  ' ',
  "'",
  "''=",
  '_x0041_',
  '_x005F_',
  '<&>"',
  '、',
  '；',
  '＝',
  '1',
  '是',
  '𠮷',
  '\u0001',
  '\ufffe',
  '无',
  '/',
);
const text = (maxLength: number) =>
  fc
    .array(fc.oneof(odd, fc.string({ maxLength: 6, unit: 'binary' }), fc.constantFrom('人口', '信息', 'name')), {
      maxLength: 6,
    })
    .map((parts) => parts.join('').replaceAll('\0', '').toWellFormed().slice(0, maxLength).toWellFormed());
const filled = (maxLength: number) =>
  text(maxLength).map((value) => (/\S/.test(value) ? value : `${value}名`.slice(-maxLength)));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const code = fc
  .tuple(fc.constantFrom('1', '2', '3'), fc.stringMatching(/^\d{5,9}$/), fc.integer({ min: 1, max: 99999 }))
  .map(([kind, place, serial]) => `${kind}${place}/${serial}`);
const figures = fc.record(
  {
    total: fc.double({ min: 0, max: 1e12, noNaN: true }),
    shared: fc.double({ min: 0, max: 1e12, noNaN: true }),
    open: fc.nat(),
  },
  { requiredKeys: ['total'] },
);
const openness = fc.record({ open: fc.boolean(), condition: filled(1000) }, { requiredKeys: ['open'] });
const sharing = fc.record(
  { type: fc.constantFrom('1', '2'), condition: filled(1000), lawBasis: filled(1000) },
  { requiredKeys: ['type'] },
);

const item = fc.record(
  {
    name: filled(120),
    nameEn: filled(200),
    type: fc.constantFrom(...codesOf('item-type')),
    length: fc.integer({ min: 1, max: 1_000_000 }),
    scale: fc.integer({ min: 0, max: 30 }),
    unit: filled(40),
    codeTable: filled(120),
    description: filled(1000),
    sensitivity: fc.constantFrom('public' as const, 'internal' as const, 'personal' as const, 'sensitive' as const),
    matchable: fc.boolean(),
    sharing,
    openness,
  },
  { requiredKeys: ['name', 'nameEn', 'type', 'sensitivity', 'matchable'] },
);

const content: fc.Arbitrary<WrittenContent> = fc
  .record({
    code,
    name: filled(120),
    nameEn: filled(200),
    abstract: filled(2000),
    section: filled(60),
    classItem: filled(60),
    subItem: optional(filled(120)),
    format: fc.record({ category: fc.constantFrom(...codesOf('format')), concrete: filled(60) }),
    items: fc.uniqueArray(item, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
    sharing: sharing.chain((one) => fc.constantFrom(...codesOf('sharing-mode')).map((mode) => ({ ...one, mode }))),
    openness,
    updateCycle: fc.constantFrom(...codesOf('update-cycle')),
    publicationDate: optional(day),
    relatedResources: fc.uniqueArray(code, { maxLength: 3 }),
    relations: fc.uniqueArray(fc.record({ kind: fc.constantFrom(...codesOf('relation-kind')), code }), {
      maxLength: 3,
      selector: (one) => JSON.stringify(one),
    }),
    census: optional(
      fc.record(
        { system: filled(120), duty: filled(500), asOf: day, storageGigabytes: figures, recordsTenThousand: figures },
        { requiredKeys: ['system'] },
      ),
    ),
    extension: fc.dictionary(fc.oneof(text(20), fc.constantFrom('信息资源名称', '备注', '')), text(200), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    synthetic: fc.boolean(),
    ownSchema: optional(text(40_000)),
    keys: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
  })
  .map(({ section, classItem, subItem, ownSchema, keys, publicationDate, census, ...rest }) => {
    const items = rest.items.map((each, index) => ({ ...each, field: `field${index}` }));
    const matchKeys =
      keys.length === 0
        ? []
        : [keys.filter((key) => key < items.length).map((key) => `field${key}`)].filter((key) => key.length > 0);
    const derived = deriveRowSchema(items, matchKeys);
    return writtenContent(
      readResourceDraft({
        ...rest,
        ...{ id: `police.r${rest.code.replace('/', '-')}`, provider: 'police', items, matchKeys },
        class: {
          category: rest.code.charAt(0),
          section: sectionOf(rest.code, section),
          item: classItem,
          ...(subItem === undefined ? {} : { subItem }),
        },
        ...(publicationDate === undefined ? {} : { publicationDate }),
        ...(census === undefined ? {} : { census }),
        rowSchema:
          ownSchema === undefined
            ? derived
            : { ...derived, description: ownSchema.padEnd(ownSchema.length * 40, ownSchema) },
      }),
    );
  });

/** Of the categories whose sections are listed, one of those; what is not listed there is never stored. */
function sectionOf(code: string, otherwise: string): string {
  const listed = [...(sampleTables.get('class-section')?.values() ?? [])].filter(
    ({ parent }) => parent === code.charAt(0),
  );
  return listed[Number(code.slice(1, 3)) % Math.max(1, listed.length)]?.code ?? otherwise;
}

function stored(written: WrittenContent): Resource {
  return {
    ...(readResourceDraft(written) as Resource),
    ...{ status: 'draft', submittedBy: undefined, held: false, edition: 0, version: 3, schemaVersion: 1 },
    ...{ createdAt: new Date(0), createdBy: 'officer:1', updatedAt: new Date(0), updatedBy: 'officer:1' },
  };
}

describe('a workbook that was exported and is imported again', () => {
  it('loses nothing of any record', async () => {
    const some = fc.uniqueArray(content, { minLength: 1, maxLength: 3, selector: (one) => one.code });
    await fc.assert(
      fc.asyncProperty(some, fc.boolean(), async (contents, extensionsHaveColumns) => {
        const names = extensionsHaveColumns ? [...new Set(contents.flatMap((one) => Object.keys(one.extension)))] : [];
        const records = await recordsIn(await exported(contents.map(stored), names));
        expect(
          records.flatMap(({ notes }) => notes.breaches().map(({ places, problem }) => [problem.code, places])),
        ).toEqual([]);
        expect(records.map((record) => record.content && writtenContent(record.content))).toEqual(contents);
        expect(records.map(({ version }) => version)).toEqual(contents.map(() => 3));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a text in a cell', () => {
  it('is read again letter by letter, whatever it is', () => {
    fc.assert(
      fc.property(text(100), (value) => unquotedCell(quotedCell(value)) === value),
      { numRuns: 500 },
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠A'])(
    'never begins what a spreadsheet would execute: %j',
    (value) => {
      expect(safeCell(value)).toBe(`'${value}`);
      expect(quotedCell(value)).toBe(`'${value}`);
    },
  );

  it('that somebody typed loses the white space around it and keeps its quotation marks', () => {
    expect(unquotedCell(" '十四五'规划 ")).toBe("'十四五'规划");
    expect(safeCell('户籍人口')).toBe('户籍人口');
  });
});
