import { computed, type Ref, ref, shallowRef, watch } from 'vue';
import { type Asking, type Refusal, refusalOf, useAsking } from '../api/index.ts';

interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A list that comes in pages: what has come so far, and whether there is more. */
export interface Paged<T> {
  readonly asking: Asking<PageOf<T>>;
  readonly items: Readonly<Ref<readonly T[]>>;
  readonly hasMore: Readonly<Ref<boolean>>;
  readonly moreBusy: Readonly<Ref<boolean>>;
  readonly moreRefusal: Readonly<Ref<Refusal | undefined>>;
  readonly more: () => Promise<void>;
}

/** Asks for a list by pages, from the first again whenever what it depends on changes. */
export function usePaged<T>(
  ask: (cursor: string | undefined, signal?: AbortSignal) => Promise<PageOf<T>>,
  options: { readonly on?: () => unknown } = {},
): Paged<T> {
  const asking = useAsking((signal) => ask(undefined, signal), options);
  const further = shallowRef<readonly T[]>([]);
  const next = ref<string | null>(null);
  const moreBusy = ref(false);
  const moreRefusal = shallowRef<Refusal>();
  watch(asking.value, (first) => {
    further.value = [];
    next.value = first?.next ?? null;
    moreRefusal.value = undefined;
  });
  return {
    asking,
    items: computed(() => [...(asking.value.value?.items ?? []), ...further.value]),
    hasMore: computed(() => next.value !== null),
    moreBusy,
    moreRefusal,
    async more() {
      const cursor = next.value;
      const first = asking.value.value;
      if (cursor === null || moreBusy.value) return;
      moreBusy.value = true;
      moreRefusal.value = undefined;
      try {
        const page = await ask(cursor);
        // The list may have begun anew meanwhile.
        if (asking.value.value !== first) return;
        further.value = [...further.value, ...page.items];
        next.value = page.next;
      } catch (error) {
        moreRefusal.value = refusalOf(error);
      } finally {
        moreBusy.value = false;
      }
    },
  };
}

/** Every line of a list that is known to be short. */
export async function everyLine<T>(
  ask: (cursor: string | undefined) => Promise<PageOf<T>>,
  most = 1000,
): Promise<readonly T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && all.length < most);
  return all;
}
