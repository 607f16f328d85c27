import type { Clock } from '../../../kernel/index.ts';
import type { HttpSource } from '../../generated/schemas.ts';
import { conditionsOf, meets } from '../conditions.ts';
import type { Deadline } from '../deadline.ts';
import { valueAt } from '../json-pointer.ts';
import type { FieldMapping, ResourceMapping } from '../mapping.ts';
import { type Reading, type ReadRequest, type Row, type Source, SourceError, type SourceHealth } from '../source.ts';
import { outward } from '../values.ts';
import { fetchJson } from './fetch-json.ts';
import { openHttpList } from './http-list.ts';
import { httpSurvey } from './http-survey.ts';
import { isPlainList } from './records.ts';
import { fillTemplate, placeholdersOf } from './request-template.ts';

const defaultTimeoutMs = 5_000;
const defaultMaxBytes = 1_048_576;
const healthTimeoutMs = 3_000;

/**
 * A department's existing REST service. Match and scope are checked once more on what it answers, so a service that
 * takes no notice of a parameter gives away nothing.
 */
export function openHttpSource(options: { config: HttpSource; clock: Clock }): Source {
  const { config, clock } = options;
  const zone = config.zone ?? '+08:00';
  const common = { headers: config.headers ?? {}, maxBytes: config.maxBytes ?? defaultMaxBytes };
  const asked = new Set(placeholdersOf(config));
  const lists = config.list !== undefined;
  let last: SourceHealth = { ok: true, detail: 'NOT_ASKED_YET', lists };

  /** What came of the last request is what is known of the service's health. */
  function noting<Q, A>(ask: (request: Q) => Promise<A>): (request: Q) => Promise<A> {
    return async (request) => {
      try {
        const answer = await ask(request);
        last = { ok: true, detail: 'OK', lists };
        return answer;
      } catch (error) {
        const code = error instanceof SourceError ? error.code : 'SOURCE_ERROR';
        if (code.startsWith('SOURCE_')) last = { ok: false, detail: code };
        throw error;
      }
    };
  }

  async function ask(request: ReadRequest): Promise<Reading> {
    const filled = fillTemplate(config, request);
    const asOf = clock.now();
    if (filled === undefined) return { rows: [], asOf };
    const document = await fetchJson({
      ...common,
      ...filled,
      method: config.method ?? 'GET',
      signal: patience(request.deadline),
    });
    return { rows: rowsOf(document === undefined ? [] : recordsOf(document), request), asOf };
  }

  function patience(deadline: Deadline): AbortSignal {
    const timeout = Math.min(config.timeoutMs ?? defaultTimeoutMs, deadline.milliseconds);
    return AbortSignal.any([deadline.signal, AbortSignal.timeout(Math.max(1, timeout))]);
  }

  function rowOf(record: unknown, { resource, fields }: Pick<ReadRequest, 'resource' | 'fields'>): Row {
    const entries = fields.map((name) => {
      const field = fieldOf(resource, name);
      return [name, outward(field, pick(record, field), zone)];
    });
    return Object.fromEntries(entries);
  }

  const listing =
    config.list === undefined
      ? undefined
      : openHttpList({
          config: config.list,
          fetchDocument: (url, deadline) =>
            fetchJson({ ...common, url, method: 'GET', body: undefined, signal: patience(deadline) }),
          rowOf,
          now: () => clock.now(),
        });

  function recordsOf(document: unknown): readonly unknown[] {
    const found = valueAt(document, config.rows ?? '');
    if (found === undefined || found === null) return [];
    const records: readonly unknown[] = Array.isArray(found) ? found : [found];
    if (!isPlainList(records)) throw new SourceError('SOURCE_ANSWER_INVALID');
    return records;
  }

  function rowsOf(records: readonly unknown[], request: ReadRequest): readonly Row[] {
    const { resource } = request;
    const conditions = conditionsOf(request);
    const value = (record: unknown, name: string) => {
      const field = fieldOf(resource, name);
      const raw = pick(record, field);
      // A service need not repeat what it was asked by; what it does repeat has to be right.
      return raw === undefined && asked.has(name) ? request.match[name] : outward(field, raw, zone);
    };
    return records
      .filter((record) => conditions.every((one) => meets(value(record, one.field), one)))
      .slice(0, request.limit)
      .map((record) => Object.fromEntries(request.fields.map((name) => [name, value(record, name)])));
  }

  async function check(): Promise<SourceHealth> {
    if (config.health === undefined) return last;
    const signal = AbortSignal.timeout(healthTimeoutMs);
    try {
      const response = await fetch(config.health, { headers: common.headers, redirect: 'manual', signal });
      await response.body?.cancel();
      return response.ok ? { ok: true, detail: 'OK', lists } : { ok: false, detail: 'SOURCE_ERROR' };
    } catch {
      return { ok: false, detail: signal.aborted ? 'SOURCE_TIMEOUT' : 'SOURCE_UNAVAILABLE' };
    }
  }

  return {
    read: noting(ask),
    list: listing === undefined ? undefined : noting(listing.list),
    check,
    survey:
      listing === undefined
        ? undefined
        : httpSurvey({ pages: listing.pages, raw: (record, from) => pick(record, { from }), rowOf, zone }),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** A member by name, or by pointer into the record. */
function pick(record: unknown, { from }: Pick<FieldMapping, 'from'>): unknown {
  return valueAt(record, from.startsWith('/') ? from : `/${from.replaceAll('~', '~0')}`);
}

function fieldOf(resource: ResourceMapping, name: string): FieldMapping {
  const field = resource.fields.get(name);
  if (field === undefined) throw new SourceError('FIELD_UNKNOWN');
  return field;
}
