import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

let ready: Promise<unknown> | undefined;

/** The texts of the QR codes in a picture. The reader's code comes from our own hub, when it is needed first. */
export async function readCodes(picture: ImageData): Promise<readonly string[]> {
  ready ??= prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  await ready;
  const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 2 });
  return found.flatMap(({ text }) => (text === '' ? [] : [text]));
}
