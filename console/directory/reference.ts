import { shallowRef } from 'vue';
import { type Answer, call } from '../api/index.ts';
import { language, say } from '../language/language.ts';
import { session } from '../session/session.ts';

export type CodeRow = Answer<'GET /v1/code-tables'>['items'][number];
export type CodeTable = NonNullable<Answer<'GET /v1/code-tables'>['tables']>[number];
export type Organisation = Answer<'GET /v1/organisations'>['items'][number];

/** The directory's own code tables. */
export type TableName =
  | 'class-category'
  | 'class-section'
  | 'format'
  | 'update-cycle'
  | 'sharing-type'
  | 'sharing-mode'
  | 'item-type'
  | 'relation-kind';

/** What codes and ids mean: read once for all pages of the area. */
export interface Reference {
  readonly rows: (table: TableName) => readonly CodeRow[];
  readonly tables: readonly CodeTable[];
  readonly organisations: readonly Organisation[];
}

const held = shallowRef<Reference>();
let heldFor: string | undefined;
let reading: Promise<Reference> | undefined;

const none: readonly CodeRow[] = [];

/** Reads the code tables and the organisations unless that was done before for this officer. @throws RefusalError */
export async function readReference(): Promise<Reference> {
  const whose = session.value?.officer.id;
  if (held.value !== undefined && heldFor === whose) return held.value;
  reading ??= readAll().finally(() => {
    reading = undefined;
  });
  held.value = await reading;
  heldFor = whose;
  return held.value;
}

/** The code tables changed: the next page reads them anew. */
export function forgetReference(): void {
  heldFor = undefined;
}

async function readAll(): Promise<Reference> {
  const [codes, organisations] = await Promise.all([call('GET /v1/code-tables', {}), everyOrganisation()]);
  const byTable = new Map<string, CodeRow[]>();
  for (const row of codes.items) byTable.set(row.table, [...(byTable.get(row.table) ?? []), row]);
  return { rows: (table) => byTable.get(table) ?? none, tables: codes.tables ?? [], organisations };
}

async function everyOrganisation(): Promise<readonly Organisation[]> {
  const all: Organisation[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/organisations', {
      query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) },
    });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}

/** What a code of the directory means, in the reader's language; the code itself where that is not known. */
export function word(table: TableName, code: string | undefined): string {
  if (code === undefined || code === '') return '—';
  const row = held.value?.rows(table).find((each) => each.code === code);
  return row === undefined ? code : nameOf(row);
}

/** The name of a row in the reader's language. */
export function nameOf(row: { readonly name: string; readonly nameEn: string }): string {
  return say(row.name, row.nameEn);
}

/** The name of an organisation; its id where it is not known. */
export function organisationName(id: string | undefined): string {
  if (id === undefined) return '—';
  return held.value?.organisations.find((each) => each.id === id)?.name ?? id;
}

/** Both names in the order of the reader's language, the second one only where it says something else. */
export function bothNames(named: { readonly name: string; readonly nameEn: string }): readonly [string, string] {
  const [first, second] = language.value === 'zh' ? [named.name, named.nameEn] : [named.nameEn, named.name];
  return [first, first === second ? '' : second];
}
