import type { FileHandle } from 'node:fs/promises';
import type { Logger } from '../../../kernel/index.ts';
import { Deadline } from '../deadline.ts';
import type { ResourceMapping } from '../mapping.ts';
import { type Source, SourceError } from '../source.ts';
import { doublesOf, newestOf, sampleOf } from './record-survey.ts';
import { type Records, RecordTable } from './record-table.ts';
import { watchFile } from './watched-file.ts';

/** A source that is one file, whatever its format: loaded, indexed, watched. */
export function openFileSource(options: {
  path: string;
  maxBytes: number;
  zone: string;
  resources: readonly ResourceMapping[];
  load: (file: FileHandle) => Promise<Records>;
  logger: Logger;
}): Source {
  const { resources, zone } = options;
  const file = watchFile({
    path: options.path,
    maxBytes: options.maxBytes,
    logger: options.logger,
    load: async (handle) => RecordTable.build({ records: await options.load(handle), resources, zone }),
  });
  return {
    async read(request) {
      const { content, asOf } = await file.current(request.deadline);
      return { rows: content.read(request), asOf };
    },
    async list(request) {
      const { content, asOf } = await file.current(request.deadline);
      const { from = [asOf.getTime(), 0] } = request;
      const [time, first] = from;
      // In another file, records have other numbers.
      if (time !== asOf.getTime() || typeof first !== 'number') throw new SourceError('LIST_CHANGED');
      const rows = content.from(first, request);
      const behind = first + rows.length;
      return { rows, asOf, next: behind < content.count ? [time, behind] : undefined };
    },
    async check() {
      using deadline = new Deadline(firstLoadMs);
      const ready = await file.current(deadline).then(
        () => true,
        () => false,
      );
      const fault = file.fault();
      if (fault !== undefined) return { ok: false, detail: fault.code };
      return ready ? { ok: true, detail: 'OK', lists: true } : { ok: false, detail: 'FILE_LOADING' };
    },
    survey: {
      async extent({ freshness, deadline }) {
        const { content, asOf } = await file.current(deadline);
        const newest = freshness === undefined ? asOf : await newestOf(content, freshness);
        return { rows: content.count, estimated: false, newest };
      },
      async sample({ resource, most, deadline }) {
        return sampleOf((await file.current(deadline)).content, resource, most);
      },
      async duplicates({ resource, fields, deadline }) {
        return doublesOf((await file.current(deadline)).content, resource, fields);
      },
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

/** Milliseconds that a look at the health waits for the first load. */
const firstLoadMs = 3_000;
