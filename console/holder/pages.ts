import type { Page } from '../shell/areas.ts';

export const holderPages: readonly Page[] = [
  {
    path: '/my-data',
    name: 'my-data',
    zh: '本人查询',
    en: 'My data',
    listed: true,
    open: () => import('./my-data-page.tsx').then((m) => m.MyDataPage),
  },
];
