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

/** Pictures that may wait for the one that is being read. */
const mostWaiting = 8;

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
  const worker = new Worker(new URL('./photo-worker.mjs', import.meta.url), {
    workerData: {
      picture,
      mostCodes,
      wasm: createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'),
    },
  });
  const timer = setTimeout(() => void worker.terminate(), longestReadMs);
  try {
    return await new Promise<readonly string[]>((resolve, reject) => {
      const damaged = (cause?: unknown) =>
        reject(notRead('文件已损坏或无法解码', 'it is damaged or cannot be decoded', cause));
      worker.once('message', resolve);
      worker.once('error', damaged);
      // Comes after the message where there is one.
      worker.once('exit', () => damaged());
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function notRead(whyZh: string, whyEn: string, cause?: unknown) {
  return vaultProblems.PICTURE_NOT_READ({ whyZh, whyEn }, { cause });
}
