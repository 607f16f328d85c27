import { shallowRef, watch } from 'vue';
import { type Answer, call } from '../api/index.ts';
import { session } from './session.ts';

export type Organisation = Answer<'GET /v1/organisations'>['items'][number];

const known = shallowRef<readonly Organisation[]>([]);

/**
 * Every organisation of the exchange, as it is now; officers and holders may read them. Their names are known from then on.
 * @throws RefusalError
 */
export async function everyOrganisation(
  signal?: AbortSignal,
  as: 'officer' | 'holder' = 'officer',
): Promise<readonly Organisation[]> {
  const all: Organisation[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const page = await call('GET /v1/organisations', { query, signal, as });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  known.value = all;
  return all;
}

/** The organisations as they were last read: for names and for choosing one. */
export function knownOrganisations(): readonly Organisation[] {
  return known.value;
}

/** An organisation's name; until it is known, and for one that is out of sight, its id. */
export function organisationName(id: string | undefined): string {
  if (id === undefined) return '—';
  return known.value.find((each) => each.id === id)?.name ?? id;
}

/**
 * The name without the county that all of them have in front, as colleagues call each other; as {@link organisationName}
 * otherwise.
 */
export function shortOrganisationName(id: string | undefined): string {
  const name = organisationName(id);
  const names = known.value;
  const county = /^.{2,6}?[县区市旗]/.exec(names[0]?.name ?? '')?.[0] ?? '';
  const everywhere = county !== '' && names.length > 1 && names.every((each) => each.name.startsWith(county));
  return everywhere && name.startsWith(county) ? name.slice(county.length) : name;
}

/** Learns the organisations whenever somebody logs in; they are the same for all pages, so each page need not ask. */
export function learnOrganisations(): void {
  watch(
    () => session.value?.officer.id,
    async (officer) => {
      if (officer === undefined) return;
      try {
        await everyOrganisation();
      } catch {
        // Ids are shown instead; whatever is wrong, the page itself will meet and say.
      }
    },
    { immediate: true },
  );
}
