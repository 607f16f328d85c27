import { zipSync } from 'fflate';
import * as opentype from 'opentype.js';
import { describe, expect, it } from 'vitest';
import { hasBrowser, openVisit, type Visit } from './support/visit.ts';

const ofd = 'xmlns:ofd="http://www.ofdspec.org/2016"';

/** A package as other makers write them: no prefix but another one, paths without a slash first, what we never write ourselves. */
function foreignOfd(objects: string, resources = '', more: Readonly<Record<string, Buffer>> = {}): Buffer {
  const files: Record<string, string> = {
    'OFD.xml': `<x:OFD xmlns:x="http://www.ofdspec.org/2016"><x:DocBody><x:DocRoot>Doc_0/Document.xml</x:DocRoot></x:DocBody></x:OFD>`,
    'Doc_0/Document.xml': `<ofd:Document ${ofd}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 100 50</ofd:PhysicalBox></ofd:PageArea>
      <ofd:PublicRes>Doc_0/PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/></ofd:CommonData>
      <ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P.xml"/></ofd:Pages><ofd:Annotations>Annots/A.xml</ofd:Annotations></ofd:Document>`,
    'Doc_0/PublicRes.xml': `<ofd:Res ${ofd} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="楷体"/></ofd:Fonts>${resources}</ofd:Res>`,
    'Doc_0/Tpls/T.xml': `<ofd:Page ${ofd}><ofd:Content><ofd:Layer><ofd:PathObject Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L 9 9</ofd:AbbreviatedData></ofd:PathObject></ofd:Layer></ofd:Content></ofd:Page>`,
    'Doc_0/Pages/P.xml': `<ofd:Page ${ofd}><ofd:Template TemplateID="9"/><ofd:Content><ofd:Layer>${objects}</ofd:Layer></ofd:Content></ofd:Page>`,
    'Doc_0/Annots/A.xml': `<ofd:Annotations ${ofd}><ofd:Page PageID="1"><ofd:FileLoc>One.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`,
    'Doc_0/Annots/One.xml': `<ofd:PageAnnot ${ofd}><ofd:Annot Type="Watermark"><ofd:Appearance Boundary="5 6 10 10"><ofd:TextObject Boundary="0 0 9 9" Font="3" Size="2"><ofd:TextCode X="0" Y="2">附注</ofd:TextCode></ofd:TextObject></ofd:Appearance></ofd:Annot></ofd:PageAnnot>`,
  };
  return Buffer.from(
    zipSync({ ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])), ...more }),
  );
}

const path = (data: string) =>
  `<ofd:PathObject Boundary="1 2 50 40" Fill="true" LineWidth="0.5"><ofd:FillColor Value="128"/><ofd:AbbreviatedData>${data}</ofd:AbbreviatedData></ofd:PathObject>`;

async function drawn(visit: Visit, buffer: Buffer) {
  await visit.open('/verify');
  await visit.page.setInputFiles('#verify-files', [{ name: 'foreign.ofd', mimeType: 'application/ofd', buffer }]);
  const svg = visit.page.locator('.ofd-pages svg[role=img]');
  await svg.waitFor();
  return svg;
}

/** A font whose shape number 1 is a square of half its size. */
function squareFont(): Buffer {
  const glyph = (name: string, side: number) => {
    const path = new opentype.Path();
    path.moveTo(0, 0);
    path.lineTo(side, 0);
    path.lineTo(side, side);
    path.lineTo(0, side);
    path.close();
    return new opentype.Glyph({ name, unicode: name === '.notdef' ? undefined : 65, advanceWidth: 600, path });
  };
  const font = new opentype.Font({
    ...{ familyName: 'Square', styleName: 'Regular', unitsPerEm: 1_000, ascender: 800, descender: -200 },
    glyphs: [glyph('.notdef', 100), glyph('A', 500)],
  });
  return Buffer.from(font.toArrayBuffer());
}

describe.runIf(hasBrowser)('an OFD of another maker', () => {
  it('is drawn with its template, its annotations, all strokes and the steps between characters', async () => {
    await using visit = await openVisit({ as: 'market-admin' });
    const { page } = visit;
    await visit.open('/verify');
    const objects = [
      path('M 0 0 L 10 0 Q 1 2 3 4 B 1 2 3 4 5 6 A 1 2 30 0 1 7 8 C'),
      // What is no path is not drawn, whatever else it may be.
      ...['L 1 2', 'M 1', 'M 1 2 url(#a)', 'constructor 1'].map(path),
      '<ofd:TextObject Boundary="10 20 60 9" CTM="0 1 -1 0 5 5" Font="3" Size="4" Alpha="51"><ofd:TextCode X="1" Y="4" DeltaX="5 g 2 6 g 999999999 7">一二三四五</ofd:TextCode></ofd:TextObject>',
      '<ofd:CompositeObject Boundary="30 30 9 9" ResourceID="7"/>',
    ].join('');
    const resources =
      '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="9" Height="9"><ofd:Content><ofd:CompositeObject ResourceID="7"/><ofd:PathObject Boundary="0 0 5 5"><ofd:AbbreviatedData>S 1 1 L 2 2</ofd:AbbreviatedData></ofd:PathObject></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>';
    const file = { name: 'foreign.ofd', mimeType: 'application/ofd', buffer: foreignOfd(objects, resources) };
    await page.setInputFiles('#verify-files', [file]);
    const svg = page.locator('.ofd-pages svg[role=img]');
    await svg.waitFor();
    const drawn = await svg.evaluate((element) => ({
      box: element.getAttribute('viewBox'),
      paths: [...element.querySelectorAll('path')].map((each) => each.getAttribute('d')),
      fill: element.querySelectorAll('path')[1]?.getAttribute('fill'),
      texts: [...element.querySelectorAll('text')].map((each) => [each.textContent, each.getAttribute('x')]),
      turned: element.querySelector('text')?.closest('g[opacity]')?.getAttribute('transform'),
      opacity: element.querySelector('g[opacity]')?.getAttribute('opacity'),
    }));
    expect(drawn).toMatchObject({
      box: '0 0 100 50',
      fill: 'rgb(128,128,128)',
      texts: [
        ['一二三四五', '10 60 120 180 250'],
        ['附注', '0'],
      ],
      turned: 'translate(10 20) matrix(0 1 -1 0 5 5)',
      opacity: '0.2',
    });
    expect(drawn.paths.slice(0, 2)).toEqual(['M 0 0 L 9 9', 'M 0 0 L 10 0 Q 1 2 3 4 C 1 2 3 4 5 6 A 1 2 30 0 1 7 8 Z']);
    // A drawing that holds itself comes to an end.
    expect(new Set(drawn.paths.slice(2))).toEqual(new Set(['M 1 1 L 2 2']));
    // Nobody has sealed it, and that is what counts.
    await page.getByRole('heading', { level: 2, name: '无效 · 未通过' }).waitFor();
    visit.expectQuiet();
  });

  it('shows no more than its clips let through, and its shadings as they run', async () => {
    await using visit = await openVisit({ as: 'market-admin' });
    const area = (more = '') =>
      `<ofd:Clip><ofd:Area CTM="2 0 0 2 0 0"><ofd:Path Boundary="1 1 9 9"><ofd:AbbreviatedData>M 0 0 L 9 0 L 9 9 C</ofd:AbbreviatedData></ofd:Path></ofd:Area>${more}</ofd:Clip>`;
    const object = (clips: string, colour: string) =>
      `<ofd:PathObject Boundary="1 2 50 40" CTM="3 0 0 3 0 0" Stroke="false" Fill="true"><ofd:FillColor>${colour}</ofd:FillColor>${clips}<ofd:AbbreviatedData>M 0 0 L 9 9 L 0 9 C</ofd:AbbreviatedData></ofd:PathObject>`;
    const colours =
      '<ofd:Segment><ofd:Color Value="255 0 0"/></ofd:Segment><ofd:Segment><ofd:Color Value="0 0 0" Alpha="51"/></ofd:Segment>';
    const objects = [
      object(
        `<ofd:Clips TransFlag="false">${area()}</ofd:Clips>`,
        `<ofd:AxialShd StartPoint="0 0" EndPoint="9 0" Extend="1" MapType="Reflect">${colours}</ofd:AxialShd>`,
      ),
      object(
        `<ofd:Clips>${area()}${area('<ofd:Area><ofd:Text/></ofd:Area>')}</ofd:Clips>`,
        `<ofd:RadialShd StartPoint="1 1" EndPoint="4 4" EndRadius="5" Extend="3" Eccentricity="0.6" Angle="30">${colours}</ofd:RadialShd>`,
      ),
      object('', `<ofd:GouraudShd><ofd:Point X="0" Y="0"><ofd:Color Value="0 0 255"/></ofd:Point></ofd:GouraudShd>`),
    ].join('');
    const svg = await drawn(visit, foreignOfd(objects));
    const found = await svg.evaluate((element) => {
      const shapes = [...element.querySelectorAll('path')].filter(
        (path) => path.getAttribute('d') === 'M 0 0 L 9 9 L 0 9 Z',
      );
      const way = (shape: Element | undefined) => {
        const steps: string[] = [];
        for (let at = shape?.parentElement; at && at !== element; at = at.parentElement)
          steps.unshift(at.getAttribute('transform') ?? (at.hasAttribute('clip-path') ? 'clip' : '-'));
        return steps.join(' > ');
      };
      const gradients = [...element.querySelectorAll('linearGradient, radialGradient')];
      const referred = shapes.map((shape) => shape.getAttribute('fill')?.replace(/^url\(#(.*)\)$/, '$1'));
      return {
        ways: shapes.map(way),
        clip: element.querySelector('clipPath path')?.getAttribute('transform'),
        clips: element.querySelectorAll('clipPath').length,
        shades: gradients.map((each, index) => [
          each.localName,
          each.id === referred[index],
          each.getAttribute('spreadMethod'),
          each.getAttribute('gradientTransform'),
          [...each.children].map((stop) => `${stop.getAttribute('offset')} ${stop.getAttribute('stop-opacity') ?? 1}`),
        ]),
        last: shapes.at(-1)?.getAttribute('fill'),
      };
    });
    expect(found).toEqual({
      // What the object's matrix does not move is cut before it.
      ways: [
        'translate(1 2) > clip > matrix(3 0 0 3 0 0)',
        'translate(1 2) matrix(3 0 0 3 0 0) > clip',
        'translate(1 2) matrix(3 0 0 3 0 0)',
      ],
      clip: 'matrix(2 0 0 2 0 0) translate(1 1)',
      clips: 2,
      shades: [
        ['linearGradient', true, 'reflect', null, ['0 1', '1 0.2', '1 0']],
        [
          'radialGradient',
          true,
          null,
          'translate(4 4) rotate(30) scale(1 0.8) rotate(-30) translate(-4 -4)',
          ['0 1', '1 0.2'],
        ],
      ],
      last: 'rgb(0,0,255)',
    });
    await visit.page.getByText('1 处网格渐变或图案以单色代替显示').waitFor();
    visit.expectQuiet();
  });

  it('is drawn with the shapes of its own font where it names them by number, and in letters where it cannot be', async () => {
    await using visit = await openVisit({ as: 'market-admin' });
    const text = (glyphs: string, font = '8') =>
      `<ofd:TextObject Boundary="10 20 60 9" Font="${font}" Size="4"><ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>${glyphs}</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X="1" Y="4" DeltaX="5">甲乙</ofd:TextCode></ofd:TextObject>`;
    const objects = text('1 1') + text('1 9') + text('1 1', '6') + text('1 1', '3');
    const fonts =
      '<ofd:Fonts><ofd:Font ID="8" FontName="own"><ofd:FontFile>own.otf</ofd:FontFile></ofd:Font><ofd:Font ID="6" FontName="none"><ofd:FontFile>none.otf</ofd:FontFile></ofd:Font></ofd:Fonts>';
    const files = { 'Doc_0/Res/own.otf': squareFont(), 'Doc_0/Res/none.otf': Buffer.from('no font') };
    const svg = await drawn(visit, foreignOfd(objects, fonts, files));
    const found = await svg.evaluate((element) => ({
      paths: [...element.querySelectorAll('path')].map((each) => each.getAttribute('d')).slice(1),
      letters: [...element.querySelectorAll('text')].map((each) => each.textContent),
    }));
    // Half of the font's 1,000 units at 4 mm, ten times enlarged: 20; the second stands 5 mm further on.
    expect(found.paths).toEqual(['M10 40L30 40L30 20L10 20ZM60 40L80 40L80 20L60 20Z']);
    expect(found.letters).toEqual(['甲乙', '甲乙', '甲乙', '附注']);
    visit.expectQuiet();
  });
});
