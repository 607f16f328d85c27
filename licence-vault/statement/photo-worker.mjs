// Reads the QR codes of pictures in a thread of its own, one after the other: decoding takes long, and the thread can be
// ended when a picture was made to take for ever. Plain JavaScript, because a thread is started from the file itself.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const wasm = await readFile(workerData.wasm);
await prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer }, fireImmediately: true });

parentPort.on('message', async ({ picture, mostCodes }) => {
  const codes = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: mostCodes });
  // A picture that the library cannot decode comes back as one code with an error; codes it cannot make out do not come.
  parentPort.postMessage(codes.every((code) => code.isValid) ? codes.map((code) => code.text) : undefined);
});
