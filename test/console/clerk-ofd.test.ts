import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { hasBrowser, openVisit } from './support/visit.ts';

const ofd = 'xmlns:ofd="http://www.ofdspec.org/2016"';

/** A package as other makers write them: no prefix but another one, paths without a slash first, what we never write ourselves. */
function foreignOfd(objects: string, resources = ''): Buffer {
  const files = {
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
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))),
  );
}

const path = (data: string) =>
  `<ofd:PathObject Boundary="1 2 50 40" Fill="true" LineWidth="0.5"><ofd:FillColor Value="128"/><ofd:AbbreviatedData>${data}</ofd:AbbreviatedData></ofd:PathObject>`;

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
});
