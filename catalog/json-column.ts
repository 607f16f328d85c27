import { type RawBuilder, sql } from 'kysely';

/** A value for a jsonb column; the driver would send an array as an array of PostgreSQL otherwise. */
export function jsonb<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}

/** A value for a json column, which keeps the order of members. */
export function json<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::json`;
}
