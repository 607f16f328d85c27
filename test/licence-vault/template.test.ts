import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../kernel/index.ts';
import {
  businessLicence,
  checkDefinition,
  checkTemplate,
  faceItem,
  type LicenceTypeDefinition,
  layoutLicence,
  type PageItem,
  readTemplate,
  schemaOfItems,
  sealPlaceOf,
  type TextItem,
  writeOfd,
} from '../../licence-vault/index.ts';
import { annotate } from '../../licence-vault/licence-type/template/annotate.ts';
import { breakLines, fitText, widthOf } from '../../licence-vault/licence-type/template/fit-text.ts';
import { readPath } from '../../licence-vault/licence-type/template/svg-path.ts';
import { demoLicenceTypes } from '../../ops/demo/licence-types/index.ts';
import { anyCharacter } from '../support/any-character.ts';
import { png } from './ofd-documents.ts';

type Content = Parameters<typeof layoutLicence>[0]['content'];

function contentOf(type: LicenceTypeDefinition, data: Readonly<Record<string, unknown>>): Content {
  const identifier = `1.2.156.3005.2.${type.code}.11450721MB0721059U.20260000001.001.X`;
  return {
    identifier: identifier as Content['identifier'],
    type: { code: type.code, name: type.title.zh },
    holder: { kind: '001', number: String(data[type.holder.number]), name: String(data[type.holder.name]) },
    issuer: { code: '11450721MB0721059U', name: '灵山县行政审批局' },
    ...{ issuedOn: '2026-11-21', validFrom: '2026-11-21', validTo: '长期', version: '001' },
    data: { ...data },
  };
}

const words = (items: readonly PageItem[]): string =>
  items
    .filter((item): item is TextItem => item.kind === 'text')
    .map(({ text }) => text)
    .join('\n');

const svg = (inside: string, attributes = 'width="210mm" height="297mm" viewBox="0 0 210 297"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`;
const seal = '<rect data-seal="" x="120" y="220" width="40" height="40"/>';
const findings = (text: string) => (readTemplate(Buffer.from(text)).findings ?? []).map(({ detail }) => detail);

const items = [
  faceItem('name', '名称', 'Name'),
  faceItem('number', '代码', 'Code', { type: 'unified-code' }),
  faceItem('scope', '范围', 'Scope', { maxLength: 5000 }),
];
const type: LicenceTypeDefinition = {
  ...businessLicence,
  holder: { kinds: ['001'], number: 'number', name: 'name' },
  term: undefined,
  items,
  schema: schemaOfItems(items),
};
const fields = ['name', 'number']
  .map((name, index) => `<text data-field="${name}" data-width="120" x="20" y="${40 + index * 10}"/>`)
  .join('');
const scope =
  '<text data-field="scope" data-width="80" data-max-lines="3" data-min-size="2" x="20" y="80" font-size="4"/>';
const readWhole = (text: string) => {
  const { template } = readTemplate(Buffer.from(text));
  if (template === undefined) throw new Error(JSON.stringify(readTemplate(Buffer.from(text)).findings));
  return template;
};
const whole = readWhole(svg(fields + scope + seal));

describe('the demonstration’s six licence types', () => {
  it.each(demoLicenceTypes.map((demo) => [demo.definition.title.zh, demo] as const))(
    '%s: definition, sample and template fit together, and its page shows every item of the face',
    (_, { definition, template: text, sample }) => {
      expect(checkDefinition(definition)).toEqual([]);
      expect(compileSchema(definition.schema)(sample)).toEqual([]);
      const template = readWhole(text);
      expect(checkTemplate(template, definition)).toEqual([]);
      const content = contentOf(definition, sample);
      const laid = layoutLicence({ type: definition, template, content });
      expect(laid.pages).toHaveLength(1);
      const bare = (text: unknown) => String(text).replace(/\s/g, '');
      const shown = bare(words(laid.pages[0]?.items ?? []));
      const plain = definition.items.filter(
        ({ name, type: kind }) => typeof sample[name] === 'string' && kind !== 'day',
      );
      const onFace = plain.filter(({ place }) => place === 'face').map(({ name }) => bare(sample[name]));
      expect(onFace.filter((value) => !shown.includes(value))).toEqual([]);
      // A value of the file's inside is on the page only where the face has the same.
      const inside = plain.filter(({ place }) => place === 'inner').map(({ name }) => bare(sample[name]));
      expect(inside.filter((value) => shown.includes(value) && !onFace.some((face) => face.includes(value)))).toEqual(
        [],
      );
      expect(shown).toContain(content.identifier);
      const { x, y } = sealPlaceOf(template);
      expect([x + 45 <= template.width, y + 45 <= template.height, x >= 0, y >= 0]).toEqual([true, true, true, true]);
      expect(writeOfd(laid).length).toBeGreaterThan(1000);
    },
  );

  it('are six, with different codes and names', () => {
    expect(new Set(demoLicenceTypes.map(({ definition }) => definition.code)).size).toBe(6);
    expect(demoLicenceTypes.map(({ definition }) => definition.title.zh)).toEqual(
      expect.arrayContaining([
        '营业执照',
        '食品经营许可证',
        '居民户口簿',
        '不动产权证书',
        '建筑工程施工许可证',
        '结婚证',
      ]),
    );
  });
});

describe('a definition', () => {
  const wrong: readonly (readonly [string, Partial<LicenceTypeDefinition>, string])[] = [
    ['a code with a wrong check character', { code: '11100000MB0143028A001' }, '/code'],
    ['a code that is too short', { code: '111' }, '/code'],
    ['a name with capitals', { name: 'Business' }, '/name'],
    ['no item', { items: [] }, '/items'],
    ['an item twice', { items: [...items, items[0]!] }, '/items'],
    ['an item with a hyphen', { items: [...items, faceItem('a-b', '甲', 'A')] }, '/items/3/name'],
    [
      'a day with a length',
      { items: [...items, faceItem('d', '日', 'D', { type: 'day', maxLength: 9 })] },
      '/items/3/maxLength',
    ],
    ['a choice of nothing', { items: [...items, faceItem('c', '选', 'C', { type: 'choice' })] }, '/items/3/values'],
    ['a holder’s number that is no item', { holder: { kinds: ['001'], number: 'x', name: 'name' } }, '/holder/number'],
    ['a term that is text', { term: 'scope' }, '/term'],
    ['a schema of something else', { schema: { type: 'object' } }, '/schema'],
  ];
  it.each(wrong)('is refused for %s', (_, change, pointer) => {
    expect(checkDefinition({ ...type, ...change }).map((error) => error.pointer)).toContain(pointer);
  });

  it('gives the schema that its items say', () => {
    const check = compileSchema(
      schemaOfItems([
        faceItem('text', '字', 'T', { maxLength: 3 }),
        faceItem('day', '日', 'D', { type: 'day', required: false }),
        faceItem('term', '期', 'P', { type: 'term', required: false }),
        faceItem('word', '选', 'W', { type: 'choice', values: ['甲', '乙'], required: false }),
        faceItem('lines', '行', 'L', { type: 'list', maxLength: 2, required: false }),
        faceItem('size', '数', 'N', { type: 'number', required: false }),
      ]),
    );
    const good = {
      text: '甲乙丙',
      day: '2026-02-28',
      term: { from: '2026-01-01', to: '长期' },
      word: '乙',
      lines: ['甲'],
      size: 1.5,
    };
    expect(check(good)).toEqual([]);
    for (const bad of [
      { ...good, text: '甲乙丙丁' },
      { ...good, text: ' 甲' },
      { ...good, day: '2026-02-30' },
      { ...good, term: { from: '2026-01-01', to: 'never' } },
      { ...good, word: '丙' },
      { ...good, lines: ['甲乙丙'] },
      { ...good, lines: [] },
      { ...good, size: '1' },
      { ...good, more: 1 },
      { day: '2026-01-01' },
    ]) {
      expect(check(bad)).not.toEqual([]);
    }
  });
});

describe('a template’s SVG', () => {
  it('is read with its shapes, words, pictures and groups', () => {
    const picture = `<image href="data:image/png;base64,${png().toString('base64')}" x="1" y="2" width="10" height="5"/>`;
    const {
      drawing,
      pictures,
      seal: place,
    } = readWhole(
      svg(
        `<title>t</title><g transform="translate(10, 20)" stroke="#f00" fill="none"><rect x="0" y="0" width="5" height="6" rx="1"/>` +
          `<line x1="0" y1="0" x2="3" y2="4"/><path d="m 1 1 h2 v2 q1 1 2 0 c1 1 2 2 3 3 a1 1 0 0 1 2 2 z" stroke-dasharray="1 2"/></g>` +
          `<text x="50" y="60" font-family="黑体" font-size="6" text-anchor="middle" letter-spacing="2" fill="#123456">执照</text>` +
          `<text font-family="kai"><tspan x="1" y="9">甲</tspan><tspan x="1" y="19">乙</tspan></text>${picture}${picture}${seal}`,
      ),
    );
    expect(drawing.map(({ kind }) => kind)).toEqual([
      'path',
      'path',
      'path',
      'text',
      'text',
      'text',
      'picture',
      'picture',
    ]);
    expect(drawing[1]).toMatchObject({
      segments: [
        ['M', 10, 20],
        ['L', 13, 24],
      ],
      stroke: { colour: [255, 0, 0] },
    });
    expect(drawing[2]).toMatchObject({ stroke: { dash: [1, 2] } });
    expect(drawing[3]).toMatchObject({
      text: '执照',
      font: 'hei',
      size: 6,
      align: 'centre',
      advances: [8],
      colour: [18, 52, 86],
    });
    expect([drawing[4], drawing[5]]).toMatchObject([
      { text: '甲', y: 9, font: 'kai' },
      { text: '乙', y: 19 },
    ]);
    expect(Object.values(pictures)).toEqual([png()]);
    expect(place).toEqual({ x: 140, y: 240 });
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['a script', svg(`<script>alert(1)</script>${seal}`), /no script/],
    ['a style sheet', svg(`<style>text{}</style>${seal}`), /no script, style or link/],
    ['an event handler', svg(`<rect width="1" height="1" onclick="x()"/>${seal}`), /attribute onclick/],
    ['a style attribute', svg(`<rect width="1" height="1" style="fill:red"/>${seal}`), /attribute style/],
    [
      'a picture from elsewhere',
      svg(`<image href="https://x.test/a.png" width="1" height="1"/>${seal}`),
      /nothing is fetched/,
    ],
    [
      'an SVG as picture',
      svg(`<image href="data:image/svg+xml;base64,PHN2Zy8+" width="1" height="1"/>${seal}`),
      /PNG or JPEG itself/,
    ],
    [
      'a PNG that is none',
      svg(`<image href="data:image/png;base64,AAAA" width="1" height="1"/>${seal}`),
      /PNG or JPEG itself/,
    ],
    ['foreign XML', svg(`<x:a xmlns:x="urn:x"/>${seal}`), /nothing foreign/],
    ['use', svg(`<use href="#a"/>${seal}`), /is not drawn here/],
    ['a rotation', svg(`<g transform="rotate(3)"/>${seal}`), /must be translate/],
    ['a document type', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg(seal)}`, /document type/],
    ['text that is no XML', '<svg', /no well-formed XML/],
    ['another root', '<html/>', /must be an svg element/],
    ['no size in millimetres', svg(seal, 'width="210" height="297" viewBox="0 0 210 297"'), /width and height in mm/],
    [
      'units that are no millimetres',
      svg(seal, 'width="210mm" height="297mm" viewBox="0 0 100 100"'),
      /viewBox="0 0 210 297"/,
    ],
    ['a page of a mile', svg(seal, 'width="9999mm" height="297mm" viewBox="0 0 9999 297"'), /20 to 1200/],
    ['no place of the seal', svg(''), /no rect with data-seal/],
    ['two places of the seal', svg(seal + seal), /more than one rect/],
    ['a colour by name', svg(`<rect width="1" height="1" fill="red"/>${seal}`), /fill must be #rrggbb/],
    ['a font that readers may lack', svg(`<text font-family="Papyrus">甲</text>${seal}`), /font-family must be one of/],
    ['something invisible', svg(`<rect width="1" height="1" fill="none"/>${seal}`), /neither fill nor stroke/],
    ['path data of other commands', svg(`<path d="M 0 0 T 1 1"/>${seal}`), /commands M L H V C Q A Z/],
    ['a field with words', svg(`<text data-field="a" data-width="10">甲</text>${seal}`), /text goes into an element/],
    ['a field without a width', svg(`<text data-field="a"/>${seal}`), /needs data-width/],
    [
      'print that nobody can read',
      svg(`<text data-field="a" data-width="9" data-min-size="0.5"/>${seal}`),
      /data-min-size/,
    ],
    ['groups within groups', svg('<g>'.repeat(20) + '</g>'.repeat(20) + seal), /nests deeper/],
  ];
  it.each(refused)('is refused for %s, with the place and why', (_, text, expected) => {
    expect(findings(text)).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });

  it('never ends otherwise than with a template or findings', () => {
    const part = fc.constantFrom(
      '<g>',
      '</g>',
      '<text',
      ' x="1"',
      '>',
      '<path d="',
      'M 0 0',
      '"/>',
      '<svg',
      seal,
      '甲',
      '&amp;',
      '&#0;',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const reading = readTemplate(Buffer.from(svg(parts.join(''))));
        expect(reading.template === undefined ? (reading.findings?.length ?? 0) > 0 : true).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('has path data only where every number belongs to a command', () => {
    const at = { x: 0, y: 0 };
    expect(readPath('M1-1L.5.5', at)).toEqual([
      ['M', 1, -1],
      ['L', 0.5, 0.5],
    ]);
    expect(readPath('M 0 0 10 10 L 5 5 z m 1 1', at)).toEqual([
      ['M', 0, 0],
      ['L', 10, 10],
      ['L', 5, 5],
      ['C'],
      ['M', 1, 1],
    ]);
    for (const bad of [
      '',
      'L 1 1',
      'M 1',
      'M 1 1 L 2',
      'M 1 1 Z 3',
      'M 1 1 A 1 1 0 2 0 3 3',
      'M 1e9 1',
      'M 1 1 # 2 2',
    ]) {
      expect(readPath(bad, at)).toBeUndefined();
    }
  });
});

describe('a template held against its type', () => {
  const against = (inside: string) => checkTemplate(readWhole(svg(inside)), type).map(({ detail }) => detail);

  it('needs a field for every item of the face, and none that is not there', () => {
    expect(checkTemplate(whole, type)).toEqual([]);
    expect(against(fields + seal)).toEqual([expect.stringMatching(/no field for scope \(范围\)/)]);
    expect(against(`${fields}${scope}<text data-field="colour" data-width="9" x="1" y="9"/>${seal}`)).toEqual([
      expect.stringMatching(/names no item of the type/),
    ]);
    expect(
      against(`${fields}${scope}<text data-field="licence.identifier" data-width="9" x="1" y="9"/>${seal}`),
    ).toEqual([]);
  });

  it('prints no inner item, and no format that makes nothing of a value', () => {
    const inner = { ...type, items: [...items, { ...faceItem('secret', '密', 'S'), place: 'inner' as const }] };
    const template = readWhole(svg(`${fields}${scope}<text data-field="secret" data-width="9" x="1" y="9"/>${seal}`));
    expect(checkTemplate(template, inner).map(({ detail }) => detail)).toEqual([expect.stringMatching(/inner item/)]);
    expect(
      against(`${fields}${scope}<text data-field="name" data-format="day" data-width="9" x="1" y="9"/>${seal}`),
    ).toEqual([expect.stringMatching(/day makes nothing of a text/)]);
  });

  it('keeps seal, fields and drawing on the page', () => {
    expect(against(`${fields}${scope}<rect data-seal="" x="190" y="220" width="40" height="40"/>`)).toEqual([
      expect.stringMatching(/seal of 45 mm/),
    ]);
    expect(against(`${fields}${scope}<text data-field="name" data-width="90" x="150" y="9"/>${seal}`)).toEqual([
      expect.stringMatching(/does not lie on the page/),
    ]);
    expect(against(`${fields}${scope}${seal}<rect x="200" y="1" width="50" height="2"/>`)).toEqual([
      expect.stringMatching(/draws 1 things/),
    ]);
  });
});

describe('text in its place', () => {
  it('never goes beyond its width or its lines, and loses nothing that it does not say', () => {
    const text = fc
      .array(fc.oneof(anyCharacter, fc.constantFrom('甲', '，', '（', '）', ' ', 'A', '9')))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 6, max: 60 }), fc.integer({ min: 1, max: 6 }), (value, width, maxLines) => {
        const leading = 1.4;
        const fitted = fitText({ text: value, size: 4, minSize: 2, width, maxLines, leading, cutMark: '…' });
        for (const line of fitted.lines) expect(widthOf(line) * fitted.size).toBeLessThanOrEqual(width + 1e-6);
        const height = fitted.size * ((fitted.lines.length - 1) * leading + 1);
        expect(height).toBeLessThanOrEqual(4 * ((maxLines - 1) * leading + 1) + 1e-6);
        const bare = (all: string) => all.replace(/\s/gu, '');
        if (fitted.isWhole) expect(bare(fitted.lines.join(''))).toBe(bare(value));
        else expect(fitted.lines.at(-1)).toMatch(/…$/);
      }),
      { numRuns: 300, examples: [['9甲，', 6, 2]] },
    );
  });

  it('begins no line with a mark and ends none with a bracket', () => {
    expect(breakLines('甲乙丙，丁', 3)).toEqual(['甲乙', '丙，丁']);
    expect(breakLines('甲乙（丙）', 3)).toEqual(['甲乙', '（丙）']);
    expect(breakLines('甲乙 ABC', 3)).toEqual(['甲乙', 'ABC']);
    // Unless both together are longer than a line.
    expect(breakLines('9甲，', 1.5)).toEqual(['9甲', '，']);
  });

  it('is shrunk, and what has no room even then stands whole on a page that follows', () => {
    const data = { name: '某公司', number: '91450721MA5N000009' };
    const short = layoutLicence({ type, template: whole, content: contentOf(type, { ...data, scope: '食品' }) });
    expect(short.pages).toHaveLength(1);
    const shrunk = layoutLicence({
      type,
      template: whole,
      content: contentOf(type, { ...data, scope: '食品销售'.repeat(30) }),
    });
    expect(shrunk.pages).toHaveLength(1);
    expect(shrunk.pages[0]?.items.some((item) => item.kind === 'text' && item.size < 4)).toBe(true);
    const long = '许可经营项目甲乙丙丁。'.repeat(400);
    const content = contentOf(type, { ...data, scope: long });
    const { pages } = layoutLicence({ type, template: whole, content });
    expect(words(pages[0]?.items ?? [])).toContain('……（全文见附页）');
    const following = pages.slice(1).map((page) =>
      words(page.items)
        .split('\n')
        .filter((line) => !['附页', '范围'].includes(line)),
    );
    expect(following.flat().join('')).toBe(long);
    expect(layoutLicence({ type, template: whole, content })).toEqual(
      layoutLicence({ type, template: whole, content }),
    );
  });
});

describe('a page without a template', () => {
  const sample = demoLicenceTypes[0]!.sample;
  it('lists the items of the face, says who issued it when, and has the seal on it', () => {
    const content = contentOf(businessLicence, { ...sample, registrationNumber: 'INNER-1' });
    const laid = layoutLicence({ type: businessLicence, template: undefined, content });
    expect(laid.pages).toHaveLength(1);
    const shown = words(laid.pages[0]?.items ?? []);
    for (const expected of [
      '营业执照',
      '灵山县演示食品有限公司',
      '2020年03月18日至长期',
      '2026年11月21日',
      content.identifier,
    ]) {
      expect(shown).toContain(expected);
    }
    expect(shown).not.toContain('INNER-1');
    expect(sealPlaceOf(undefined, { width: 42, height: 42 })).toEqual({ page: 1, x: 139, y: 225 });
    expect(laid.customData).toEqual(expect.arrayContaining([{ name: 'ZZBS', value: content.identifier }]));
  });

  it('goes on over as many pages as it takes', () => {
    const businessScope = '食品生产；食品销售。'.repeat(490);
    const laid = layoutLicence({
      type: businessLicence,
      template: undefined,
      content: contentOf(businessLicence, { ...sample, businessScope }),
    });
    expect(laid.pages.length).toBeGreaterThan(3);
    const values = laid.pages.flatMap((page) => page.items.filter((item) => item.kind === 'text' && item.x === 78));
    expect(words(values).replaceAll('\n', '')).toContain(businessScope);
    expect(words(laid.pages.at(-1)?.items ?? [])).toContain('登记日期');
  });
});

describe('an annotated copy', () => {
  it('says on every page what it is for, at the foot and across', () => {
    const lines = ['仅供办理食品经营许可（FP-2026-0001）使用', '2026年11月25日前有效'];
    const content = contentOf(type, { name: '某公司', number: '91450721MA5N000009', scope: '甲乙丙丁。'.repeat(600) });
    const { pages } = layoutLicence({ type, template: whole, content, annotation: { lines } });
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) {
      for (const line of lines) expect(words(page.items)).toContain(line);
      expect(page.items.filter((item) => item.kind === 'text' && item.degrees !== undefined)).toHaveLength(3);
    }
  });

  it.each([
    ['a wide page', { width: 297, height: 222 }, 6],
    ['a tall page', { width: 210, height: 309 }, 3],
  ] as const)('leaves no half of %s bare, and none of its words off the page', (_, size, count) => {
    const line = '仅供灵山县人力资源和社会保障局办理“城乡居民养老保险待遇申领”使用';
    const { page } = annotate({ ...size, items: [] }, [line]);
    const rows = page.items.flatMap((item) => (item.kind === 'text' && item.degrees !== undefined ? [item] : []));
    expect(rows).toHaveLength(count);
    const ends = rows.map(({ x, text, size: height }) => x + widthOf(text) * height * Math.cos(Math.PI / 6));
    expect(Math.max(...ends)).toBeLessThanOrEqual(size.width);
    expect(Math.max(...ends)).toBeGreaterThan(size.width * 0.8);
  });

  it('leaves no line out, however long', () => {
    const lines = ['用途'.repeat(2000)];
    const content = contentOf(type, { name: '某公司', number: '91450721MA5N000009', scope: '甲' });
    const { pages } = layoutLicence({ type, template: whole, content, annotation: { lines } });
    const listed = pages.slice(1).flatMap((page) => page.items.filter((item) => item.kind === 'text' && item.x === 78));
    expect(words(listed).replaceAll('\n', '')).toBe(lines[0]);
  });
});
