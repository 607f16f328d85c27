import type { Brand } from '../kernel/index.ts';
import { sharingProblems } from './sharing-problems.ts';

/** The id of an application, a demand or an objection: a UUID in lower case. */
export type RecordId = Brand<string, 'RecordId'>;

const grammar = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isRecordId(value: unknown): value is RecordId {
  return typeof value === 'string' && grammar.test(value);
}

/**
 * Makes an id of outside text; upper case is forgiven.
 * @throws RECORD_ID_MALFORMED
 */
export function parseRecordId(value: unknown): RecordId {
  const id = typeof value === 'string' ? value.toLowerCase() : value;
  if (!isRecordId(id)) throw sharingProblems.RECORD_ID_MALFORMED();
  return id;
}
