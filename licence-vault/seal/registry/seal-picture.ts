import { kernelProblems } from '../../../kernel/index.ts';
import type { SealDrawing, SealUpload } from '../../generated/schemas.ts';
import { checkPng } from '../picture/check-png.ts';
import { drawRoundSeal, markSpecimen } from '../picture/draw-seal.ts';
import { loadSealOutlines, renderPng } from '../picture/render-picture.ts';
import { nationalSealSizes } from '../picture/seal-size.ts';

/** A seal's picture: PNG and millimetres. */
export interface SealImage {
  readonly picture: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws the picture that was described, or checks the one that was uploaded. In a demonstration either says 样章.
 * @throws INVALID_INPUT unless exactly one of both is given, and what drawing and checking refuse
 */
export async function pictureOf(options: {
  drawing?: SealDrawing | undefined;
  upload?: SealUpload | undefined;
  specimen: boolean;
}): Promise<SealImage> {
  const { drawing, upload } = options;
  if (drawing !== undefined && upload === undefined) return drawn(drawing, options.specimen);
  if (drawing === undefined && upload !== undefined) return uploaded(upload, options.specimen);
  const errors = [{ pointer: '', detail: 'give one of drawing and upload' }];
  throw kernelProblems.INVALID_INPUT({ count: 1 }, { errors });
}

async function drawn(drawing: SealDrawing, specimen: boolean): Promise<SealImage> {
  const { diameterMm, centre } = nationalSealSizes[drawing.body];
  const { text: name, caption } = drawing;
  const svg = drawRoundSeal({ name, caption, diameterMm, centre, specimen }, await loadSealOutlines());
  return { picture: await renderPng(svg, diameterMm), width: diameterMm, height: diameterMm };
}

async function uploaded(upload: SealUpload, specimen: boolean): Promise<SealImage> {
  const { widthMm: width, heightMm: height } = upload;
  const { data } = checkPng(Buffer.from(upload.png, 'base64'));
  if (!specimen) return { picture: data, width, height };
  const svg = markSpecimen({ png: data, widthMm: width, heightMm: height }, await loadSealOutlines());
  return { picture: await renderPng(svg, width), width, height };
}
