import { onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import { language } from '../language/language.ts';
import { type Refusal, refusalOf } from './problem.ts';

/** Something that is asked of the hub for a page: what came, what was refused, whether it is under way. */
export interface Asking<T> {
  readonly value: Readonly<Ref<T | undefined>>;
  readonly refusal: Readonly<Ref<Refusal | undefined>>;
  readonly busy: Readonly<Ref<boolean>>;
  /** Asks again; the former answer stays on the page until the new one is there. */
  readonly again: () => Promise<void>;
}

/** Until a page that found no hub looks for it again. */
const lookAgainMs = 5000;

/**
 * Asks while a page is open: at once, whenever what `ask` reads changes (give it as `on`), when the language changes, and by `again`. An
 * answer that was overtaken by a later question is dropped. Where no answer came at all it is asked again by itself, so that a
 * page comes back with its hub.
 */
export function useAsking<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  options: { readonly on?: () => unknown } = {},
): Asking<T> {
  const value = shallowRef<T>();
  const refusal = shallowRef<Refusal>();
  const busy = shallowRef(false);
  let running: AbortController | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const again = async () => {
    clearTimeout(waiting);
    running?.abort();
    const mine = new AbortController();
    running = mine;
    busy.value = true;
    try {
      const got = await ask(mine.signal);
      if (running !== mine) return;
      value.value = got;
      refusal.value = undefined;
    } catch (error) {
      if (running !== mine) return;
      refusal.value = refusalOf(error);
      if (refusal.value.code === 'HUB_NOT_REACHABLE') waiting = setTimeout(() => void again(), lookAgainMs);
    } finally {
      if (running === mine) busy.value = false;
    }
  };
  watch([() => options.on?.(), language], () => void again(), { immediate: true, deep: true });
  onScopeDispose(() => {
    const last = running;
    running = undefined;
    clearTimeout(waiting);
    last?.abort();
  });
  return { value, refusal, busy, again };
}
