import type { Readable } from 'node:stream';
import type { Resource } from '../../../catalog/index.ts';
import { CatalogSheet } from '../../../catalog/workbook/catalog-sheet.ts';
import { findLayout } from '../../../catalog/workbook/header.ts';
import { OrganisationReader } from '../../../catalog/workbook/organisation-reader.ts';
import { type ReadRecord, readRecord } from '../../../catalog/workbook/read-record.ts';
import { recordsOf } from '../../../catalog/workbook/record-rows.ts';
import { CodeReader } from '../../../catalog/workbook/values.ts';
import { type OrganisationFact, organisationId } from '../../../identity/index.ts';
import { readWorkbook } from '../../../kernel/workbook/read-workbook.ts';
import { writeWorkbook } from '../../../kernel/workbook/write-workbook.ts';
import { sampleTables } from './sample-tables.ts';

export const codes = new CodeReader(sampleTables);
const organisations = (
  [
    ['police', '灵山县公安局', '11450721007625063K'],
    ['market', '灵山县市场监督管理局', '11450721MB1521234P'],
  ] as const
).map(([id, name, unifiedCode]) => ({
  ...{ id: organisationId(id), name, unifiedCode: unifiedCode as OrganisationFact['unifiedCode'] },
  ...{ administration: false, active: true },
}));

export const at = new Date('2026-11-22T00:00:00Z');

/** The bytes of a stream. */
export async function bytesOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Resources as the export writes them. */
export function exported(resources: readonly Resource[], extensions: readonly string[]): Promise<Buffer> {
  const sheet = new CatalogSheet({ shape: { extensions }, codes, organisation: () => undefined });
  let next = 3;
  const rows = resources.flatMap((resource) => {
    const first = next;
    next += resource.items.length;
    return sheet.rows(resource, first);
  });
  const { widths, frozen, merges } = sheet;
  const written = { name: '目录', widths, frozen, merges, rows: [...sheet.header(), ...rows] };
  return bytesOf(writeWorkbook({ sheets: [written], at }));
}

/** The records of a workbook, against a directory that has nothing yet. */
export async function recordsIn(file: Buffer, ownOrganisation: string | undefined = undefined): Promise<ReadRecord[]> {
  const reading = { codes, organisations: new OrganisationReader(organisations), stored: undefined, ownOrganisation };
  return (await readWorkbook(file)).flatMap((sheet) => {
    const layout = findLayout(sheet);
    return layout === undefined ? [] : recordsOf(layout).records.map((record) => readRecord(record, reading));
  });
}
