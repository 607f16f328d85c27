import { shallowReactive, watch } from 'vue';
import { call, RefusalError } from '../api/index.ts';
import { say } from '../language/language.ts';
import { shortOrganisationName } from './organisations.ts';
import { session } from './session.ts';

/** Whose officers they are and, of those in reach, what they are called, by id; undefined for whom nobody knows. */
interface Known {
  readonly organisation: string;
  readonly name?: string | undefined;
}

const officers = shallowReactive(new Map<string, Known | undefined>());
const wanted = new Set<string>();

/** As many as the hub tells at once. */
const mostAtOnce = 50;

// Nothing of it stays for whoever logs in next.
watch(
  () => session.value?.officer.id,
  () => officers.clear(),
  { flush: 'sync' },
);

/**
 * The officer of a reference (`officer:<id>`). Looked up when first asked for, together with the others of the page; undefined
 * until then, and for whoever is no officer.
 */
function officerOf(reference: string): Known | undefined {
  const [, id] = /^officer:([0-9a-f-]{36})$/.exec(reference) ?? [];
  if (id === undefined) return undefined;
  if (!officers.has(id) && !wanted.has(id)) {
    if (wanted.size === 0) queueMicrotask(() => void readNames());
    wanted.add(id);
  }
  return officers.get(id);
}

async function readNames(): Promise<void> {
  const ids = [...wanted];
  wanted.clear();
  for (let from = 0; from < ids.length; from += mostAtOnce) {
    const some = ids.slice(from, from + mostAtOnce);
    try {
      const { items } = await call('GET /v1/officers/names', { query: { ids: some.join(',') } });
      const found = new Map(items.map((each) => [each.id, each]));
      for (const id of some) officers.set(id, found.get(id));
    } catch (error) {
      // A history without names is a history all the same.
      if (!(error instanceof RefusalError)) throw error;
    }
  }
}

/** Who did something, as people read it: oneself, a colleague by name, of other organisations the organisation. */
export function actorWord(actor: string): string {
  if (actor === `officer:${session.value?.officer.id}`) return say('您', 'you');
  if (actor.startsWith('officer:')) {
    const { name, organisation } = officerOf(actor) ?? {};
    return name ?? (organisation === undefined ? say('工作人员', 'an officer') : shortOrganisationName(organisation));
  }
  if (actor.startsWith('system:')) return say(`系统 ${actor.slice(7)}`, `system ${actor.slice(7)}`);
  return actor === 'holder' ? say('数据主体本人', 'the person concerned') : say('系统初始化', 'the set-up');
}

/** Who did something and for whom: the organisation, with the person where the reader may know the name. */
export function actorOfOrganisation({
  actor,
  organisation,
}: {
  readonly actor: string;
  readonly organisation?: string | undefined;
}): string {
  if (organisation === undefined || actor === `officer:${session.value?.officer.id}`) return actorWord(actor);
  const department = shortOrganisationName(organisation);
  const name = officerOf(actor)?.name;
  return name === undefined ? department : `${department} · ${name}`;
}
