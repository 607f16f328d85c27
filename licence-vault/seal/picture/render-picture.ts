import { houseFont } from '../../font/house-fonts.ts';
import { type Outlines, outlinesOf } from './outlines.ts';

/** Dots to an inch: what seals in licences are printed at. */
const resolution = 300;
const millimetresPerInch = 25.4;

/** The outlines that seals are drawn with: bold Song characters, as seals have them (国发〔1999〕25号 art. 15: 简化的宋体字). */
export async function loadSealOutlines(): Promise<Outlines> {
  return outlinesOf(houseFont('bold'));
}

/** Renders a drawing as PNG with a transparent ground, 300 dots to an inch. The renderer is loaded when it is needed. */
export async function renderPng(svg: string, widthMm: number): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const width = Math.round((widthMm / millimetresPerInch) * resolution);
  const image = await renderAsync(svg, { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } });
  return image.asPng();
}
