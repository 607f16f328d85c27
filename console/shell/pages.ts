import { watch } from 'vue';
import { createRouter, createWebHistory, type Router } from 'vue-router';
import { language, say } from '../language/language.ts';
import { heedLeaving } from '../parts/kept.ts';
import { session } from '../session/session.ts';
import { type Area, mayOpen, type Page } from './areas.ts';
import { heedLostPages } from './lost-page.tsx';

/** The console's addresses: each page has its own, which can be kept and sent. */
export function createPages(areas: readonly Area[]): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      ...areas
        .flatMap(({ pages }) => pages)
        .map((page) => ({ path: page.path, name: page.name, component: page.open, meta: { page } })),
      { path: '/login', name: 'login', component: () => import('../session/log-in-page.tsx').then((m) => m.LogInPage) },
      {
        path: '/:rest(.*)*',
        name: 'nowhere',
        component: () => import('./nowhere-page.tsx').then((m) => m.NowherePage),
      },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  });
  heedLeaving(router);
  heedLostPages(router);
  router.beforeEach((to) => {
    const page = to.meta.page as Page | undefined;
    if (page === undefined || page.roles === undefined || mayOpen(page)) return true;
    if (session.value === undefined) return { name: 'login', query: { to: to.fullPath } };
    return { name: 'nowhere', params: { rest: to.path.split('/').filter(Boolean) }, query: { for: page.name } };
  });
  const title = () => {
    const page = router.currentRoute.value.meta.page as Page | undefined;
    document.title = page === undefined ? '虎符 Hufu' : `${say(page.zh, page.en)} · 虎符 Hufu`;
  };
  router.afterEach(title);
  watch(language, title);
  // A session that ended takes its pages with it.
  watch(session, (now, before) => {
    const { meta, fullPath } = router.currentRoute.value;
    const page = meta.page as Page | undefined;
    if (now === undefined && before !== undefined && page?.roles !== undefined)
      void router.replace({ name: 'login', query: { to: fullPath } });
  });
  return router;
}
