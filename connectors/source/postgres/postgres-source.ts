import pg from 'pg';
import type { Clock, Logger } from '../../../kernel/index.ts';
import type { PostgresSource } from '../../generated/schemas.ts';
import { Deadline } from '../deadline.ts';
import type { ResourceMapping } from '../mapping.ts';
import {
  type ListRequest,
  type Piece,
  type Reading,
  type ReadRequest,
  type Row,
  type Source,
  SourceError,
  type SourceHealth,
} from '../source.ts';
import { outward } from '../values.ts';
import { codeOf, isMappingFault, isStalePlan } from './faults.ts';
import { Lanes, type Rows } from './lanes.ts';
import { postgresSurvey } from './postgres-survey.ts';
import { Quickness } from './quickness.ts';
import {
  keyStatement,
  listStatement,
  privilegeStatement,
  probeStatement,
  readStatement,
  type Statement,
} from './statement.ts';
import { StatementNames } from './statement-names.ts';

/** Milliseconds to reach the server before it counts as away. */
const connectTimeoutMs = 3_000;
const probeTimeoutMs = 3_000;

/**
 * A PostgreSQL database. Each read is one parameterised, prepared statement in a read-only transaction of its own, which
 * the server cuts off when the order's time is up; over a connection in use that is one round trip.
 */
export function openPostgresSource(options: {
  config: PostgresSource;
  connections: number;
  clock: Clock;
  logger: Logger;
  /** Milliseconds up to which a read is quick, see `Quickness`. */
  quickMs?: number | undefined;
}): Source {
  const { config, clock, logger } = options;
  const zone = config.zone ?? '+08:00';
  const pool = new pg.Pool({
    connectionString: config.url,
    max: config.connections ?? options.connections,
    application_name: 'hufu-connector',
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    pipeline: true,
  });
  // A connection that dies between two statements must not take the process with it, be it idle or in hand: the pool
  // drops the one, and the next statement on the other fails.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const warned = new Set<string>();
  const names = new StatementNames();
  const lanes = new Lanes(pool, new Quickness(options.quickMs));

  async function read(request: ReadRequest): Promise<Reading> {
    const statement = readStatement(request);
    const asOf = clock.now();
    if (statement === undefined) return { rows: [], asOf };
    const rows = await rowsOf(statement, request.deadline);
    return { rows: rows.map((row) => rowOf(row, request.resource, request.fields)), asOf };
  }

  async function list(request: ListRequest): Promise<Piece> {
    const { resource, fields, limit, from, deadline } = request;
    const key = resource.listBy ?? (await rowsOf(keyStatement(resource), deadline)).map(([column]) => String(column));
    if (key.length === 0) throw new SourceError('LIST_NOT_SUPPORTED');
    if (from !== undefined && from.length !== key.length) throw new SourceError('LIST_CHANGED');
    const asOf = clock.now();
    const found = await rowsOf(listStatement(request, key), deadline);
    const rows = found.slice(0, limit).map((row) => rowOf(row, resource, fields));
    const [last, behind] = [found[limit - 1], found[limit]].map((row) => row?.slice(fields.length).map(String));
    if (last === undefined || behind === undefined) return { rows, asOf, next: undefined };
    // What the columns do not tell apart would be passed over when the list goes on behind the first of the two.
    if (last.every((text, index) => text === behind[index])) throw new SourceError('LIST_NOT_SUPPORTED');
    return { rows, asOf, next: last };
  }

  async function rowsOf(statement: Statement, deadline: Deadline): Promise<Rows> {
    const name = names.of(statement.text);
    try {
      return await lanes.read({ statement, name, deadline });
    } catch (error) {
      if (name === undefined || !isStalePlan(error)) return rethrow(error);
      // The table has changed since: what the connection prepared does not fit it any more.
      return await lanes.read({ statement, name: undefined, deadline }).catch(rethrow);
    }
  }

  function rowOf(values: readonly unknown[], resource: ResourceMapping, fields: readonly string[]): Row {
    const row: Record<string, unknown> = {};
    fields.forEach((name, index) => {
      const field = resource.fields.get(name);
      if (field !== undefined) row[name] = outward(field, values[index], zone);
    });
    return row;
  }

  async function check(resource: ResourceMapping): Promise<SourceHealth> {
    using deadline = new Deadline(probeTimeoutMs);
    const look = (statement: Statement) => lanes.read({ statement, name: undefined, deadline });
    try {
      await look({ text: probeStatement(resource), values: [] });
      const [[writes, keyed] = []] = await look(privilegeStatement(resource));
      const lists = keyed === true || resource.listBy !== undefined;
      if (writes !== true) return { ok: true, detail: 'OK', lists };
      if (!warned.has(resource.id)) {
        warned.add(resource.id);
        logger.warn(
          { resource: resource.id },
          'the role may write to this table: give the connector one that may only read',
        );
      }
      return { ok: true, detail: 'ROLE_MAY_WRITE', lists };
    } catch (error) {
      return { ok: false, detail: isMappingFault(error) ? 'MAPPING_WRONG' : codeOf(error) };
    }
  }

  const survey = postgresSurvey({
    read: (statement, deadline) => lanes.read({ statement, name: undefined, deadline }).catch(rethrow),
    rowOf,
    zone,
  });

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= pool.end();
    return closing;
  };
  return { read, list, check, survey, [Symbol.asyncDispose]: close };
}

function rethrow(error: unknown): never {
  throw error instanceof SourceError ? error : new SourceError(codeOf(error), error);
}
