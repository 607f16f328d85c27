import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';

/** A QR code as pictures. */
export interface QrPicture {
  readonly svg: string;
  readonly png: Buffer;
  /** Modules on a side, without the quiet zone. */
  readonly modules: number;
}

/** Pixels of a module in the PNG. */
const moduleSize = 6;

/**
 * Draws a QR code (ISO/IEC 18004) at error correction level M with its quiet zone: 15 % of it may be dirty or glare.
 * @throws Error for text that no QR code holds
 */
export async function drawQr(text: string): Promise<QrPicture> {
  await prepared();
  const { svg, image, error, symbol } = await writeBarcode(text, {
    format: 'QRCode',
    options: 'ecLevel=M',
    scale: moduleSize,
  });
  if (error !== '' || image === null) throw new Error('the text fits no QR code', { cause: error });
  return { svg, png: Buffer.from(await image.arrayBuffer()), modules: symbol.width };
}

let preparing: Promise<unknown> | undefined;

/** Loads the library's code from its package; by itself it would fetch it from outside. */
function prepared(): Promise<unknown> {
  preparing ??= load();
  return preparing;
}

async function load(): Promise<unknown> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'));
  return prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer }, fireImmediately: true });
}
