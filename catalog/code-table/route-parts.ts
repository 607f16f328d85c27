import type { Database } from '../../kernel/index.ts';
import type { CodeTable } from '../generated/schemas.ts';
import { requireCodeTable } from './code-table-access.ts';
import { codeTableProblems } from './problems.ts';

export interface ByName {
  Params: { table: string };
}

export const params = {
  type: 'object',
  required: ['table'],
  properties: { table: { type: 'string', maxLength: 32, example: 'update-cycle' } },
} as const;

export const atVersion = {
  type: 'object',
  additionalProperties: false,
  properties: {
    version: { type: 'integer', minimum: 1, description: 'An earlier version of the table. Default: the current one.' },
  },
} as const;

export const tags = ['code tables'];

/** The table as it was in a version; without one, as it is. @throws CODE_TABLE_UNKNOWN, CODE_TABLE_VERSION_UNKNOWN */
export async function readVersion(database: Database, name: string, version: number | undefined): Promise<CodeTable> {
  const table = await requireCodeTable(database, name);
  if (version !== undefined && version > table.version) {
    throw codeTableProblems.CODE_TABLE_VERSION_UNKNOWN({ current: table.version });
  }
  return { ...table, version: version ?? table.version };
}
