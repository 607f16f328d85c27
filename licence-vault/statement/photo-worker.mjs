// Reads the QR codes of one picture in a thread of its own: decoding takes long and takes memory that WebAssembly never
// gives back, so the thread ends with the picture. Plain JavaScript, because a thread is started from the file itself.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const wasm = await readFile(workerData.wasm);
await prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer }, fireImmediately: true });
const codes = await readBarcodes(workerData.picture, {
  formats: ['QRCode'],
  maxNumberOfSymbols: workerData.mostCodes,
});
parentPort.postMessage(codes.filter((code) => code.isValid).map((code) => code.text));
