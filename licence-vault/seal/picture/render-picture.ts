import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Outlines, readOutlines } from './outlines.ts';

/** Dots to an inch: what seals in licences are printed at. */
const resolution = 300;
const millimetresPerInch = 25.4;

const require = createRequire(import.meta.url);

/** Bold Song characters, as seals have them (国发〔1999〕25号 art. 15: 简化的宋体字). SIL Open Font Licence 1.1. */
const fontFile = '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf';

/** Reads the outlines that seals are drawn with; 15 MB, so it is read when a seal is drawn and let go after. */
export async function loadSealOutlines(): Promise<Outlines> {
  return readOutlines(await readFile(require.resolve(fontFile)));
}

/** Renders a drawing as PNG with a transparent ground, 300 dots to an inch. The renderer is loaded when it is needed. */
export async function renderPng(svg: string, widthMm: number): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const width = Math.round((widthMm / millimetresPerInch) * resolution);
  const image = await renderAsync(svg, { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } });
  return image.asPng();
}
