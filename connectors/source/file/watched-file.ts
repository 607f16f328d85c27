import { type FileHandle, open } from 'node:fs/promises';
import { Lifecycle, type Logger, pause } from '../../../kernel/index.ts';
import type { Deadline } from '../deadline.ts';
import { SourceError, untilOver } from '../source.ts';

/** Milliseconds between two looks at the file. */
const pollMs = 500;

/** Why a file is not in use, with what may be told to the log: names of columns, never a value. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  readonly code: 'FILE_MISSING' | 'FILE_TOO_LARGE' | 'FILE_MALFORMED' | 'HEADER_WRONG';

  constructor(code: FileFault['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The content of a file as it was at a time. */
export interface FileState<T> {
  readonly content: T;
  /** When the file was last written. */
  readonly asOf: Date;
}

/** A file that is loaded whole and loaded again when it changes. */
export interface WatchedFile<T> extends AsyncDisposable {
  /** The last content that was sound. @throws SourceError SOURCE_UNAVAILABLE while there has been none, SOURCE_TIMEOUT */
  current(deadline: Deadline): Promise<FileState<T>>;
  /** What is wrong with the file as it is now; undefined when it is in use. */
  fault(): FileFault | undefined;
}

/**
 * Watches one file by looking at it twice a second, which works on every file system. A change is taken up when two
 * looks in a row saw the same, so a file that is still being written is left alone. A file that has gone or gone bad
 * takes nothing away: what was loaded last stays in use, its age is told with each answer, and the fault is reported.
 */
export function watchFile<T>(options: {
  path: string;
  maxBytes: number;
  load: (file: FileHandle) => Promise<T>;
  logger: Logger;
}): WatchedFile<T> {
  const { path, logger } = options;
  const lifecycle = new Lifecycle();
  let state: FileState<T> | undefined;
  let fault: FileFault | undefined;
  let loaded = '';
  let seen = '';

  async function look(settled: boolean): Promise<void> {
    try {
      await using file = await openExisting(path);
      const stat = await file.stat();
      const stamp = `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
      const steady = settled || stamp === seen;
      seen = stamp;
      if (stamp === loaded || !steady) return;
      loaded = stamp;
      if (stat.size > options.maxBytes) throw new FileFault('FILE_TOO_LARGE', `larger than ${options.maxBytes} bytes`);
      state = { content: await options.load(file), asOf: stat.mtime };
      fault = undefined;
      logger.info({ file: path }, 'file loaded');
    } catch (error) {
      report(error instanceof FileFault ? error : new FileFault('FILE_MALFORMED', 'cannot be read as described'));
    }
  }

  function report(next: FileFault): void {
    if (fault?.message !== next.message) {
      logger.warn({ file: path, code: next.code, why: next.message }, 'file not in use');
    }
    fault = next;
    if (next.code === 'FILE_MISSING') loaded = '';
  }

  const first = look(true);
  const watching = (async () => {
    await first;
    while (!lifecycle.signal.aborted) {
      await pause(pollMs, lifecycle.signal);
      if (!lifecycle.signal.aborted) await look(false);
    }
  })();
  lifecycle.defer('watching', () => watching);

  return {
    async current(deadline) {
      if (state === undefined) await untilOver(first, deadline);
      if (state === undefined) throw new SourceError('SOURCE_UNAVAILABLE', fault);
      return state;
    },
    fault: () => fault,
    [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose](),
  };
}

async function openExisting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new FileFault('FILE_MISSING', `cannot be opened (${code})`);
  }
}
