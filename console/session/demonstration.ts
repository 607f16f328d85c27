import { type Ref, ref } from 'vue';
import { call } from '../api/index.ts';

const isDemonstration = ref(false);
let isAsked = false;

/** Is this hub's county generated, for show? Asked once; until the answer is there, and where none comes, it is not. */
export function useDemonstration(): Readonly<Ref<boolean>> {
  if (!isAsked) {
    isAsked = true;
    call('GET /healthz', {})
      .then(({ demonstration }) => {
        isDemonstration.value = demonstration;
      })
      .catch(() => {
        // Asked again when it is next needed; whatever is wrong, the page itself will meet and say.
        isAsked = false;
      });
  }
  return isDemonstration;
}
