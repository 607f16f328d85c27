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

/** A button that is busy cannot keep the focus: it has it again afterwards, unless that is somewhere else by then. */
function goBack(at: Element | null): void {
  if (document.activeElement === document.body && at instanceof HTMLElement) at.focus({ preventScroll: true });
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
      const at = document.activeElement;
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
        // The page is drawn by then, and a question that was asked before has let go of the focus.
        setTimeout(() => goBack(at));
      }
    },
  };
}
