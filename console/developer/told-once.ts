import { onBeforeUnmount, onMounted } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';
import { confirm } from '../parts/index.ts';

/** Keeps whoever holds a secret that is told once from leaving the page without it: a link asks, the browser asks. */
export function useToldOnce(options: {
  /** Is there one, and not saved yet? */
  readonly wouldLose: () => boolean;
  /** What is lost, as the question says it. */
  readonly words: () => { readonly title: string; readonly text: string; readonly deed: string };
}): void {
  onBeforeRouteLeave(() => (options.wouldLose() ? confirm(options.words()) : true));
  const beforeUnload = (event: BeforeUnloadEvent) => {
    if (options.wouldLose()) event.preventDefault();
  };
  onMounted(() => window.addEventListener('beforeunload', beforeUnload));
  onBeforeUnmount(() => window.removeEventListener('beforeunload', beforeUnload));
}
