import { type Ref, ref, shallowRef } from 'vue';
import { type Refusal, refusalOf } from '../api/index.ts';
import { isRepeated, lastPress, type Press } from './gesture.ts';

/** Something a person sets off: under way or not, and why it was refused. */
export interface Act<A extends readonly unknown[]> {
  readonly busy: Readonly<Ref<boolean>>;
  readonly refusal: Ref<Refusal | undefined>;
  /** Does it, once for a gesture and unless it is under way already. True when it was done. */
  readonly act: (...given: A) => Promise<boolean>;
}

/** Wraps a deed so that its button can show progress and its refusal can be shown beside it. */
export function useAct<A extends readonly unknown[]>(deed: (...given: A) => Promise<unknown>): Act<A> {
  const busy = ref(false);
  const refusal = shallowRef<Refusal>();
  let doneBy: Press | undefined;
  return {
    busy,
    refusal,
    act: async (...given) => {
      const press = lastPress();
      if (busy.value || isRepeated(press, doneBy)) return false;
      doneBy = press;
      busy.value = true;
      refusal.value = undefined;
      try {
        await deed(...given);
        return true;
      } catch (error) {
        refusal.value = refusalOf(error);
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}
