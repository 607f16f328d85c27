import { shallowReactive } from 'vue';
import { type Answer, call, RefusalError } from '../api/index.ts';
import { say, sayBoth } from '../language/language.ts';
import { knownOrganisations, type Organisation } from '../session/organisations.ts';
import { everyLine } from './paged.ts';

export { shortOrganisationName as organisationName } from '../session/organisations.ts';

export type CodeRow = Answer<'GET /v1/code-tables/{table}'>['items'][number];

/** Code tables that the forms and lists of sharing speak in. */
export type TableName =
  | 'refusal-ground'
  | 'wanted-service'
  | 'objection-kind'
  | 'update-cycle'
  | 'sharing-type'
  | 'sharing-mode';

const tables = shallowReactive(new Map<TableName, readonly CodeRow[]>());
const underWay = new Map<string, Promise<void>>();

/**
 * Sees to it that these code tables are known by name. Until they are, and where they cannot be read,
 * the page shows ids and codes, which are true as well.
 */
export function useNames(...needed: readonly TableName[]): void {
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

const itemsOf = shallowReactive(new Map<string, Answer<'GET /v1/resources/{id}'>['items']>());

/** The name of a resource's item, looked up when one of them is first asked for; its field until then, and where it is hidden. */
export function itemName(resource: string, field: string): string {
  if (!itemsOf.has(resource))
    once(`items of ${resource}`, async () => {
      itemsOf.set(resource, (await visibleResource(resource))?.items ?? []);
    });
  const item = itemsOf.get(resource)?.find((each) => each.field === field);
  return item === undefined ? field : say(item.name, item.nameEn);
}

/** Names of one kind, all of them read when the first is asked for; the id until then, and of what is out of sight. */
function namesOf(
  what: string,
  read: () => Promise<readonly (readonly [id: string, name: () => string])[]>,
): (id: string) => string {
  const names = shallowReactive(new Map<string, () => string>());
  let wasRead = false;
  return (id) => {
    if (!wasRead)
      once(what, async () => {
        for (const [known, name] of await read()) names.set(known, name);
        wasRead = true;
      });
    return names.get(id)?.() ?? id;
  };
}

/** What a system is called. */
export const systemName = namesOf('systems', async () => {
  const all = await everyLine((cursor) => call('GET /v1/systems', { query: { cursor, limit: 200 } }));
  return all.map(({ id, name }) => [id, () => name]);
});

/** What a matter is called. */
export const matterName = namesOf('matters', async () => {
  const all = await everyLine((cursor) => call('GET /v1/matters', { query: { cursor, limit: 100 } }));
  return all.map(({ code, name }) => [code, () => name]);
});

/** What a type of licence is called. */
export const licenceTypeName = namesOf('licence types', async () => {
  const { items } = await call('GET /v1/licence-types', {});
  return items.map(({ code, title }) => [code, () => sayBoth(title)]);
});

/** Organisations that are active, for choosing one. */
export function activeOrganisations(): readonly Organisation[] {
  return knownOrganisations().filter(({ status }) => status === 'active');
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
