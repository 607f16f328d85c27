import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { vaultProblems } from '../problems.ts';
import { pictureSizeOf } from './picture-size.ts';

/** The largest picture that is read, bytes: what a phone makes of one page. */
const largestPicture = 10 * 1024 * 1024;
/** And its pixels; every one takes some ten bytes while it is looked at. */
const mostPixels = 24_000_000;
/** More codes than this in one picture are a poster. */
const mostCodes = 8;
/** The largest picture takes half a second; one that takes longer was made to hurt a reader. */
const longestReadMs = 10_000;

/** Pictures that may wait, the one that is being read among them. */
const mostWaiting = 8;

/** How long the thread waits for another picture. Its memory, which only grows, is given back with it. */
const idleMs = 10_000;

/**
 * The texts of the QR codes in a photo or scan (PNG or JPEG), each once; an empty list when none can be made out. One
 * picture at a time is read, in a thread of its own that is ended when it takes too long.
 * @throws PICTURE_NOT_READ for what is no picture, too large or damaged; PICTURES_WAITING
 */
export async function readQrPhoto(picture: Uint8Array): Promise<readonly string[]> {
  requireReadable(picture);
  if (waiting >= mostWaiting) throw vaultProblems.PICTURES_WAITING({}, { retryAfterSeconds: 5 });
  waiting += 1;
  const reading = last
    .then(() => readInThread(picture))
    .finally(() => {
      waiting -= 1;
    });
  last = reading.catch(() => []);
  return [...new Set(await reading)];
}

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();
let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;

function requireReadable(picture: Uint8Array): void {
  const size = pictureSizeOf(picture);
  if (size === undefined) throw notRead('不是 PNG 或 JPEG 图片', 'it is neither PNG nor JPEG');
  const { width, height } = size;
  if (width === undefined || height === undefined || width < 1 || height < 1) {
    throw notRead('文件头没有写明尺寸', 'its head does not say its size');
  }
  if (picture.length > largestPicture || width * height > mostPixels) {
    throw notRead('超过 10 MiB 或 2400 万像素', 'it is larger than 10 MiB or 24 million pixels');
  }
}

async function readInThread(picture: Uint8Array): Promise<readonly string[]> {
  clearTimeout(idle);
  thread ??= startThread();
  const reader = thread;
  // A thread at work keeps the process alive, and one that waits does not.
  reader.ref();
  const timer = setTimeout(() => void reader.terminate(), longestReadMs);
  try {
    const texts = await new Promise<readonly string[] | undefined>((resolve) => {
      const gone = () => {
        if (thread === reader) thread = undefined;
        resolve(undefined);
      };
      reader.removeAllListeners();
      reader.once('message', resolve);
      // Once for the fault and once for the end that follows it.
      reader.on('error', gone);
      reader.once('exit', gone);
      reader.postMessage({ picture, mostCodes });
    });
    if (texts === undefined) throw notRead('文件已损坏或无法解码', 'it is damaged or cannot be decoded');
    return texts;
  } finally {
    clearTimeout(timer);
    reader.unref();
    idle = setTimeout(endThread, idleMs).unref();
  }
}

function startThread(): Worker {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  return new Worker(new URL('./photo-worker.mjs', import.meta.url), { workerData: { wasm } });
}

function endThread(): void {
  const ended = thread;
  thread = undefined;
  void ended?.terminate();
}

function notRead(whyZh: string, whyEn: string) {
  return vaultProblems.PICTURE_NOT_READ({ whyZh, whyEn });
}
