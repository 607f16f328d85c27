import { shallowReactive, shallowRef } from 'vue';
import { type Answer, call, RefusalError } from '../api/index.ts';
import { say } from '../language/language.ts';

export type CodeRow = Answer<'GET /v1/code-tables/{table}'>['items'][number];
export type Organisation = Answer<'GET /v1/organisations'>['items'][number];

/** Code tables that the forms and lists of sharing speak in. */
export type TableName =
  | 'refusal-ground'
  | 'wanted-service'
  | 'objection-kind'
  | 'update-cycle'
  | 'sharing-type'
  | 'sharing-mode';

const tables = shallowReactive(new Map<TableName, readonly CodeRow[]>());
const known = shallowRef<readonly Organisation[]>([]);
const underWay = new Map<string, Promise<void>>();

/**
 * Sees to it that organisations and these code tables are known by name. Until they are, and where they cannot be read,
 * the page shows ids and codes, which are true as well.
 */
export function useNames(...needed: readonly TableName[]): void {
  if (known.value.length === 0) once('organisations', readOrganisations);
  for (const table of needed) {
    if (tables.has(table)) continue;
    once(table, async () => {
      tables.set(table, (await call('GET /v1/code-tables/{table}', { params: { table } })).items);
    });
  }
}

function once(what: string, read: () => Promise<void>): void {
  if (underWay.has(what)) return;
  const reading = read()
    .catch((error: unknown) => {
      if (!(error instanceof RefusalError)) throw error;
    })
    .finally(() => underWay.delete(what));
  underWay.set(what, reading);
}

async function readOrganisations(): Promise<void> {
  const all: Organisation[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/organisations', { query: { limit: 100, cursor } });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  known.value = all;
}

const resources = shallowReactive(new Map<string, { readonly name: string; readonly nameEn: string } | undefined>());

/** The name of a resource, which is looked up when it is first asked for; its id until then, and where it is hidden. */
export function resourceName(id: string): string {
  if (!resources.has(id)) {
    once(`resource ${id}`, async () => {
      // Found by its id rather than read: one that is hidden is no failure.
      const { items } = await call('GET /v1/resources', { query: { q: id, limit: 5 } });
      const line = items.find((each) => each.id === id);
      resources.set(id, line);
    });
  }
  const line = resources.get(id);
  return line === undefined ? id : say(line.name, line.nameEn);
}

/** A resource, or undefined where it is hidden from whoever is logged in: one that was suspended or withdrawn since. */
export async function visibleResource(
  id: string,
  signal?: AbortSignal,
): Promise<Answer<'GET /v1/resources/{id}'> | undefined> {
  const { items } = await call('GET /v1/resources', { query: { q: id, limit: 100 }, signal });
  return items.some((line) => line.id === id) ? call('GET /v1/resources/{id}', { params: { id }, signal }) : undefined;
}

/** Organisations that are active, for choosing one. */
export function activeOrganisations(): readonly Organisation[] {
  return known.value.filter(({ status }) => status === 'active');
}

/** The name of an organisation, without the county that all of them have in front; its id where it is not known. */
export function organisationName(id: string | undefined): string {
  if (id === undefined) return '—';
  const names = known.value;
  const name = names.find((each) => each.id === id)?.name;
  if (name === undefined) return id;
  const first = names[0]?.name ?? '';
  const county = /^.{2,6}?[县区市旗]/.exec(first)?.[0] ?? '';
  const everywhere = county !== '' && names.length > 1 && names.every((each) => each.name.startsWith(county));
  return everywhere ? name.slice(county.length) : name;
}

export function codeRows(table: TableName): readonly CodeRow[] {
  return tables.get(table) ?? [];
}

/** What a code means, in the reader's language; the code itself where that is not known. */
export function codeName(table: TableName, code: string | undefined): string {
  if (code === undefined || code === '') return '—';
  const row = tables.get(table)?.find((each) => each.code === code);
  return row === undefined ? code : say(row.name, row.nameEn);
}
