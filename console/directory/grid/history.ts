import { computed, type Ref, shallowRef } from 'vue';

const longest = 100;

/** A value that remembers what it was, so that each step can be taken back and taken again. */
export interface History<T> {
  readonly now: Readonly<Ref<T>>;
  readonly set: (next: T) => void;
  /** Begins anew; nothing before it can be brought back. */
  readonly reset: (value: T) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: Readonly<Ref<boolean>>;
  readonly canRedo: Readonly<Ref<boolean>>;
}

export function useHistory<T>(initial: T): History<T> {
  const states = shallowRef<{ readonly all: readonly T[]; readonly at: number }>({ all: [initial], at: 0 });
  const now = computed(() => states.value.all[states.value.at] as T);
  return {
    now,
    set: (next) => {
      const { all, at } = states.value;
      const kept = [...all.slice(0, at + 1), next].slice(-longest);
      states.value = { all: kept, at: kept.length - 1 };
    },
    reset: (value) => {
      states.value = { all: [value], at: 0 };
    },
    undo: () => {
      const { all, at } = states.value;
      if (at > 0) states.value = { all, at: at - 1 };
    },
    redo: () => {
      const { all, at } = states.value;
      if (at < all.length - 1) states.value = { all, at: at + 1 };
    },
    canUndo: computed(() => states.value.at > 0),
    canRedo: computed(() => states.value.at < states.value.all.length - 1),
  };
}
