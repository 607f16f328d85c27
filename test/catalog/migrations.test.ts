import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  catalogMigrations,
  findEdition,
  parseResourceId,
  readCodeTables,
  resourceDifferences,
} from '../../catalog/index.ts';
import { findResource } from '../../catalog/resource/resource-store.ts';
import { migrate } from '../../kernel/index.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
const until = (name: string) => ({
  ...catalogMigrations,
  migrations: catalogMigrations.migrations.filter((migration) => migration.name < name),
});

beforeAll(async () => {
  db = await createEmptyDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

it('a directory from before editions keeps what it says, and what was published is each resource’s first edition', async () => {
  await migrate(db.database, [until('0007')]);
  const schema =
    '{"type":"object","properties":{"zeta":{"type":"string"},"alpha":{"const":null}},"required":["zeta"],"additionalProperties":false}';
  const item = '{"field":"zeta","name":"甲","nameEn":"A","type":"C","sensitivity":"public","matchable":true}';
  const row = (id: string, serial: number, status: string, date: string) => `
    ('${id}', '101001/${serial}', 'police', '名${serial}', 'N', '名${serial}', '摘要', '{"category":"1","section":"人口","item":"户籍"}',
     '{"category":"3","concrete":"PostgreSQL"}', '[${item}]', '{"type":"1","mode":"platform"}', '{"open":false}', '1', ${date},
     '{101001/9}', '{"地方要素":"乙"}', true, '${schema}', '[["zeta"]]', '${status}', 3, 2, now(), 'officer:x', now(), 'officer:y')`;
  await db.database.pool.query(`insert into catalog.resource (id, code, provider, name, name_en, name_key, abstract, class, format,
    items, sharing, openness, update_cycle, publication_date, related_resources, extension, synthetic, row_schema, match_keys,
    status, version, schema_version, created_at, created_by, updated_at, updated_by) values
    ${row('old.published', 1, 'published', "'2026-01-02'")}, ${row('old.draft', 2, 'draft', 'null')}`);
  await migrate(db.database, [catalogMigrations]);

  const id = parseResourceId('old.published');
  const resource = await findResource(db.database, id);
  expect(resource).toMatchObject({ status: 'published', edition: 1, version: 3, schemaVersion: 2, held: false });
  const edition = await findEdition(db.database, id, 1);
  expect(edition).toMatchObject({ schemaVersion: 2, publishedBy: 'officer:y', breaking: false });
  if (resource === undefined || edition === undefined) throw new Error('nothing there');
  expect(resourceDifferences(edition.content, resource)).toEqual([]);
  expect(JSON.stringify(edition.content.rowSchema)).toBe(schema);
  const draft = parseResourceId('old.draft');
  expect(await findResource(db.database, draft)).toMatchObject({ status: 'draft', edition: 0, relations: [] });
  expect(await findEdition(db.database, draft, 1)).toBeUndefined();
  expect((await readCodeTables(db.database)).get('update-cycle')?.size).toBe(8);
});
