import { shallowRef, watch } from 'vue';
import { call } from '../api/index.ts';
import { session } from './session.ts';

const names = shallowRef<ReadonlyMap<string, string>>(new Map());

/** An organisation's name; until it is known, and for one that is out of sight, its id. */
export function organisationName(id: string): string {
  return names.value.get(id) ?? id;
}

/** Learns the organisations' names whenever somebody logs in; they are the same for all, so each page need not ask. */
export function learnOrganisations(): void {
  watch(
    () => session.value?.officer.id,
    async (officer) => {
      if (officer === undefined) return;
      const known = new Map<string, string>();
      let cursor: string | undefined;
      try {
        do {
          const { items, next } = await call('GET /v1/organisations', { query: { limit: 100, cursor } });
          for (const { id, name } of items) known.set(id, name);
          cursor = next ?? undefined;
        } while (cursor !== undefined);
      } catch {
        // Ids are shown instead; whatever is wrong, the page itself will meet and say.
      }
      names.value = known;
    },
    { immediate: true },
  );
}
