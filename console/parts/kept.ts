import { type Ref, ref, watch } from 'vue';
import { type LocationQueryRaw, type Router, useRoute, useRouter } from 'vue-router';

/** The question part that the address is on its way to: of filters changed together, each adds to the others. */
let underWay: LocationQueryRaw | undefined;

/** Is somebody on the way to another page, which is still being loaded? */
let isLeaving = false;

/** Lets kept filters know when a page is being left: writing an address then would call the way back. */
export function heedLeaving(router: Router): void {
  router.beforeEach((to, from) => {
    isLeaving = to.name !== from.name;
  });
  router.afterEach(() => {
    isLeaving = false;
  });
  router.onError(() => {
    isLeaving = false;
  });
}

/**
 * A filter that stands in the page's address, so that a link holds it, and that this tab remembers for the page. Never for
 * personal numbers or names: addresses are kept in histories.
 * @param name its name after the question mark
 */
export function useKept(name: string, initial = ''): Ref<string> {
  const route = useRoute();
  const router = useRouter();
  const page = String(route.name);
  const place = `hufu.filter.${page}.${name}`;
  const asked = route.query[name];
  const value = ref(typeof asked === 'string' ? asked : (sessionStorage.getItem(place) ?? initial));
  watch(value, (now) => {
    sessionStorage.setItem(place, now);
    if (isLeaving) return;
    const query = { ...(underWay ?? router.currentRoute.value.query) };
    if (now === initial || now === '') delete query[name];
    else query[name] = now;
    underWay = query;
    void router.replace({ query }).finally(() => {
      if (underWay === query) underWay = undefined;
    });
  });
  // Back and forth in the history.
  watch(
    () => route.query[name],
    (now) => {
      if (route.name === page && typeof now === 'string' && now !== value.value) value.value = now;
    },
  );
  return value;
}
