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
  {
    path: '/password',
    name: 'password',
    zh: '更改口令',
    en: 'Change the password',
    listed: false,
    roles: 'any',
    open: () => import('../session/password-page.tsx').then((m) => m.PasswordPage),
  },
];
