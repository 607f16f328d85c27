import type { Page } from './areas.ts';

export const homePages: readonly Page[] = [
  {
    path: '/',
    name: 'home',
    zh: '首页',
    en: 'Home',
    listed: true,
    open: () => import('./home-page.tsx').then((m) => m.HomePage),
  },
];
