import type { Page } from '../shell/areas.ts';

export const clerkPages: readonly Page[] = [
  {
    path: '/verify',
    name: 'verify',
    zh: '验证证照',
    en: 'Verify a licence',
    roles: 'any',
    listed: true,
    open: () => import('./verify-page.tsx').then((m) => m.VerifyPage),
  },
];
