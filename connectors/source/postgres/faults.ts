import pg from 'pg';
import { isDatabaseAway } from '../../../kernel/index.ts';
import { SourceError } from '../source.ts';

/** SQLSTATE: our statement_timeout ran out, or an administrator cut the statement. */
const queryCancelled = '57014';
/** SQLSTATE: a view or function behind the table wanted to write. */
const readOnly = '25006';
/** SQLSTATE class: a parameter that the column's type cannot take, and its kin. */
const dataException = '22';
/** SQLSTATE: log-in refused, no such database. */
const awayStates = /^(28...|3D000)$/;
/** SQLSTATE: "cached plan must not change result type". */
const stalePlan = '0A000';
/** SQLSTATE: no such table, no such column, no such schema, no right to read. */
const mappingFaults = new Set(['42P01', '42703', '3F000', '42501']);

/** What the answer says of a read that failed. */
export function codeOf(error: unknown): 'SOURCE_UNAVAILABLE' | 'SOURCE_TIMEOUT' | 'VALUE_NOT_USABLE' | 'SOURCE_ERROR' {
  const cause = error instanceof SourceError ? error.cause : error;
  if (error instanceof SourceError && error.code === 'SOURCE_TIMEOUT') return 'SOURCE_TIMEOUT';
  const state = cause instanceof pg.DatabaseError ? (cause.code ?? '') : '';
  if (state === queryCancelled) return 'SOURCE_TIMEOUT';
  if (state === readOnly) return 'SOURCE_ERROR';
  if (isDatabaseAway(cause) || awayStates.test(state)) return 'SOURCE_UNAVAILABLE';
  return state.startsWith(dataException) ? 'VALUE_NOT_USABLE' : 'SOURCE_ERROR';
}

/** Is the mapping wrong, rather than the database? */
export function isMappingFault(error: unknown): boolean {
  const cause = error instanceof SourceError ? error.cause : error;
  return cause instanceof pg.DatabaseError && mappingFaults.has(cause.code ?? '');
}

/** A statement that was refused leaves a sound connection behind; after anything else it is not to be used again. */
export function isBreaking(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || isDatabaseAway(error) || isStalePlan(error);
}

/** The table has changed since the statement was prepared. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === stalePlan;
}
